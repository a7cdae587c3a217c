"""The booking of a page's address, for its parties alone: to everybody else it does not exist."""

from __future__ import annotations

from flask import abort

from coop.market.bookings.queries import Course, course, locked_course
from coop.market.bookings.states import Side
from coop.people.guards import current_person
from coop.web.database import session


def as_party(reference: str, *, lock: bool = False) -> tuple[Course, Side]:
    """The booking and the reader's side of it; 404 for strangers and for what was never asked for.

    `lock` for a page that takes a step: a second step at the same time then waits for the first.
    """
    found = (locked_course if lock else course)(session, reference)
    if found is None:
        abort(404)
    side = found.side_of(current_person().id)
    # A hold is the client's alone, on the pages of checkout.
    if side is None or found.booking.requested_at is None:
        abort(404)
    return found, side
