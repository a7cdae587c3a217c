"""What a yes / no vote needs: quorums and thresholds as data, to be shown before anyone votes."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from coop.ledger.arithmetic import exact


@dataclass(frozen=True)
class Quorum:
    """The least part of the roll that must cast a ballot, 0 to 1.

    Abstentions count toward it: who abstains takes part, and lets the others decide.
    """

    share_of_roll: Fraction

    def __post_init__(self) -> None:
        if not 0 <= exact(self.share_of_roll) <= 1:
            raise ValueError(f"a quorum is a share of the roll from 0 to 1, not {self.share_of_roll}")

    def needed_ballots(self, roll: int) -> int:
        """Ballots needed, rounded up: a third of 40 is 14. `roll` is the number of people who may vote."""
        return ceil(self.share_of_roll * _counted(roll))


@dataclass(frozen=True)
class Majority:
    """Enough yes among yes + no: more than `share` when `strict` (simple majority), else at least `share`.

    Abstentions are left out. At least one yes is always needed: nothing is adopted by silence.
    """

    share: Fraction
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 < exact(self.share) <= 1 or (self.strict and self.share == 1):
            raise ValueError(f"no majority is made by {self.share}")

    def needed_yes(self, yes_and_no: int) -> int:
        """The yes votes needed when so many people vote yes or no; a tie fails a simple majority."""
        exactly = self.share * _counted(yes_and_no)
        return max(1, floor(exactly) + 1 if self.strict else ceil(exactly))


@dataclass(frozen=True)
class FewOpposed:
    """Consensus but for a few: no more vote no than a number or a part of the roll, whichever is greater.

    Consensus minus k is `FewOpposed(k)`. CoLab's "no more than 2 members or one quarter of the total
    membership, whichever is greater, opposed" (CoLab Cooperative bylaws, section 3.2) is
    `FewOpposed(2, Fraction(1, 4))`: a quarter of 43 is 10.75, and no more than that is 10. At least one yes
    is needed.
    """

    people: int
    share_of_roll: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.people < 0 or not 0 <= exact(self.share_of_roll) < 1:
            raise ValueError(f"{self.people} people or {self.share_of_roll} opposed is no threshold")

    def allowed_no(self, roll: int) -> int:
        """The most votes against with which the proposal still passes."""
        return max(self.people, floor(self.share_of_roll * _counted(roll)))


Threshold = Majority | FewOpposed

SIMPLE = Majority(Fraction(1, 2), strict=True)
TWO_THIRDS = Majority(Fraction(2, 3))
THREE_QUARTERS = Majority(Fraction(3, 4))
FOUR_FIFTHS = Majority(Fraction(4, 5))
COLAB = FewOpposed(2, Fraction(1, 4))

_BY_NAME: dict[str, Threshold] = {
    "simple": SIMPLE,
    "two-thirds": TWO_THIRDS,
    "three-quarters": THREE_QUARTERS,
    "four-fifths": FOUR_FIFTHS,
    "consensus": FewOpposed(0),
    "at-most-a-quarter-opposed": COLAB,
}


def threshold_named(name: str) -> Threshold:
    """The threshold that a rule `vote.threshold.<kind>` names, or `ValueError`.

    Names: simple, two-thirds, three-quarters, four-fifths, consensus, consensus-minus-<k>,
    at-most-a-quarter-opposed.
    """
    minus = re.fullmatch(r"consensus-minus-([1-9][0-9]?)", name)
    if minus:
        return FewOpposed(int(minus[1]))
    try:
        return _BY_NAME[name]
    except KeyError:
        raise ValueError(f"no threshold is called {name!r}") from None


def _counted(people: int) -> int:
    if people < 0:
        raise ValueError(f"{people} people cannot vote")
    return people
