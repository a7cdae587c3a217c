"""What a booking costs: the worker's price by the hour, the unit or the job, on a sliding scale.

Every amount is all-in and in cents. The sliding scale has three tiers; the client picks one and is never
asked why.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coop.ledger.arithmetic import half_up

MINUTES_AN_HOUR = 60


class PriceKind(StrEnum):
    """What the price counts; the values are those kept in listings."""

    PER_HOUR = "hour"
    FIXED = "fixed"
    PER_UNIT = "unit"


class PriceTier(StrEnum):
    """A step of the sliding scale, from the least price to the most; the values are those kept in bookings."""

    SUPPORTED = "low"
    STANDARD = "middle"
    SOLIDARITY = "high"


class TierNotOffered(ValueError):
    """The worker set no price for that tier."""


class OutsideLimits(ValueError):
    """A length or number of units that the listing does not take; ``limits`` says which it does."""

    def __init__(self, amount: int, limits: "Limits") -> None:
        super().__init__(f"{amount} is not from {limits.least} to {limits.most} in steps of {limits.step}")
        self.amount = amount
        self.limits = limits


@dataclass(frozen=True)
class Rates:
    """The prices a worker set, in cents per hour, job or unit; the scale's other two tiers may be left out.

    None is negative and they rise from supported to solidarity, else ``ValueError``.
    """

    standard_cents: int
    supported_cents: int | None = None
    solidarity_cents: int | None = None

    def __post_init__(self) -> None:
        rising = [cents for cents in self._by_tier().values() if cents is not None]
        if rising[0] < 0:
            raise ValueError(f"a price cannot be negative: {rising[0]}")
        if rising != sorted(rising):
            raise ValueError(f"prices rise from supported over standard to solidarity, not {rising}")

    @property
    def tiers(self) -> tuple[PriceTier, ...]:
        """The tiers a client can pick, from the least price to the most."""
        return tuple(tier for tier, cents in self._by_tier().items() if cents is not None)

    def cents(self, tier: PriceTier) -> int:
        """The price of a tier; raises `TierNotOffered`."""
        cents = self._by_tier()[tier]
        if cents is None:
            raise TierNotOffered(f"no {tier.name.lower()} price is set")
        return cents

    def _by_tier(self) -> dict[PriceTier, int | None]:
        return {
            PriceTier.SUPPORTED: self.supported_cents,
            PriceTier.STANDARD: self.standard_cents,
            PriceTier.SOLIDARITY: self.solidarity_cents,
        }


@dataclass(frozen=True)
class Limits:
    """Least and most of what a listing takes (minutes, or units), in steps counted from the least."""

    least: int
    most: int
    step: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.most or self.step <= 0:
            raise ValueError(f"limits are positive and in order, not {self}")

    @property
    def choices(self) -> range:
        """What a form can offer, in order; the last one is the greatest that the step reaches."""
        return range(self.least, self.most + 1, self.step)

    def check(self, amount: int) -> None:
        """Raise `OutsideLimits` unless the amount is one of the choices."""
        if amount not in self.choices:
            raise OutsideLimits(amount, self)


@dataclass(frozen=True)
class Quote:
    """The all-in price of one booking, and how it comes about.

    ``quantity`` is minutes for a price per hour, units for a price per unit, and 1 for a fixed one;
    ``rate_cents`` is the price of one hour, unit or job.
    """

    kind: PriceKind
    tier: PriceTier
    rate_cents: int
    quantity: int
    total_cents: int


def quote(kind: PriceKind, rates: Rates, tier: PriceTier, *, minutes: int = 0, units: int = 0) -> Quote:
    """The price of a booking on a tier: of its minutes, its units, or the job, as the kind counts.

    A price per hour is minutes times cents per hour over sixty, half up to the cent. Raises
    `TierNotOffered`, and ``ValueError`` if what the kind counts is not positive. Limits are the listing's
    own: see `Limits.check`.
    """
    rate_cents = rates.cents(tier)
    quantity = {PriceKind.PER_HOUR: minutes, PriceKind.FIXED: 1, PriceKind.PER_UNIT: units}[kind]
    if quantity <= 0:
        raise ValueError(f"a price by {kind} needs a positive quantity, not {quantity}")
    per = MINUTES_AN_HOUR if kind is PriceKind.PER_HOUR else 1
    return Quote(kind, tier, rate_cents, quantity, half_up(Fraction(rate_cents * quantity, per)))


def scale(kind: PriceKind, rates: Rates, *, minutes: int = 0, units: int = 0) -> tuple[Quote, ...]:
    """The quotes of every tier offered, from the least price to the most: what the client picks from."""
    return tuple(quote(kind, rates, tier, minutes=minutes, units=units) for tier in rates.tiers)
