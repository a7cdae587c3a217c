"""What a choice costs, on every tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from coop.market.listings.models import Listing
from coop.market.prices import listed
from coop.market.prices.rules import PriceKind, PriceTier

USUAL_LENGTHS = (15, 30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 480, 600, 720)


@dataclass(frozen=True)
class Choice:
    """How long and how many; `minutes` is how long the work then takes."""

    length: int
    quantity: int
    minutes: int


def choice(listing: Listing, given: Mapping[str, str]) -> Choice:
    """What a page's arguments choose; anything that is not offered becomes the least."""
    lengths, units = listed.lengths(listing), listed.units(listing)
    length, quantity = _whole(given.get("minutes", "")), _whole(given.get("quantity", ""))
    length = length if length in lengths.choices else lengths.least
    quantity = quantity if quantity in units.choices else units.least
    return Choice(length, quantity, length if listing.price_kind == "hour" else listing.min_minutes * quantity)


def lengths_offered(listing: Listing) -> list[int]:
    """The lengths to choose from, if there is a choice: the usual ones, and the listing's own ends."""
    limits = listed.lengths(listing)
    found = [minutes for minutes in limits.choices if minutes in USUAL_LENGTHS or minutes == limits.least]
    return found if len(found) > 1 else []


def tiers(listing: Listing, chosen: Choice) -> list[tuple[PriceTier, int]]:
    """The price in cents of every tier offered, from the least to the most."""
    return [
        (tier, listed.job(listing, tier, minutes=chosen.length, quantity=chosen.quantity)[1].total_cents)
        for tier in listed.rates(listing).tiers
    ]


def tier_label(tier: PriceTier) -> str:
    """What a step of the scale is called."""
    return str(
        {
            PriceTier.SUPPORTED: _("Lower"),
            PriceTier.STANDARD: _("Middle"),
            PriceTier.SOLIDARITY: _("Higher"),
        }[tier]
    )


def counts_units(listing: Listing) -> bool:
    """Whether a client says how many."""
    return listing.price_kind == PriceKind.PER_UNIT and listed.units(listing).most > 1


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
