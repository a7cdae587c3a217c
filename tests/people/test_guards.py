"""A signed-in browser is known on every page; its session can be ended."""

from __future__ import annotations

from tests.factories import make_person, sign_in


def test_the_accent_is_served(client):
    assert client.get("/accent.css").status_code == 200


def test_a_signed_in_person_is_known(client, session):
    from flask_login import current_user

    person = make_person(session)
    sign_in(client, person)
    with client:
        client.get("/accent.css")
        assert current_user.id == person.id
