"""What a file of votes is to a method: the profile it counts, or why there is none.

A format says what its ballots are, except a plain table: there the method says what the numbers mean.
"""

from collections.abc import Callable
from typing import NoReturn, TypeVar

from coop.governance.tallies.approval import ApprovalProfile
from coop.governance.tallies.files.election import Answers, Election, ProjectsElection, RankedElection, Table
from coop.governance.tallies.files.lines import Wrong
from coop.governance.tallies.profile import BadProfile, SplitProfile
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.score import ScoreProfile

MOST_SPLITS = 1_000_000

T = TypeVar("T")


def ranked_of(election: Election) -> RankedProfile:
    """The rankings: of a ranked election those who stand, of a table its numbers as ranks."""
    if isinstance(election, RankedElection):
        return election.standing
    if isinstance(election, ProjectsElection) and election.ranked is not None:
        return election.ranked
    if not isinstance(election, Table):
        _refuse("rankings", election)
    _each(election, lambda one: one is None or 1 <= one <= len(election.options) * 100, "a rank is 1 or more")
    ballots = []
    for row, count in election.rows:
        tiers: dict[int, list[int]] = {}
        for place, rank in enumerate(row):
            if rank is not None:
                tiers.setdefault(rank, []).append(place)
        ballots.append((tuple(tuple(tiers[rank]) for rank in sorted(tiers)), count))
    return _made(lambda: RankedProfile.of(election.options, ballots))


def approvals_of(election: Election) -> ApprovalProfile:
    """The approvals: of a vote on projects what a ballot wants, of a table its ones."""
    if isinstance(election, ProjectsElection) and election.vote_type in ("approval", "choose-1"):
        wanted = [([project for project, _ in wishes], count) for wishes, count in election.profile.ballots]
        return ApprovalProfile.of(election.profile.options, wanted)
    if not isinstance(election, Table):
        _refuse("approvals", election)
    _each(election, lambda one: one in (None, 0, 1), "an approval is 1, x, 0 or nothing")
    rows = [([place for place, one in enumerate(row) if one], count) for row, count in election.rows]
    return _made(lambda: ApprovalProfile.of(election.options, rows))


def scores_of(election: Election, scale: tuple[int, int] | None) -> ScoreProfile:
    """The points on a scale; without one, from 0 (or the least given) to the most given."""
    if isinstance(election, ProjectsElection) and election.vote_type in ("cumulative", "scoring"):
        options = election.profile.options
        rows: list[tuple[tuple[int | None, ...], int]] = []
        for wishes, count in election.profile.ballots:
            points = dict(wishes)
            rows.append((tuple(points.get(place) for place in range(len(options))), count))
    elif isinstance(election, Table):
        options, rows = election.options, list(election.rows)
    else:
        _refuse("points", election)
    given = [one for row, _ in rows for one in row if one is not None]
    least, most = scale or (min([0, *given]), max([1, *given]))
    if isinstance(election, Table):
        _each(election, lambda one: one is None or least <= one <= most, f"points go from {least} to {most}")
    return _made(lambda: ScoreProfile.of(options, rows, least=least, most=most))


def splits_of(election: Election) -> tuple[tuple[str, ...], SplitProfile]:
    """The options and the splits; every line of the table must make the same whole."""
    if not isinstance(election, Table):
        _refuse("splits of one whole", election)
    total = sum(count for _, count in election.rows)
    if total > MOST_SPLITS:
        raise DoesNotFit(f"{total:,} splits; {MOST_SPLITS:,} are the most")
    _each(election, lambda one: one is None or one >= 0, "a part is 0 or more")
    rows = []
    whole = sum(one or 0 for one in election.rows[0][0]) if election.rows else 0
    wrong = Wrong()
    for (row, count), line in zip(election.rows, election.numbers, strict=True):
        made = sum(one or 0 for one in row)
        if made != whole:
            wrong.add(line, f"makes {made}, where the first makes {whole}")
        rows += [tuple(one or 0 for one in row)] * count
    wrong.refuse()
    return election.options, _made(lambda: SplitProfile.of_ballots(rows))


def projects_of(election: Election) -> ProjectsProfile:
    """The vote on projects."""
    if not isinstance(election, ProjectsElection):
        _refuse("projects with costs and a budget", election)
    if election.vote_type == "ordinal":
        raise DoesNotFit("these ballots put projects in order; this method needs those a voter wants, or points")
    return election.profile


def answers_of(election: Election) -> Answers:
    """The words."""
    if not isinstance(election, Answers):
        _refuse("words (a CSV with the column vote)", election)
    return election


def _refuse(needs: str, election: Election) -> NoReturn:
    if isinstance(election, RankedElection):
        has = "ranked ballots"
    elif isinstance(election, ProjectsElection):
        has = f"a vote on projects ({election.vote_type} ballots)"
    elif isinstance(election, Answers):
        has = "words: yes, no and the like"
    else:
        has = "a table of numbers"
    raise DoesNotFit(f"this method counts {needs}; the file holds {has}")


def _each(election: Table, allowed: Callable[[int | None], bool], reason: str) -> None:
    wrong = Wrong()
    for (row, _), line in zip(election.rows, election.numbers, strict=True):
        if not all(map(allowed, row)):
            wrong.add(line, reason)
    wrong.refuse()


def _made(make: Callable[[], T]) -> T:
    try:
        return make()
    except BadProfile as error:
        raise DoesNotFit(str(error)) from error
