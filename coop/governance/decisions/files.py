"""The published ballots in formats that others read: BLT and PrefLib for ranks, Pabulib for projects, or a table.

Options stand under their numbers, so that `coop tally FILE --method M --decision HEAD` draws the very lots of the site;
the title says what the numbers mean where everybody may know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from coop.governance.ballots import profiles
from coop.governance.ballots.contents import read_consent, read_options
from coop.governance.electorate.frozen import CONSENT, FrozenVote
from coop.governance.tallies.files import formats
from coop.governance.tallies.files.election import Answers, Election, ProjectsElection, RankedElection, Table


def election_of(vote: FrozenVote, contents: Sequence[str], *, title: str, names: Mapping[str, str]) -> Election:
    """The ballots as an election of the formats; equal ones together."""
    told = f"{title} ({'; '.join(f'{key}: {name}' for key, name in names.items())})" if names else title
    title = " ".join(told.split())
    if vote.is_ranked:
        return RankedElection(title, profiles.rankings(vote, contents), vote.seats)
    if vote.is_round:
        return ProjectsElection(title, profiles.projects(vote, contents, tuple(names.values())))
    counts = sorted(Counter(contents).items())
    if vote.has_options:
        rows = []
        for text, count in counts:
            given = read_options(text, vote)
            rows.append((tuple(given.get(key) for key in vote.options), count))
        return Table(title, vote.options, tuple(rows))
    words = [(*(read_consent(text) if vote.method == CONSENT else (text, "")), count) for text, count in counts]
    return Answers(title, tuple((str(word), reason, count) for word, reason, count in words))


def written(vote: FrozenVote, contents: Sequence[str], form: str, *, title: str, names: Mapping[str, str]) -> str:
    """The file in a format; raises DoesNotFit."""
    return formats.write(election_of(vote, contents, title=title, names=names), form)
