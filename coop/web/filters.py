"""What templates use to speak: money, days and times in the reader's language. No arithmetic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask, current_app, g, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from coop.web.once import form_key


def locale() -> str:
    """The reader's language, such as `en`."""
    return str(get_locale() or "en")


def currency() -> str:
    """The co-op's currency, set on `g` by the page context."""
    return str(g.get("currency", "EUR"))


def money(cents: int) -> str:
    """Minor units as the reader writes money: 12345 -> €123.45."""
    amount = Decimal(cents).scaleb(-2)
    return str(numbers.format_currency(amount, currency(), locale=locale()))


def money_short(cents: int) -> str:
    """Minor units in a few letters, for the axis of a chart: 123456700 -> €1.23M."""
    amount = Decimal(cents).scaleb(-2)
    return str(numbers.format_compact_currency(amount, currency(), locale=locale(), fraction_digits=2))


def amount(cents: int) -> str:
    """Minor units as a bare figure with two places, for table columns: 12345 -> 123.45."""
    return str(numbers.format_decimal(Decimal(cents).scaleb(-2), format="#,##0.00", locale=locale()))


def whole(number: int) -> str:
    """A whole number as the reader writes it: 3456 -> 3,456."""
    return str(numbers.format_decimal(number, locale=locale()))


def percent(share: Fraction | int | str, places: int = 1) -> str:
    """A share as a percentage, at most `places` decimals: 1/20 -> 5%."""
    value = Fraction(share)
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return str(numbers.format_percent(scaled, format=f"#,##0.{'#' * places}%", locale=locale()))


def day(value: dt.date | dt.datetime, zone: str | None = None, style: str = "long") -> str:
    """A calendar day in words: 2 March 2026."""
    return str(dates.format_date(_local(value, zone), format=style, locale=locale()))


def weekday(value: dt.date | dt.datetime, zone: str | None = None) -> str:
    """A calendar day with its weekday: Monday 2 March 2026."""
    return str(dates.format_date(_local(value, zone), format="full", locale=locale()))


def clock_time(value: dt.datetime, zone: str | None = None) -> str:
    """A wall-clock time in a zone: 09:00."""
    return str(dates.format_time(_local(value, zone), format="HH:mm", locale=locale()))


def moment(value: dt.datetime, zone: str | None = None) -> str:
    """Day and time in words: 2 March 2026, 09:00."""
    return f"{day(value, zone)}, {clock_time(value, zone)}"


def duration(minutes: int) -> str:
    """Minutes in words: 90 -> 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(count)s min", count=rest))
    if not rest:
        return str(_("%(count)s h", count=hours))
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=rest))


def asset(name: str) -> str:
    """The address of a static file with its content hash, so that it may be cached for ever."""
    addresses: dict[str, str] = current_app.extensions["coop_assets"]
    return addresses.get(name) or url_for("static", filename=name)


def _local(value: Any, zone: str | None) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(zone or str(g.get("timezone", "UTC"))))
    return value


def init_app(app: Flask) -> None:
    """Bind the filters as globals and filters of the templates."""
    words = {
        "money": money, "amount": amount, "whole": whole, "percent": percent, "day": day, "weekday": weekday,
        "clock_time": clock_time, "moment": moment, "duration": duration,
    }
    app.jinja_env.filters.update(words)
    app.jinja_env.globals.update(words, asset=asset, form_key=form_key)
