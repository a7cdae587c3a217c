"""The counting methods on 100,000 made-up ballots: exact arithmetic, one process, no library but Python's own.

Voters lie on a line, as do options; a ballot ranks the nearest first with noise, and stops somewhere. So ballots differ
almost all, which is the hard case: real ballots repeat, and equal ones are counted together.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from coop.governance.tallies.equal_shares import equal_shares
from coop.governance.tallies.independent_markets import independent_markets
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.meek import meek
from coop.governance.tallies.profile import SplitProfile
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.schulze import schulze
from coop.governance.tallies.scottish_stv import scottish_stv

LOTS = Lots("bench")
SEED = 1844


@dataclass(frozen=True)
class TallyTime:
    """A method's least processor seconds; `different` ballots of `ballots`; `note` is what was counted."""

    method: str
    note: str
    ballots: int
    different: int
    seconds: float


def measure(*, ballots: int, rounds: int) -> list[TallyTime]:
    """A row for each method, on generated ballots of a fixed seed."""
    ten, thirty = ranked(10, ballots), ranked(30, ballots)
    split, projects = splits(ballots), wishes(ballots)
    rows = [
        _timed("Scottish STV", "10 candidates, 4 seats", ten, lambda: scottish_stv(ten, 4, LOTS), rounds),
        _timed("Meek", "10 candidates, 4 seats", ten, lambda: meek(ten, 4, LOTS), rounds),
        _timed("Schulze", "10 options", ten, lambda: schulze(ten, LOTS), rounds),
        _timed("Schulze", "30 options", thirty, lambda: schulze(thirty, LOTS), rounds),
    ]
    columns = sum(map(len, split.columns))
    seconds = _least(lambda: independent_markets(split), rounds)
    rows.append(TallyTime("Independent Markets", f"5 uses, {columns} values", ballots, ballots, seconds))
    outcome = equal_shares(projects, LOTS)
    seconds = _least(lambda: equal_shares(projects, LOTS), rounds)
    tried, bought = len(outcome.increments), len(outcome.purchases)
    rows += [
        TallyTime(
            "Equal shares, whole",
            f"100 projects, {bought} bought, {tried} endowments",
            ballots,
            len(projects.ballots),
            seconds,
        ),
        TallyTime("Equal shares, one endowment", "the mean of these", ballots, len(projects.ballots), seconds / tried),
    ]
    return rows


def ranked(options: int, ballots: int) -> RankedProfile:
    """Rankings by distance with noise, cut short at random."""
    draw = random.Random(SEED)
    places = [draw.random() for _ in range(options)]
    made = []
    for _ in range(ballots):
        at = draw.random()
        order = sorted(range(options), key=lambda one: abs(places[one] - at) + draw.random() / 3)
        made.append((tuple((one,) for one in order[: draw.randint(2, options)]), 1))
    return RankedProfile.of([f"option {one}" for one in range(options)], made)


def splits(ballots: int) -> SplitProfile:
    """Five uses, in steps of 5 per cent."""
    draw = random.Random(SEED)
    rows = []
    for _ in range(ballots):
        cuts = sorted(draw.randint(0, 20) for _ in range(4))
        rows.append(tuple(5 * (right - left) for left, right in zip([0, *cuts], [*cuts, 20], strict=True)))
    return SplitProfile.of_ballots(rows)


def wishes(ballots: int) -> ProjectsProfile:
    """100 projects, some far more wanted than others; up to twelve a ballot; ten units of money a voter."""
    draw = random.Random(SEED)
    weights = [draw.random() ** 2 + 0.05 for _ in range(100)]
    made = [
        ([(one, 1) for one in set(draw.choices(range(100), weights, k=draw.randint(1, 12)))], 1)
        for _ in range(ballots)
    ]
    costs = [draw.randint(5, 100) * ballots // 100 for _ in range(100)]
    return ProjectsProfile.of([f"project {one}" for one in range(100)], costs, 10 * ballots, made)


def _timed(method: str, note: str, profile: RankedProfile, count: Callable[[], object], rounds: int) -> TallyTime:
    return TallyTime(method, note, profile.total, len(profile.ballots), _least(count, rounds))


def _least(count: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        count()
        times.append(time.process_time() - begin)
    return min(times)
