"""Joining, confirming, signing in and out, passwords, codes and sessions, walked as a browser without JavaScript."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from coop.notices.models import Mail
from coop.people.persons.models import Person
from coop.people.sign_in.models import SignInSession
from tests.factories import make_person, sign_in

PASSWORD = "four old toads"


@pytest.fixture
def mails(session):
    def read():
        session.rollback()
        return session.execute(select(Mail).order_by(Mail.id)).scalars().all()

    return read


def link(mail, path):
    """The path of the link in a mail that begins with `path`."""
    return re.search(rf"http://127\.0\.0\.1:8000({path}\S*)", mail.body).group(1)


def join(client, email="New@Example.org", password=PASSWORD, name="Nia Newcomer"):
    return client.post("/join", data={"email": email, "password": password, "display_name": name})


def enter(client, email, password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client):
    return client.get("/my/security").status_code == 200


@pytest.fixture
def known(app, session):
    from coop.people.sign_in import hash_password

    with app.app_context():
        person = make_person(session, "Kim Known", email="kim@example.org", password_hash=hash_password(PASSWORD))
    session.commit()
    return person


@pytest.mark.parametrize("path", ["/sign-in", "/join", "/join/mailed", "/confirm", "/reset"])
def test_every_page_before_sign_in_opens(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1


def test_a_newcomer_joins_confirms_and_signs_in(client, session, mails):
    assert join(client).location == "/join/mailed"
    person = session.execute(select(Person)).scalar_one()
    assert (person.email, person.display_name) == ("new@example.org", "Nia Newcomer")
    assert person.timezone == "Europe/Paris"
    assert person.password.startswith("$argon2id$")
    assert "Confirm your e-mail address first" in enter(client, "new@example.org").text
    confirm = link(mails()[0], "/confirm/")
    assert "Confirm my address" in client.get(confirm).text
    assert "Confirm your e-mail address first" in enter(client, "new@example.org").text
    assert client.post(confirm).status_code == 302
    assert enter(client, " NEW@example.org ").location == "/"
    assert is_in(client)


def test_joining_says_what_is_wrong_and_keeps_the_answers(client, session):
    page = join(client, email="nobody", password="short", name="").text
    assert "Error:" in page
    assert "Enter an e-mail address, such as" in page
    assert "Use at least 10 characters" in page
    assert "Enter a name" in page
    assert 'value="nobody"' in page
    assert session.execute(select(Person)).first() is None


def test_joining_twice_looks_the_same_to_a_stranger(client, known, mails, session):
    assert join(client, email="Kim@Example.org").location == join(client, email="other@example.org").location
    first, second = mails()
    assert "has joined already" in first.body
    assert "/confirm/" in second.body
    assert len(session.execute(select(Person)).all()) == 2


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client, known):
    wrong = enter(client, "kim@example.org", "not the password")
    unknown = enter(client, "nobody@example.org", "not the password")
    assert "The address or the password is not right" in wrong.text

    def said(page):
        # A token against forgery carries the second it was made in.
        return re.sub(r'(name="csrf_token"[^>]* value=)"[^"]+"', r"\1", page.text)

    assert said(wrong).replace("kim", "nobody") == said(unknown)


def test_asking_for_a_new_password_sounds_the_same_for_all(client, known, mails):
    for address in ("kim@example.org", "nobody@example.org"):
        page = client.post("/reset", data={"email": address}).text
        assert f"If somebody signs in here with {address}" in page
    assert [mail.to_address for mail in mails()] == ["kim@example.org"]


def test_a_new_password_signs_out_everywhere(app, client, known, mails):
    elsewhere = sign_in(app.test_client(), known)
    client.post("/reset", data={"email": known.email})
    reset = link(mails()[0], "/reset/")
    assert "The two passwords differ" in client.post(
        reset, data={"password": "another toad here", "password_confirm": "another"}).text
    assert client.post(reset, data={"password": "another toad here", "password_confirm": "another toad here"}
                       ).location == "/sign-in"
    assert not is_in(elsewhere)
    assert "is not right" in enter(client, known.email).text
    enter(client, known.email, "another toad here")
    assert is_in(client)
    assert client.post(reset, data={"password": PASSWORD, "password_confirm": PASSWORD}).location == "/reset"


def test_the_link_in_a_mail_leads_here_whatever_the_host_header_says(client, known, mails):
    client.post("/reset", data={"email": known.email}, headers={"Host": "evil.example"})
    assert "evil" not in mails()[0].body


def test_changing_the_password_asks_for_the_present_one(app, client, known):
    enter(client, known.email)
    elsewhere = sign_in(app.test_client(), known)
    answers = {"password": "wrong wrong wrong", "new_password": "eleven toads", "new_password_confirm": "eleven toads"}
    assert "The password is not right" in client.post("/my/security/password", data=answers).text
    assert client.post("/my/security/password", data={**answers, "password": PASSWORD}).location == "/my/security"
    assert is_in(client)
    assert not is_in(elsewhere)


def test_signing_out_takes_a_post_and_ends_the_session_for_good(client, known, session):
    enter(client, known.email)
    stolen = client.get_cookie("coop").value
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert not is_in(client)
    client.set_cookie("coop", stolen)
    assert not is_in(client)
    assert session.execute(select(SignInSession)).scalar_one().ended_at is not None


def test_sign_in_makes_a_new_session_each_time(client, known):
    enter(client, known.email)
    with client.session_transaction() as cookie:
        first = cookie["coop_session"]
    client.post("/sign-out")
    enter(client, known.email)
    with client.session_transaction() as cookie:
        assert cookie["coop_session"] != first


def test_sessions_are_listed_and_ended_at_once(app, client, known, session):
    sign_in(client, known)
    others = [sign_in(app.test_client(), known) for _ in range(3)]
    page = client.get("/my/security").text
    assert page.count("Test browser") == 4
    ends = re.findall(r"/my/security/sessions/\d+/end", page)
    assert len(ends) == 3
    assert client.post(ends[0]).status_code == 303
    assert sum(is_in(other) for other in others) == 2
    client.post("/my/security/sessions/end-others")
    assert not any(is_in(other) for other in others)
    assert is_in(client)


def test_nobody_ends_the_session_of_another(app, client, known, session):
    sign_in(client, known)
    stranger = sign_in(app.test_client(), make_person(session, "Sam Stranger"))
    mine = session.execute(select(SignInSession.id).where(SignInSession.person_id == known.id)).scalar_one()
    assert stranger.post(f"/my/security/sessions/{mine}/end").status_code == 404
    assert is_in(client)


def test_a_private_page_asks_to_sign_in_and_comes_back(client, known):
    asked = client.get("/my/security")
    assert asked.location.startswith("/sign-in?next=/my/security")
    assert enter(client, known.email, next="/my/security").location == "/my/security"


def test_nobody_is_led_away_after_sign_in(client, known):
    for address in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = enter(client, known.email, next=address)
        assert re.match(r"/(?![/\\\\])|$", answer.location or "")
        client.post("/sign-out")


def test_every_post_wants_its_token(app, client, known):
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/sign-in", "/join", "/reset", "/confirm", "/sign-out", "/my/security/sessions/end-others"):
        assert client.post(path, data={"email": known.email, "password": PASSWORD}).status_code == 400


def test_a_deactivated_person_is_out_at_once(client, known, session):
    sign_in(client, known)
    known.active = False
    session.commit()
    assert not is_in(client)
