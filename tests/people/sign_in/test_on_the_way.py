"""A person made while booking: signed in at once, a password chosen later by mail."""

from __future__ import annotations

import re

import pytest
from flask import Blueprint, redirect
from sqlalchemy import select

from coop.notices.models import Mail
from coop.people.persons.models import Person
from coop.people.sign_in import EmailTaken, client_on_the_way, log_in
from coop.web import clock
from coop.web.database import session as request_session
from tests.factories import make_person


@pytest.fixture
def booking(app):
    """A view like the booking's."""
    bp = Blueprint("pretend_booking", __name__)

    @bp.post("/pretend-booking/<email>")
    def book(email):
        try:
            person = client_on_the_way(request_session, email=email, display_name="Cleo", at=clock.now())
        except EmailTaken:
            return redirect("/sign-in")
        log_in(person)
        return redirect("/my/security")

    app.register_blueprint(bp)
    return app.test_client()


def test_who_books_is_signed_in_and_chooses_a_password_by_mail(booking, session):
    assert booking.post("/pretend-booking/Cleo@Example.org").location == "/my/security"
    assert "Not chosen yet" in booking.get("/my/security").text
    letter = session.execute(select(Mail)).scalar_one()
    path = re.search(r"http://127\.0\.0\.1:8000(/reset/\S+)", letter.body).group(1)
    booking.post("/sign-out")
    new = {"password": "a brand new toad", "password_confirm": "a brand new toad"}
    assert booking.post(path, data=new).location == "/sign-in"
    booking.post("/sign-in", data={"email": "cleo@example.org", "password": new["password"]})
    assert booking.get("/my/security").status_code == 200
    assert session.execute(select(Person)).scalar_one().confirmed_at is not None


def test_a_known_address_is_asked_to_sign_in(booking, session):
    make_person(session, email="cleo@example.org")
    assert booking.post("/pretend-booking/CLEO@example.org").location == "/sign-in"
    assert session.execute(select(Mail)).first() is None


def test_without_a_password_nobody_signs_in_by_guessing_none(booking, session):
    booking.post("/pretend-booking/cleo@example.org")
    booking.post("/sign-out")
    for password in ("", "None", "null"):
        booking.post("/sign-in", data={"email": "cleo@example.org", "password": password})
        assert booking.get("/my/security").status_code == 302
