"""Signing in with a code from an app, and with a recovery code when the app is lost."""

from __future__ import annotations

import base64
import html
import re

import pytest
from flask_security import hash_password
from flask_security.proxies import _security

from coop.people.persons.models import Person
from tests.factories import make_person, sign_in

PASSWORD = "four old toads"


@pytest.fixture
def known(app, session):
    with app.app_context():
        person = make_person(session, "Kim Known", email="kim@example.org", password_hash=hash_password(PASSWORD))
    session.commit()
    return person


def code_of(app, secret):
    with app.app_context():
        return _security.totp_factory.generate_totp_password(secret)


def turn_on(app, client, person):
    """Set codes up as the page says; returns the secret that the app on the phone would hold."""
    page = client.post("/my/security/two-step", data={"setup": "authenticator"}).text
    path = html.unescape(re.search(r'action="([^"]*/two-step/[^"]+)"', page).group(1))
    with client.session_transaction() as cookie:
        secret = cookie["tf_totp_secret"]
    client.post(path, data={"code": code_of(app, secret)})
    return secret


def forget_last_code(session, person):
    """As if half a minute had passed since the last code."""
    session.get(Person, person.id, populate_existing=True).tf_last_counter = None
    session.commit()


def enter(client):
    return client.post("/sign-in", data={"email": "kim@example.org", "password": PASSWORD})


def is_in(client):
    return client.get("/my/security").status_code == 200


def test_the_key_is_shown_as_a_picture_of_our_own(app, client, known):
    sign_in(client, known)
    page = client.post("/my/security/two-step", data={"setup": "authenticator"}).text
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page).group(1)
    assert b"<svg" in base64.b64decode(html.unescape(picture))


def test_with_codes_on_the_password_alone_lets_nobody_in(app, client, known, session):
    sign_in(client, known)
    secret = turn_on(app, client, known)
    assert "Recovery codes" in client.get("/my/security").text
    client.post("/sign-out")
    assert enter(client).location.startswith("/sign-in/code")
    assert not is_in(client)
    assert "That code is not right" in client.post("/sign-in/code", data={"code": "000000"}).text
    forget_last_code(session, known)
    client.post("/sign-in/code", data={"code": code_of(app, secret)})
    assert is_in(client)


def test_a_code_works_once(app, client, known, session):
    sign_in(client, known)
    secret = turn_on(app, client, known)
    client.post("/sign-out")
    enter(client)
    assert "was used already" in client.post("/sign-in/code", data={"code": code_of(app, secret)}).text


def test_a_recovery_code_lets_in_once(app, client, known):
    sign_in(client, known)
    turn_on(app, client, known)
    page = client.post("/my/security/recovery-codes", data={"generate_new_codes": "1"}).text
    codes = re.findall(r"<code[^>]*>([0-9a-f-]+)</code>", page)
    assert len(codes) == 8
    for expected in (True, False):
        client.post("/sign-out")
        enter(client)
        client.post("/sign-in/recovery-code", data={"code": codes[0]})
        assert is_in(client) is expected
    client.post("/sign-in/recovery-code", data={"code": codes[1]})
    assert "6 left" in client.get("/my/security").text


def test_recovery_codes_are_kept_encrypted(app, client, known, session):
    sign_in(client, known)
    turn_on(app, client, known)
    page = client.post("/my/security/recovery-codes", data={"generate_new_codes": "1"}).text
    kept = str(session.get(Person, known.id, populate_existing=True).mf_recovery_codes)
    assert not any(code in kept for code in re.findall(r"<code[^>]*>([0-9a-f-]+)</code>", page))


def test_codes_are_turned_off_again(app, client, known):
    sign_in(client, known)
    turn_on(app, client, known)
    client.post("/my/security/two-step", data={"setup": "disable"})
    client.post("/sign-out")
    enter(client)
    assert is_in(client)


def test_nobody_is_let_in_by_asking_an_administrator(client, known):
    assert client.get("/sign-in/help").location == "/sign-in/recovery-code"
    assert client.get("/sign-in/recovery-code").location == "/sign-in"
    assert client.get("/sign-in/method").location == "/sign-in"


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(client, known):
    sign_in(client, known)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 3_600
    for path in ("/my/security/two-step", "/my/security/recovery-codes"):
        assert client.get(path).location.startswith("/my/security/again?next=")
    assert "The password is not right" in client.post("/my/security/again", data={"password": "wrong"}).text
    assert client.post("/my/security/again", data={"password": PASSWORD, "next": "/my/security/two-step"}
                       ).location == "/my/security/two-step"
    assert client.get("/my/security/two-step").status_code == 200
