"""What a line cannot know by itself: whether this co-op, as it stands, can take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.market.imports import queries
from coop.market.imports.mapping import Mapping
from coop.market.imports.rules import BadLine, Fault, PastBooking
from coop.policies.queries import charter


@dataclass(frozen=True)
class Checked:
    """The bookings of a file sorted by what is to be done with them."""

    fresh: tuple[PastBooking, ...]
    known: int
    bad: tuple[BadLine, ...]


def check(session: Session, bookings: Sequence[PastBooking], mapping: Mapping, *, at: dt.datetime) -> Checked:
    """Sort bookings into new ones, those brought in before, and those that this co-op cannot take."""
    here = queries.known_bookings(session, [booking.reference for booking in bookings])
    co_op = charter(session)
    limits = _Limits(
        currency=co_op.currency,
        zone=ZoneInfo(co_op.timezone),
        closed=queries.closed_periods(session),
        addresses=_absent(session, mapping),
        at=at,
    )
    fresh: list[PastBooking] = []
    bad: list[BadLine] = []
    for booking in bookings:
        if booking.reference in here:
            faults = tuple(_same(booking, here[booking.reference]))
        else:
            faults = tuple(limits.faults(booking, mapping))
            if not faults:
                fresh.append(booking)
        if faults:
            bad.append(BadLine(booking.line, booking.reference, faults))
    return Checked(tuple(fresh), len(bookings) - len(fresh) - len(bad), tuple(bad))


@dataclass(frozen=True)
class _Limits:
    currency: str
    zone: ZoneInfo
    closed: list[tuple[dt.date, dt.date]]
    addresses: frozenset[str]
    at: dt.datetime

    def faults(self, booking: PastBooking, mapping: Mapping) -> Iterator[Fault]:
        if booking.currency != self.currency:
            remedy = f"convert the amounts to {self.currency}"
            yield Fault("currency", f"{booking.currency} is not the co-op's currency", remedy)
        if booking.ends_at > self.at:
            yield Fault("ends_at", "the booking has not ended yet", "bring in what is past")
        address = mapping.workers.get(booking.worker, "").strip().lower()
        if address in self.addresses:
            remedy = "correct [workers] in the mapping file"
            yield Fault("worker", f"nobody here has the address {address}", remedy)
        day = booking.ends_at.astimezone(self.zone).date()
        for opens_on, closes_on in self.closed:
            if opens_on <= day <= closes_on:
                yield Fault(
                    "ends_at",
                    f"{day} lies in the period {opens_on} to {closes_on}, which is closed",
                    "leave the line out, or bring past bookings in before closing",
                )


def _absent(session: Session, mapping: Mapping) -> frozenset[str]:
    """Addresses of the mapping that belong to nobody here."""
    addresses = {address.strip().lower() for address in mapping.workers.values()}
    return frozenset(addresses - queries.persons_by_address(session, sorted(addresses)).keys())


def _same(booking: PastBooking, digest: str | None) -> Iterator[Fault]:
    if digest is None:
        yield Fault(
            "reference", "belongs to a booking that was made here", "set reference_prefix in a mapping file"
        )
    elif digest != booking.digest:
        yield Fault(
            "reference",
            "was brought in before with other content",
            "correct the booking here instead, or set reference_prefix if it is another one",
        )
