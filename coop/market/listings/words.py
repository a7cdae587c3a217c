"""A listing's price, place and state in words, for every page that shows one."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext as _

from coop.web import filters


class Priced(Protocol):
    """What of a listing its price is said from. Read-only."""

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
    def unit_name(self) -> str: ...


def price_said(listing: Priced) -> str:
    """ "€28.00 an hour", "€190.00 fixed", "€4.00 a window", or "€22.00 to €34.00 an hour, you choose"."""
    if listing.sliding_scale:
        scale = _(
            "%(low)s to %(high)s",
            low=filters.money(listing.price_low_cents),
            high=filters.money(listing.price_high_cents),
        )
        return str(_("%(price)s, you choose", price=_per(scale, listing)))
    return _per(filters.money(listing.price_cents), listing)


def _per(amount: str, listing: Priced) -> str:
    if listing.price_kind == "hour":
        return str(_("%(amount)s an hour", amount=amount))
    if listing.price_kind == "unit":
        return str(_("%(amount)s for each %(unit)s", amount=amount, unit=listing.unit_name))
    return str(_("%(amount)s fixed", amount=amount))


def place_said(kind: str, label: str) -> str:
    """Where the work is done."""
    if kind == "remote":
        return str(_("online or by phone"))
    if kind == "worker":
        return str(_("at the worker's place in %(place)s", place=label))
    return str(_("comes to you from %(place)s", place=label))
