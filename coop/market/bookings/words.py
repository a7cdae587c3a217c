"""A booking's facts in a reader's language, for letters; pages have the filters of `coop.web`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask_babel import gettext as _

from coop.market.bookings.models import Booking
from coop.market.references import grouped


def when(starts_at: dt.datetime, ends_at: dt.datetime, zone: str, locale: str) -> str:
    """Day, times and place of the clock: Tuesday, November 24, 2026, 09:00 to 12:00 (Europe/Paris)."""
    begins, finishes = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at))
    return str(
        _(
            "%(day)s, %(start)s to %(end)s (%(zone)s)",
            day=dates.format_date(begins, "full", locale=locale),
            start=dates.format_time(begins, "HH:mm", locale=locale),
            end=dates.format_time(finishes, "HH:mm", locale=locale),
            zone=zone.replace("_", " "),
        )
    )


def moment(at: dt.datetime, zone: str, locale: str) -> str:
    """A day and a time."""
    local = at.astimezone(ZoneInfo(zone))
    clock = dates.format_time(local, "HH:mm", locale=locale)
    return f"{dates.format_date(local, 'full', locale=locale)}, {clock}"


def money(cents: int, currency: str, locale: str) -> str:
    """An amount with its currency."""
    return str(numbers.format_currency(Decimal(cents).scaleb(-2), currency, locale=locale))


@dataclass(frozen=True)
class Said:
    """A booking in words. Under no name of a client's but the first: the worker knows them by it."""

    booking: Booking
    currency: str
    locale: str

    @property
    def service(self) -> str:
        return self.booking.listing.title

    @property
    def reference(self) -> str:
        return grouped(self.booking.reference)

    @property
    def worker(self) -> str:
        return self.booking.worker.display_name

    @property
    def client(self) -> str:
        return self.booking.client.display_name if self.booking.client else _("the client")

    @property
    def when(self) -> str:
        return when(self.booking.starts_at, self.booking.ends_at, self.booking.timezone, self.locale)

    @property
    def price(self) -> str:
        return self.money(self.booking.price_cents)

    def money(self, cents: int) -> str:
        return money(cents, self.currency, self.locale)

    def moment(self, at: dt.datetime | None) -> str:
        return moment(at, self.booking.timezone, self.locale) if at else ""

    def time(self, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
        return when(starts_at, ends_at, self.booking.timezone, self.locale)
