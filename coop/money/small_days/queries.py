"""What waits to be summed, and for how many bookings a sum must be."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from coop.ledger import readings
from coop.ledger.models import EntryRow, Period
from coop.ledger.small_days.models import SummedEntry
from coop.ledger.small_days.rules import RULE, SUMMARY, Waiting, booking_of
from coop.policies.in_force import history


def was_ever_on(session: Session) -> bool:
    """Whether members ever decided to sum small days, for now or for later."""
    return any(version.whole for version in history(session, RULE))


def is_on(session: Session, at: dt.datetime) -> bool:
    """Whether entries recorded now are inner."""
    return any(version.whole for version in [one for one in history(session, RULE) if one.in_force_from <= at][-1:])


def least_bookings(session: Session, at: dt.datetime) -> int:
    """How many bookings a sum covers at least: the rule's value, or its last one before it was set to 0; 0 if never."""
    values = [one.whole for one in history(session, RULE) if one.in_force_from <= at and one.whole]
    return values[-1] if values else 0


def least_since(session: Session, since: dt.datetime, at: dt.datetime) -> int:
    """The smallest value, 0 left out, that was in force at any time between two moments."""
    versions = [one for one in history(session, RULE) if one.in_force_from <= at]
    begun = [place for place, one in enumerate(versions) if one.in_force_from <= since and one.whole]
    return min((one.whole for one in versions[begun[-1] if begun else 0 :] if one.whole), default=0)


def waiting(session: Session) -> list[Waiting]:
    """Every inner entry that no summary sums yet. All lie after the last close: the database sees to that."""
    closed = session.execute(select(func.max(Period.closes_on))).scalar()
    query = (
        select(EntryRow.id, EntryRow.effective_on, EntryRow.reference)
        .outerjoin(SummedEntry, SummedEntry.entry_id == EntryRow.id)
        .where(EntryRow.book == readings.OWN, SummedEntry.entry_id.is_(None))
        .order_by(EntryRow.effective_on, EntryRow.id)
    )
    if closed is not None:
        query = query.where(EntryRow.effective_on > closed)
    return [Waiting(number, day, booking_of(reference)) for number, day, reference in session.execute(query)]


def recorded_first(session: Session, numbers: list[int]) -> dt.datetime | None:
    """When the first of some entries was recorded: the one with the lowest number, within seconds."""
    if not numbers:
        return None
    return session.execute(select(EntryRow.recorded_at).where(EntryRow.id == min(numbers))).scalar_one()


def summed_since(session: Session, closed: dt.date | None) -> bool:
    """Whether any summary was published of days after a close."""
    query = select(EntryRow.id).where(EntryRow.book == readings.SUMMED, EntryRow.kind == SUMMARY).limit(1)
    if closed is not None:
        query = query.where(EntryRow.effective_on > closed)
    with readings.reading(session, readings.ALL):
        return session.execute(query).first() is not None


def spanned_to(session: Session, day: dt.date) -> dt.date | None:
    """The last day of any summary that sums days up to `day` together with later ones; None when none does."""
    summary = aliased(EntryRow)
    query = (
        select(func.max(summary.effective_on))
        .join(SummedEntry, SummedEntry.summary_id == summary.id)
        .join(EntryRow, EntryRow.id == SummedEntry.entry_id)
        .where(summary.book == readings.SUMMED, summary.effective_on > day, EntryRow.effective_on <= day)
    )
    with readings.reading(session, readings.ALL):
        return session.execute(query).scalar()


def number_on(session: Session, day: dt.date) -> int:
    """Which summary with this last day the next one is, from 1."""
    query = (
        select(func.count())
        .select_from(EntryRow)
        .where(EntryRow.book == readings.SUMMED, EntryRow.effective_on == day)
    )
    with readings.reading(session, readings.ALL):
        return int(session.execute(query).scalar_one()) + 1
