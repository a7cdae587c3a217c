"""The ballots of a vote as the profiles that the tallies count, in an order that no voter chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from coop.governance.ballots.contents import ranking_of, read_options
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.tallies.approval import ApprovalProfile
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.score import ScoreProfile


def approvals(vote: FrozenVote, contents: Iterable[str], names: Sequence[str] = ()) -> ApprovalProfile:
    """Approvals, the options called by their keys or by `names` in the same order. Raises `InvalidBallot`."""
    place = {key: position for position, key in enumerate(vote.options)}
    rows = [([place[key] for key in read_options(text, vote)], count) for text, count in Counter(contents).items()]
    return ApprovalProfile.of(names or vote.options, rows)


def projects(vote: FrozenVote, contents: Iterable[str], names: Sequence[str] = ()) -> ProjectsProfile:
    """Projects with their frozen costs; ballots that abstain are no voters. Raises `InvalidBallot`."""
    place = {key: position for position, key in enumerate(vote.options)}
    rows = []
    for text, count in Counter(contents).items():
        if given := read_options(text, vote):
            rows.append(([(place[key], 1) for key in given], count))
    budget = int(vote.terms["budget_cents"])
    return ProjectsProfile.of(vote.options, vote.costs, budget, rows, places=2, titles=names)


def scores(vote: FrozenVote, contents: Iterable[str], names: Sequence[str] = ()) -> ScoreProfile:
    """Points, likewise."""
    least, most = vote.scale
    rows = []
    for text, count in Counter(contents).items():
        given = read_options(text, vote)
        rows.append(([given.get(key) for key in vote.options], count))
    return ScoreProfile.of(names or vote.options, rows, least=least, most=most)


def rankings(vote: FrozenVote, contents: Iterable[str], names: Sequence[str] = ()) -> RankedProfile:
    """Rankings, likewise."""
    rows = [(ranking_of(read_options(text, vote), vote.options), count) for text, count in Counter(contents).items()]
    return RankedProfile.of(names or vote.options, rows)
