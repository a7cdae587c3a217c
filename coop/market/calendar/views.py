"""A worker's calendar as a list: each day with its bookings and what is still open."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from coop.market.availability import queries as availability
from coop.market.availability.local_time import wall_clock
from coop.market.availability.openings import openings
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, courses, works_on
from coop.market.bookings.states import State, state_of
from coop.market.calendar.words import state_label
from coop.people.guards import current_person, signed_in
from coop.web import clock, filters
from coop.web.database import session

bp = Blueprint("calendar", __name__)

DAYS = 28
SHOWN = {State.REQUESTED, State.ACCEPTED, State.COMPLETED, State.NO_SHOW}


@bp.get("/my/calendar")
@signed_in
def agenda() -> ResponseReturnValue:
    """Four weeks from a day on."""
    person, at = current_person(), clock.now()
    hours = availability.hours_of(session, person.id)
    today = wall_clock(at, hours.zone).date()
    first = _day(request.args.get("from", "")) or today
    since = dt.datetime.combine(first, dt.time(), tzinfo=hours.zone)
    until = dt.datetime.combine(first + dt.timedelta(days=DAYS), dt.time(), tzinfo=hours.zone)
    booked = _booked(person.id, since, until, at)
    busy = availability.busy_spans(session, person.id, since - availability.DAY, until + availability.DAY, at)
    free = dict(openings(hours, busy, at=at, first=first, days=DAYS))
    zone = str(hours.zone)
    days = [
        (
            filters.weekday(day),
            [_line(course, zone, at) for course in booked if _on(course, hours.zone) == day],
            [
                f"{filters.clock_time(span.starts_at, zone)}–{filters.clock_time(span.ends_at, zone)}"
                for span in spans
            ],
        )
        for day, spans in free.items()
    ]
    return render_template(
        "market/calendar/agenda.html",
        days=days,
        first=first,
        today=today,
        zone=zone,
        has_hours=bool(hours.weekly or hours.exceptions),
        has_bookings=bool(booked),
        earlier=first - dt.timedelta(days=DAYS),
        later=first + dt.timedelta(days=DAYS),
    )


def _booked(worker_id: int, since: dt.datetime, until: dt.datetime, at: dt.datetime) -> list[Course]:
    found = courses(
        session,
        works_on(worker_id),
        Booking.starts_at >= since,
        Booking.starts_at < until,
        order=(Booking.starts_at.asc(),),
        limit=500,
    )
    return [course for course in found if state_of(course.facts, at) in SHOWN]


def _on(course: Course, zone: ZoneInfo) -> dt.date:
    return wall_clock(course.booking.starts_at, zone).date()


def _line(course: Course, zone: str, at: dt.datetime) -> tuple[str, str, str, str, str]:
    """(when, title, address of its page, state, the state's name)."""
    booking = course.booking
    state = state_of(course.facts, at)
    when = f"{filters.clock_time(booking.starts_at, zone)}–{filters.clock_time(booking.ends_at, zone)}"
    return when, booking.listing.title, f"/bookings/{booking.reference}", state.value, state_label(state)


def _day(written: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
