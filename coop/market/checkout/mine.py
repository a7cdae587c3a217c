"""Whose hold it is: the person's who made it, or of the browser whose cookie remembers making it."""

from __future__ import annotations

import datetime as dt

from flask import abort
from flask import session as cookie
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, select

from coop.market.bookings.actions import release_holds
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, course, locked_course
from coop.market.bookings.series.models import Series
from coop.market.bookings.series.queries import SeriesCourse, series_named
from coop.people.guards import current_person
from coop.people.persons.models import Person
from coop.people.sign_in import client_on_the_way
from coop.web.database import session

_HOLDS = "holds"
_SERIES = "series"
_CONTACT = "contact"
_MOST = 4


def remember(booking: Booking) -> None:
    """Note in the cookie that this browser holds the booking; the newest few are kept."""
    cookie[_HOLDS] = [*remembered(), booking.reference][-_MOST:]


def remembered() -> tuple[str, ...]:
    """The references this browser holds or held."""
    return tuple(cookie.get(_HOLDS, ()))


def remember_series(series: Series) -> None:
    """Note in the cookie that this browser holds the series; the newest alone is kept."""
    cookie[_SERIES] = series.reference


def give_back(client: Person | None) -> None:
    """Release what this person or browser holds and has not confirmed, so that no one is in their own way."""
    release_holds(session, client=client, references=_held_references())


def held_ids(client: Person | None) -> list[int]:
    """The bookings that this person or browser holds and has not confirmed."""
    mine: list[ColumnElement[bool]] = [Booking.reference.in_(_held_references())]
    if client is not None:
        mine.append(Booking.client_id == client.id)
    return list(session.execute(select(Booking.id).where(or_(*mine), Booking.requested_at.is_(None))).scalars())


def _held_references() -> tuple[str, ...]:
    held = series_named(session, str(cookie.get(_SERIES, "")))
    return remembered() + tuple(course.booking.reference for course in held.courses) if held else remembered()


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


def my_series(reference: str, *, lock: bool = False) -> SeriesCourse:
    """A series that is the reader's to fill in; 404 for everybody else, as if it did not exist."""
    found = series_named(session, reference, lock=lock)
    if found is None or not found.visits:  # its visits are forgotten a day after the hold lapsed
        abort(404)
    person, series = reader(), found.series
    by_browser = series.client_id is None and series.requested_at is None and cookie.get(_SERIES) == reference
    if not by_browser and (person is None or series.client_id != person.id):
        abort(404)
    if by_browser and lock and person is not None:
        take_over(found, person)
    return found


def take_over(found: SeriesCourse, person: Person) -> None:
    """Let what a visitor holds be a person's, who is who they are now."""
    found.series.client, found.series.client_id = person, person.id
    for each in found.courses:
        each.booking.client, each.booking.client_id = person, person.id
    session.flush()


def is_taken(email: str) -> bool:
    """Whether there is an account with this e-mail."""
    return session.execute(select(Person.id).where(Person.email == email.strip().lower())).first() is not None


def new_client(at: dt.datetime) -> Person:
    """The visitor, with an account now; raises EmailTaken."""
    name, email = contact()
    return client_on_the_way(session, email=email, display_name=name, at=at)


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
    cookie.pop(_SERIES, None)
    cookie.pop(_CONTACT, None)
