"""The calendar file of a booking, as each of its parties may know it."""

from __future__ import annotations

import datetime as dt

from coop.market.bookings.ics import BookingEvent, Method, Party, Status, booking_ics, feed_ics
from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side
from coop.policies.models import Charter

# UIDs must stay the same when a co-op moves to another address, and nobody may take mail for them: RFC 2606
# keeps .invalid free for ever.
DOMAIN = "bookings.{founded}.invalid"


def calendar_of(course: Course, coop: Charter, *, for_worker: bool, at: dt.datetime) -> str:
    """The booking as an iCalendar text; a cancelled one takes itself out of the calendar."""
    method = Method.CANCEL if course.cancellation is not None else Method.PUBLISH
    return booking_ics(event_of(course, coop, for_worker=for_worker, at=at), method).decode()


def feed_of(courses: list[Course], coop: Charter, *, for_worker: bool, name: str, at: dt.datetime) -> bytes:
    """Many bookings as one calendar."""
    return feed_ics(
        tuple(event_of(course, coop, for_worker=for_worker, at=at) for course in courses), name=name
    )


def event_of(course: Course, coop: Charter, *, for_worker: bool, at: dt.datetime) -> BookingEvent:
    """The facts of a booking that one of its parties may know."""
    booking = course.booking
    domain = DOMAIN.format(founded=f"{coop.founded_at:%Y%m%d%H%M%S}")
    other = booking.client if for_worker else booking.worker
    address = course.address_for(Side.WORKER if for_worker else Side.CLIENT)
    return BookingEvent(
        reference=booking.reference,
        domain=domain,
        sequence=booking.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        stamped_at=at,
        summary=f"{booking.listing.title} ({other.display_name})" if other else booking.listing.title,
        organiser=Party(coop.name, f"noreply@{domain}"),
        status=_status(course),
        location=address or booking.listing.place_label,
        url="",
    )


def _status(course: Course) -> Status:
    # In a calendar of many bookings nothing else says that one of them is off.
    if course.cancellation is not None or course.decline is not None:
        return Status.CANCELLED
    return Status.CONFIRMED if course.acceptance is not None else Status.TENTATIVE
