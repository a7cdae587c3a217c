"""Yes / no / abstain, with quorum and threshold: what is needed, before; what was decided, after.

Plain numbers and an enumeration; the pages put them into words.
"""

from dataclasses import dataclass
from enum import StrEnum

from coop.governance.tallies.thresholds import Majority, Quorum, Threshold


class Why(StrEnum):
    """Why a vote passed or failed: the first of these, in this order, that holds."""

    QUORUM_MISSED = "quorum_missed"
    NO_YES = "no_yes"
    TOO_FEW_YES = "too_few_yes"
    TOO_MANY_OPPOSED = "too_many_opposed"
    PASSED = "passed"


@dataclass(frozen=True)
class Needs:
    """What a vote needs, in people, knowable from the frozen roll before anyone votes.

    `ballots` make the quorum, abstentions included. For a majority, `yes_at_quorum` and `yes_if_all_vote`
    are the yes votes needed when just the quorum, or the whole roll, votes yes or no and nobody abstains,
    and `allowed_no` is `None`; for consensus but for a few it is the reverse.
    """

    roll: int
    ballots: int
    yes_at_quorum: int | None
    yes_if_all_vote: int | None
    allowed_no: int | None


@dataclass(frozen=True)
class YesNoOutcome:
    """What was decided, with every number it rests on.

    `yes_needed` is reckoned from the yes and no votes cast and is `None` unless the threshold is a
    majority; `allowed_no` is reckoned from the roll and is `None` if it is one.
    """

    roll: int
    yes: int
    no: int
    abstain: int
    quorum_needed: int
    quorum_reached: bool
    yes_needed: int | None
    allowed_no: int | None
    why: Why

    @property
    def ballots(self) -> int:
        """Ballots cast, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def passed(self) -> bool:
        """Whether the proposal is adopted."""
        return self.why is Why.PASSED


def explain(roll: int, quorum: Quorum, threshold: Threshold) -> Needs:
    """The arithmetic of a vote among `roll` people, to be shown before it opens."""
    ballots = quorum.needed_ballots(roll)
    if isinstance(threshold, Majority):
        return Needs(roll, ballots, threshold.needed_yes(ballots), threshold.needed_yes(roll), None)
    return Needs(roll, ballots, None, None, threshold.allowed_no(roll))


def tally(
    *, yes: int, no: int, abstain: int, roll: int, quorum: Quorum, threshold: Threshold
) -> YesNoOutcome:
    """Count a vote. Raises `ValueError` on negative counts and on more ballots than people on the roll."""
    if min(yes, no, abstain, roll) < 0:
        raise ValueError("votes are counted from zero")
    ballots = yes + no + abstain
    if ballots > roll:
        raise ValueError(f"{ballots} ballots from a roll of {roll}: somebody voted twice")
    quorum_needed = quorum.needed_ballots(roll)
    yes_needed = threshold.needed_yes(yes + no) if isinstance(threshold, Majority) else None
    allowed_no = None if isinstance(threshold, Majority) else threshold.allowed_no(roll)
    if ballots < quorum_needed:
        why = Why.QUORUM_MISSED
    elif yes == 0:
        why = Why.NO_YES
    elif yes_needed is not None and yes < yes_needed:
        why = Why.TOO_FEW_YES
    elif allowed_no is not None and no > allowed_no:
        why = Why.TOO_MANY_OPPOSED
    else:
        why = Why.PASSED
    return YesNoOutcome(
        roll=roll,
        yes=yes,
        no=no,
        abstain=abstain,
        quorum_needed=quorum_needed,
        quorum_reached=ballots >= quorum_needed,
        yes_needed=yes_needed,
        allowed_no=allowed_no,
        why=why,
    )
