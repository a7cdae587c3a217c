"""Whose hold it is: the person's who made it, or of the browser whose cookie remembers making it."""

from __future__ import annotations

from flask import abort
from flask import session as cookie
from flask_login import current_user

from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, course, locked_course
from coop.people.guards import current_person
from coop.people.persons.models import Person
from coop.web.database import session

_HOLDS = "holds"
_CONTACT = "contact"
_MOST = 4


def remember(booking: Booking) -> None:
    """Note in the cookie that this browser holds the booking; the newest few are kept."""
    cookie[_HOLDS] = [*remembered(), booking.reference][-_MOST:]


def remembered() -> tuple[str, ...]:
    """The references this browser holds or held."""
    return tuple(cookie.get(_HOLDS, ()))


def reader() -> Person | None:
    """Who is signed in, None for a visitor."""
    return current_person() if current_user.is_authenticated else None


def my_course(reference: str, *, lock: bool = False) -> Course:
    """A booking that is the reader's to fill in; 404 for everybody else, as if it did not exist."""
    found = (locked_course if lock else course)(session, reference)
    if found is None:
        abort(404)
    person, booking = reader(), found.booking
    by_browser = booking.client_id is None and booking.requested_at is None and reference in remembered()
    if not by_browser and (person is None or booking.client_id != person.id):
        abort(404)
    if by_browser and lock and person is not None:
        booking.client, booking.client_id = person, person.id
        session.flush()
    return found


def remember_contact(name: str, email: str) -> None:
    """Who the visitor says they are, until the booking is confirmed."""
    cookie[_CONTACT] = {"name": name, "email": email}


def contact() -> tuple[str, str]:
    """Name and e-mail the visitor gave, empty before."""
    given = cookie.get(_CONTACT) or {}
    return str(given.get("name", "")), str(given.get("email", ""))


def forget() -> None:
    """Nothing of the errand stays in the cookie once it is done."""
    cookie.pop(_HOLDS, None)
    cookie.pop(_CONTACT, None)
