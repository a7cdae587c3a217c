"""How a surplus is split, to the cent: the floors of the rules first, the members' vote on the rest.

Uses are named by keys ("reserve", "dividends", ...); which account each goes to is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coop.governance.distribution.floors import Floors
from coop.ledger.arithmetic import exact, round_up, share_out


class Basis(StrEnum):
    """What a line of a distribution rests on."""

    FLOOR = "floor"
    NON_MEMBER = "non_member"
    VOTE = "vote"
    CARRIED = "carried"


@dataclass(frozen=True)
class Line:
    """Part of a surplus for one use; `share` is of the surplus for a floor, of the rest for a vote, or 1."""

    use: str
    basis: Basis
    share: Fraction
    cents: int


@dataclass(frozen=True)
class Distribution:
    """A surplus split into lines that sum to exactly what there was to split; none after a loss.

    One use may have several lines (its floor, and what was voted on top).
    """

    surplus_cents: int
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if any(line.cents < 0 for line in self.lines):
            raise ValueError("a distribution only gives")
        if sum(line.cents for line in self.lines) != max(self.surplus_cents, 0):
            raise ValueError(f"the lines do not sum to the surplus of {self.surplus_cents}")

    @property
    def votable_cents(self) -> int:
        """What was left for the vote after floors and the non-member part."""
        return sum(line.cents for line in self.lines if line.basis in (Basis.VOTE, Basis.CARRIED))

    def by_use(self) -> dict[str, int]:
        """Cents for each use that receives any, all its lines together, in order of first appearance."""
        totals: dict[str, int] = {}
        for line in self.lines:
            if line.cents:
                totals[line.use] = totals.get(line.use, 0) + line.cents
        return totals


def split_surplus(
    surplus_cents: int,
    floors: Floors,
    outcome: Mapping[str, Fraction] | None,
    *,
    non_member_cents: int = 0,
    floors_of_members: bool = False,
) -> Distribution:
    """Split a surplus: floors in their order, the non-member part, and the rest by the outcome of the vote.

    `outcome` maps each option, in the order of the ballot, to its share of the rest, of sum 1; `None` when
    there is none (no quorum): the rest is then carried to `floors.carried_to`. Cents by largest remainder,
    ties to the option that stands earlier on the ballot, whose order was frozen before anyone voted. Zero
    lines of the vote are kept, so that every option shows its result.

    `non_member_cents` is the surplus from non-members' work (`non_member_part`): no member may be paid from
    it, so `carried_to` is topped up until it holds that much. With `floors_of_members` all of it goes there
    first, and floors are shares of the rest (CoLab bylaws, 7.3: "profit" to the collective account, "surplus"
    by halves). A surplus of zero or less has no lines: there is nothing to split. Raises `ValueError` if the
    outcome is not shares of sum 1.
    """
    if outcome is not None and (sum(map(exact, outcome.values())) != 1 or min(outcome.values()) < 0):
        raise ValueError("an outcome is shares of zero or more that sum to 1")
    if surplus_cents <= 0:
        return Distribution(surplus_cents, ())
    lines: list[Line] = []
    left = surplus_cents
    if floors_of_members and non_member_cents:
        lines.append(Line(floors.carried_to, Basis.NON_MEMBER, Fraction(1), non_member_cents))
        left -= non_member_cents
    base_cents = left
    for floor in floors.shares:
        # Rounded up, floors can ask for more cents than there are (halves of one): the earlier goes first.
        lines.append(Line(floor.use, Basis.FLOOR, floor.share, min(left, floor.due_cents(base_cents))))
        left -= lines[-1].cents
    kept = sum(line.cents for line in lines if line.use == floors.carried_to)
    top_up = min(left, max(0, non_member_cents - kept))
    if top_up:
        lines.append(Line(floors.carried_to, Basis.NON_MEMBER, Fraction(1), top_up))
        left -= top_up
    if outcome is None:
        lines.append(Line(floors.carried_to, Basis.CARRIED, Fraction(1), left))
    else:
        amounts = share_out(left, list(outcome.values()))
        lines += [
            Line(use, Basis.VOTE, exact(share), cents)
            for (use, share), cents in zip(outcome.items(), amounts, strict=True)
        ]
    return Distribution(surplus_cents, tuple(lines))


def non_member_part(surplus_cents: int, *, by_members: int, by_all: int) -> int:
    """The part of a surplus that comes from non-members' work, measured by minutes or by earnings.

    Rounded up, because members may not be paid from it, not even a cent; 0 after a loss or when nobody
    worked. Raises `ValueError` unless 0 <= by_members <= by_all.
    """
    if not 0 <= by_members <= by_all:
        raise ValueError(f"members did {by_members} of {by_all}")
    if surplus_cents <= 0 or by_all == 0:
        return 0
    return round_up(Fraction(surplus_cents * (by_all - by_members), by_all))
