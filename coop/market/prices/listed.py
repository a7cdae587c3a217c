"""A listing's price as the rules take it. A listing is anything with these columns (`Priced`)."""

from __future__ import annotations

from typing import Protocol

from coop.market.prices.rules import Limits, PriceKind, PriceTier, Quote, Rates, quote

# A form offers lengths in these steps; the calendar has the same quarters.
STEP_MINUTES = 15
MOST_UNITS = 50


class Priced(Protocol):
    """What of a listing decides its price and length; `Listing` is one. Read-only."""

    @property
    def price_kind(self) -> str: ...
    @property
    def price_cents(self) -> int: ...
    @property
    def sliding_scale(self) -> bool: ...
    @property
    def price_low_cents(self) -> int: ...
    @property
    def price_high_cents(self) -> int: ...
    @property
    def min_minutes(self) -> int: ...
    @property
    def max_minutes(self) -> int: ...


def rates(listing: Priced) -> Rates:
    """The prices of the tiers a listing offers; without a sliding scale there is the standard one alone."""
    if not listing.sliding_scale:
        return Rates(listing.price_cents)
    return Rates(listing.price_cents, listing.price_low_cents, listing.price_high_cents)


def lengths(listing: Priced) -> Limits:
    """The lengths in minutes that can be booked by the hour; other jobs last as long as they last."""
    most = listing.max_minutes if listing.price_kind == PriceKind.PER_HOUR else listing.min_minutes
    return Limits(listing.min_minutes, most, STEP_MINUTES)


def units(listing: Priced) -> Limits:
    """How many units can be booked at once: as many as fit in the greatest length, at least one."""
    if listing.price_kind != PriceKind.PER_UNIT:
        return Limits(1, 1)
    return Limits(1, max(1, min(MOST_UNITS, listing.max_minutes // listing.min_minutes)))


def job(listing: Priced, tier: PriceTier, *, minutes: int, quantity: int) -> tuple[int, Quote]:
    """The length in minutes and the price of what a client asks for.

    `minutes` counts only by the hour, `quantity` only per unit; what does not count is not read, so a forged
    field has no effect. Raises `OutsideLimits` and `TierNotOffered`.
    """
    if listing.price_kind == PriceKind.PER_HOUR:
        lengths(listing).check(minutes)
        return minutes, quote(PriceKind.PER_HOUR, rates(listing), tier, minutes=minutes)
    count = quantity if listing.price_kind == PriceKind.PER_UNIT else 1
    units(listing).check(count)
    return listing.min_minutes * count, quote(PriceKind(listing.price_kind), rates(listing), tier, units=count)
