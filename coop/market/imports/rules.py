"""A line of past bookings, read: the booking it tells of, or every reason why it cannot be taken. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from coop.market.imports import fields
from coop.market.imports.fields import Faulty
from coop.market.imports.mapping import METHODS, Mapping

MOST_DAYS = 31
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PastBooking:
    """A booking that was carried out and paid elsewhere. Times in UTC; `method` is cash or card."""

    line: int
    reference: str
    worker: str
    service: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    timezone: str
    price_cents: int
    tip_cents: int
    currency: str
    method: str
    place: str = ""

    @property
    def minutes(self) -> int:
        """Whole minutes worked, half a minute counting up."""
        half_minutes = (self.ends_at - self.starts_at) // dt.timedelta(seconds=30)
        return (half_minutes + 1) // 2

    @property
    def digest(self) -> str:
        """SHA-256 of what the line says: the same booking written in another format gives the same."""
        said = (
            self.reference, self.worker, self.service, self.starts_at.isoformat(), self.ends_at.isoformat(),
            self.timezone, str(self.price_cents), str(self.tip_cents), self.currency, self.method, self.place,
        )
        return sha256("\x1f".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a line, and what to do about it."""

    field: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken, with everything that is wrong with it. Line 1 is the header."""

    line: int
    reference: str
    faults: tuple[Fault, ...]


def read_line(line: int, written: Dictionary[str, str], mapping: Mapping) -> PastBooking | BadLine:
    """The booking a line tells of. `written` has the text of every field, optional ones empty if absent."""
    faults: list[Fault] = []

    def take(name: str, read: Callable[[str], _Value], otherwise: _Value) -> _Value:
        try:
            return read(written[name].strip())
        except Faulty as fault:
            faults.append(Fault(name, fault.reason, fault.remedy))
            return otherwise

    def amount(text: str) -> int:
        return fields.cents(text, decimal_comma=mapping.decimal_comma)

    def prefixed(text: str) -> str:
        return fields.reference(mapping.reference_prefix + text if text else "")

    reference = take("reference", prefixed, "")
    worker = take("worker", lambda text: fields.words(text, most=fields.NAME_LENGTH), "")
    service = take("service", lambda text: fields.words(text, most=fields.SERVICE_LENGTH), "")
    timezone = take("timezone", lambda text: fields.zone(text).key, "")
    starts_at, ends_at = _span(written, timezone, mapping, faults) if timezone else (_NEVER, _NEVER)
    price_cents = take("price", amount, 0)
    tip_cents = take("tip", lambda text: amount(text) if text else 0, 0)
    currency = take("currency", lambda text: fields.words(text, most=3), "")
    method = take("method", lambda text: _method(text, mapping), "")
    if tip_cents and not price_cents and not any(fault.field == "price" for fault in faults):
        faults.append(Fault("tip", "a tip on a booking without a price", "give the price that was paid"))
    if faults:
        return BadLine(line, written["reference"].strip(), tuple(faults))
    places = [text for text in (written["from_zone"].strip(), written["to_zone"].strip()) if text]
    return PastBooking(
        line, reference, worker, service, starts_at, ends_at, timezone, price_cents, tip_cents, currency,
        method, " → ".join(places),
    )


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _method(written: str, mapping: Mapping) -> str:
    method = mapping.methods.get(written, written)
    if method in METHODS:
        return method
    remedy = f"say {' or '.join(METHODS)}; other words can be named in a mapping file"
    raise Faulty("is empty" if not written else f"{written!r} is no way of paying known here", remedy)


def _span(
    written: Dictionary[str, str], timezone: str, mapping: Mapping, faults: list[Fault]
) -> tuple[dt.datetime, dt.datetime]:
    """Start and end. Of a time clocks showed twice the first, as long as the end comes after the start."""
    found: dict[str, tuple[dt.datetime, ...]] = {}
    for name in ("starts_at", "ends_at"):
        try:
            found[name] = fields.moments(
                written[name].strip(), fields.zone(timezone), date_format=mapping.date_format
            )
        except Faulty as fault:
            faults.append(Fault(name, fault.reason, fault.remedy))
    if len(found) < 2:
        return _NEVER, _NEVER
    starts_at = found["starts_at"][0]
    ends_at = next((moment for moment in found["ends_at"] if moment > starts_at), None)
    if ends_at is None:
        lasted = "at the moment it starts" if starts_at in found["ends_at"] else "before it starts"
        remedy = "correct the times, or leave the line out"
        faults.append(Fault("ends_at", f"the booking ends {lasted}", remedy))
        return _NEVER, _NEVER
    if ends_at - starts_at > dt.timedelta(days=MOST_DAYS):
        faults.append(Fault("ends_at", f"the booking lasts more than {MOST_DAYS} days", "correct the times"))
    return starts_at, ends_at
