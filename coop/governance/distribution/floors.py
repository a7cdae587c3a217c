"""Floors: what the rules give to reserve, education and the like before members vote on the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from coop.ledger.arithmetic import exact, round_up
from coop.policies.rules import Value

FLOOR_RULES = {
    "surplus.reserve_floor": "reserve",
    "surplus.solidarity_floor": "solidarity",
    "surplus.education_floor": "education",
    "surplus.dividend_floor": "dividends",
}
"""Rule -> the use that it gives a least share to, in the order in which floors are met."""


@dataclass(frozen=True)
class FloorShare:
    """The least share of a surplus that a rule gives to a use.

    `ceiling_cents` is what the use still lacks where a rule ends once a target is met (France: 15% to the
    legal reserve until it equals the peak capital); `None` when it never ends.
    """

    use: str
    share: Fraction
    ceiling_cents: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= exact(self.share) <= 1:
            raise ValueError(f"the floor of {self.use} is a share from 0 to 1, not {self.share}")
        if self.ceiling_cents is not None and self.ceiling_cents < 0:
            raise ValueError(f"the floor of {self.use} cannot end below zero")

    def due_cents(self, surplus_cents: int) -> int:
        """Cents due from a surplus, **rounded up**.

        "At least 30%" is broken by rounding 30% of 10.01 down to 3.00, be it by three tenths of a cent;
        rounded up to 3.01 it is kept, and the vote decides on a cent less.
        """
        due = round_up(self.share * surplus_cents)
        return due if self.ceiling_cents is None else min(due, self.ceiling_cents)


@dataclass(frozen=True)
class Floors:
    """The floors in force, in the order in which they are met, and the use that keeps what no vote decided.

    Raises `ValueError` when a use is named twice or the shares exceed the whole.
    """

    shares: tuple[FloorShare, ...] = ()
    carried_to: str = "reserve"

    def __post_init__(self) -> None:
        uses = [floor.use for floor in self.shares]
        if len(set(uses)) != len(uses):
            raise ValueError("one floor for each use")
        if sum(floor.share for floor in self.shares) > 1:
            raise ValueError("floors of more than the whole surplus")

    @classmethod
    def by(cls, values: Mapping[str, Value]) -> "Floors":
        """As these values of `FLOOR_RULES` have them; a share of zero is no floor."""
        shares = {use: Fraction(cast(Fraction, values[rule])) for rule, use in FLOOR_RULES.items()}
        return cls(tuple(FloorShare(use, share) for use, share in shares.items() if share))
