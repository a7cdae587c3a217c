"""What of a booking a panel can decide."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.governance.cases.redress import refundable_cents
from coop.market.bookings.queries import Course
from coop.market.bookings.states import State


def stake_cents(session: Session, course: Course, *, at: dt.datetime) -> int:
    """What can go back of a booking that the two sides cannot settle themselves; 0 where there is nothing to decide.

    Completed work that was paid for, and a no-show that is contested: everything else has its own terms.
    """
    state, missed = course.state(at), course.no_show
    contested = state is State.NO_SHOW and missed is not None and missed.contested_at is not None
    if state is not State.COMPLETED and not contested:
        return 0
    return refundable_cents(session, course.booking.reference)
