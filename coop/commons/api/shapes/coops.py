"""The way in, and the co-op itself."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Moment, Shape, told
from coop.commons.dictionary import addresses, coops


class Root(Shape):
    """Where everything is."""

    api: str = told(addresses.API)
    name: str = told(coops.NAME)
    links: dict[str, Address] = told(addresses.LINKS)


class Coop(Shape):
    """The co-op, and how large its books are."""

    name: str = told(coops.NAME)
    currency: str = told(coops.CURRENCY)
    timezone: str = told(coops.TIMEZONE)
    preset: str = told(coops.PRESET)
    founded_at: Moment = told(coops.FOUNDED_AT)
    is_demo: bool = told(coops.IS_DEMO)
    licence: str = told(coops.LICENCE)
    members: int = told(coops.MEMBERS)
    entries: int = told(coops.ENTRIES)
    last_entry: int = told(coops.LAST_ENTRY)
    listings: int = told(coops.LISTINGS)
    decisions: int = told(coops.DECISIONS)
    periods: int = told(coops.PERIODS)
