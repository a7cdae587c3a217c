"""A person's bookings in the order in which they need attention."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from coop.market.bookings.models import Acceptance, Booking, Cancellation, Completion, Decline
from coop.market.bookings.queries import Course, courses, works_on
from coop.people.persons.models import Person

PAGE = 25


@dataclass(frozen=True)
class Agenda:
    """A worker's work: requests to answer, today, what is over and not yet finished, the days ahead."""

    requests: list[Course]
    today: list[Course]
    unfinished: list[Course]
    ahead: list[Course]


def _has(record: type[Acceptance | Cancellation | Completion | Decline]) -> ColumnElement[bool]:
    return record.booking_id.is_not(None)  # `courses` joins every record


def _stands() -> tuple[ColumnElement[bool], ...]:
    """Accepted, and neither cancelled nor done."""
    return _has(Acceptance), ~_has(Cancellation), ~_has(Completion)


def _asked(at: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Waiting for an answer."""
    return ~_has(Acceptance), ~_has(Decline), ~_has(Cancellation), Booking.answer_by > at


def agenda(session: Session, worker: Person, at: dt.datetime) -> Agenda:
    """The worker's bookings that need something, today first by the worker's own clock."""
    zone = ZoneInfo(worker.timezone)
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = (midnight + dt.timedelta(days=1)).astimezone(dt.UTC)
    mine, soon = works_on(worker.id), (Booking.starts_at, Booking.id)
    standing = courses(session, mine, *_stands(), order=soon)
    return Agenda(
        requests=courses(session, mine, *_asked(at), order=(Booking.answer_by, Booking.id)),
        today=[each for each in standing if each.booking.ends_at > at and each.booking.starts_at < tomorrow],
        unfinished=[each for each in standing if each.booking.ends_at <= at],
        ahead=[each for each in standing if each.booking.starts_at >= tomorrow],
    )


def worked(session: Session, worker: Person, *, before: int | None = None) -> list[Course]:
    """What became of the rest, newest first, a page and one more; `before` is a booking's id."""
    over = _has(Completion) | _has(Cancellation) | _has(Decline)
    page = (Booking.id < before,) if before else ()
    return courses(
        session, works_on(worker.id), over, *page, order=(Booking.id.desc(),), limit=PAGE + 1
    )


def ahead_of(session: Session, client: Person, at: dt.datetime) -> list[Course]:
    """A client's bookings that are asked for or stand, soonest first."""
    open_now = _open(at)
    return courses(session, Booking.client_id == client.id, open_now, order=(Booking.starts_at, Booking.id))


def behind(session: Session, client: Person, at: dt.datetime, *, before: int | None = None) -> list[Course]:
    """A client's other bookings, newest first, a page and one more."""
    page = (Booking.id < before,) if before else ()
    return courses(
        session, Booking.client_id == client.id, ~_open(at), *page, order=(Booking.id.desc(),), limit=PAGE + 1
    )


def _open(at: dt.datetime) -> ColumnElement[bool]:
    stands, asked = _stands(), _asked(at)
    return (stands[0] & stands[1] & stands[2]) | (asked[0] & asked[1] & asked[2] & asked[3])
