"""What pages say of small days: of a summary what it sums, of an inner entry who may read it and where it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from coop.ledger import readings
from coop.ledger.models import EntryRow, PostingRow
from coop.ledger.small_days.models import SummedEntry
from coop.ledger.small_days.rules import SUMMARY, booking_of
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import works_on
from coop.money.small_days.queries import least_bookings


@dataclass(frozen=True)
class FeesSummed:
    """Fees under the same versions, with nothing of a single one: so many jobs, their prices, their fees."""

    rules: tuple[str, ...]
    count: int
    base_cents: int
    fee_cents: int


@dataclass(frozen=True)
class Summed:
    """What a summary says of itself. `is_small`: of fewer bookings than the rule asks, for its period had no more."""

    first_on: dt.date
    last_on: dt.date
    bookings: int
    entries: int
    least: int
    fees: tuple[FeesSummed, ...]

    @property
    def is_small(self) -> bool:
        return self.bookings < self.least


@dataclass(frozen=True)
class Told:
    """Where an inner entry is told to all: the number of its summary; None while it waits."""

    summary: int | None


def summed(session: Session, kind: str, facts: Mapping[str, Any], recorded_at: dt.datetime) -> Summed | None:
    """What a summary sums; None for any other entry."""
    if kind != SUMMARY:
        return None
    return Summed(
        first_on=dt.date.fromisoformat(facts["first_on"]),
        last_on=dt.date.fromisoformat(facts["last_on"]),
        bookings=facts["bookings"],
        entries=facts["entries"],
        least=least_bookings(session, recorded_at),
        fees=tuple(map(_fees, facts["fees"].split())),
    )


def _fees(said: str) -> FeesSummed:
    cited, count, base, fee = said.split(":")
    return FeesSummed(tuple(cited.split(",")) if cited else (), int(count), int(base), int(fee))


def told_to(session: Session, entry_id: int, *, person_id: int, party_id: int, is_steward: bool) -> Told | None:
    """Where an inner entry is told, for a reader who may see it as it was recorded: a steward, whoever a line of it
    concerns, the parties of its booking. None for everybody else, and for every other entry.
    """
    with readings.reading(session, readings.INNER):
        reference = session.execute(
            select(EntryRow.reference).where(EntryRow.id == entry_id, EntryRow.book == readings.OWN)
        ).scalar()
        if reference is None:
            return None
        if not is_steward and not _concerns(session, entry_id, reference, person_id, party_id):
            return None
    summary = session.execute(select(SummedEntry.summary_id).where(SummedEntry.entry_id == entry_id)).scalar()
    return Told(summary)


def _concerns(session: Session, entry_id: int, reference: str, person_id: int, party_id: int) -> bool:
    line = exists().where(PostingRow.entry_id == entry_id, PostingRow.party_id == party_id)
    party = exists().where(
        Booking.reference == booking_of(reference),
        Booking.requested_at.is_not(None),
        or_(Booking.client_id == person_id, works_on(person_id)),
    )
    return bool(session.execute(select(or_(line, party))).scalar())
