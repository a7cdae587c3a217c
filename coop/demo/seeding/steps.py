"""A later step of a booking, taken on its records as they stand by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from coop.demo.seeding.story import Story
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, locked_course

Step = Callable[[Session, Course, dt.datetime], None]


def later(story: Story, booking: Booking, moment: dt.datetime, step: Step) -> None:
    """Let a step of the booking happen then."""
    reference = booking.reference

    def deed(session: Session, at: dt.datetime) -> None:
        course = locked_course(session, reference)
        if course is None:
            raise LookupError(reference)
        step(session, course, at)

    story.at(moment, deed)
