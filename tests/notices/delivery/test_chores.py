"""Mail goes out once, is tried again when the server is away, and is given up aloud."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

import pytest
from sqlalchemy import select

from coop.config import Settings
from coop.notices.actions import mail, tell
from coop.notices.delivery import chores, post
from coop.notices.delivery.letters import Letter, message, words
from coop.notices.delivery.rules import LEASE, WAITS
from coop.notices.models import Mail, Notice
from tests.factories import make_person

MINUTE = dt.timedelta(minutes=1)


def settings(mode="production", host="mail.example", **more):
    return Settings(mode=mode, database_url="sqlite:////nowhere", data_dir="/nowhere", secret_key="k" * 32,
                    password_salt="s" * 16, totp_secret="t" * 32, mail_host=host,
                    site_url="https://coop.example", **more)


@pytest.fixture
def server(monkeypatch):
    """A mail server that keeps what it gets; set `server.error` and it refuses."""

    class Server:
        error = None
        got: list[Letter]

        def __init__(self):
            self.got = []

        def take(self, letter, _settings):
            if self.error:
                raise self.error
            self.got.append(letter)

    standing = Server()
    monkeypatch.setattr(post, "send_by_smtp", standing.take)
    return standing


@pytest.fixture
def waiting(session, now):
    person = make_person(session)
    tell(session, person, kind="x", subject="A word", body="Come and see.", link="/decisions/7", at=now)
    letter = session.execute(select(Mail)).scalar_one()
    session.commit()
    return letter


def test_a_letter_goes_out_once(session, engine, server, waiting, now):
    assert chores.deliver(engine, settings(), now) == 1
    assert chores.deliver(engine, settings(), now + MINUTE) == 0
    assert [letter.subject for letter in server.got] == ["A word"]
    session.refresh(waiting)
    assert (waiting.sent_at, waiting.attempts) == (now, 1)


def test_a_demonstration_only_marks_letters(session, engine, server, waiting, now):
    assert chores.deliver(engine, settings(mode="demo", host=""), now) == 1
    assert server.got == []
    session.refresh(waiting)
    assert waiting.sent_at == now


def test_without_a_mail_server_letters_wait_and_that_is_said(session, engine, waiting, now, caplog):
    with caplog.at_level(logging.WARNING):
        assert chores.deliver(engine, settings(host=""), now) == 0
    assert "COOP_MAIL_HOST" in caplog.text
    session.refresh(waiting)
    assert waiting.sent_at is None
    assert waiting.attempts == 0


def test_a_server_that_is_away_gets_it_later(session, engine, server, waiting, now):
    server.error = ConnectionRefusedError("away")
    chores.deliver(engine, settings(), now)
    server.error = None
    assert chores.deliver(engine, settings(), now + WAITS[0] - MINUTE / 2) == 0
    assert chores.deliver(engine, settings(), now + WAITS[0]) == 1
    session.refresh(waiting)
    assert (waiting.attempts, waiting.last_error) == (2, "")


def test_it_is_given_up_aloud(session, engine, server, waiting, now, caplog):
    server.error = smtplib.SMTPRecipientsRefused({})
    at = now
    for wait in (*WAITS, MINUTE):
        chores.deliver(engine, settings(), at)
        at += wait
    session.refresh(waiting)
    assert waiting.gave_up_at is not None
    assert "SMTPRecipientsRefused" in waiting.last_error
    assert f"gave up on mail {waiting.id}" in caplog.text
    assert waiting.to_address not in caplog.text
    assert session.execute(select(Notice.kind).order_by(Notice.id.desc())).scalars().first() == "mail-failed"
    session.commit()
    server.error = None
    assert chores.deliver(engine, settings(), at + WAITS[-1]) == 0


def test_a_worker_that_died_while_sending_is_followed_by_another(session, engine, server, waiting, now):
    server.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        chores.deliver(engine, settings(), now)
    server.error = None
    assert chores.deliver(engine, settings(), now + LEASE - MINUTE) == 0
    assert chores.deliver(engine, settings(), now + LEASE) == 1


def test_one_bad_letter_does_not_hold_up_the_others(session, engine, server, now, monkeypatch):
    for name in ("a", "b", "c"):
        mail(session, to=f"{name}@example.org", subject=name, body=name, at=now)
    session.commit()

    def picky(letter, _settings):
        if letter.subject == "b":
            raise ValueError("no such address")
        server.got.append(letter)

    monkeypatch.setattr(post, "send_by_smtp", picky)
    assert chores.deliver(engine, settings(), now) == 2
    assert [letter.subject for letter in server.got] == ["a", "c"]


def test_what_was_rolled_back_is_never_sent(session, engine, server, now):
    mail(session, to="a@example.org", subject="a", body="a", at=now)
    session.rollback()
    assert chores.deliver(engine, settings(), now) == 0


def test_a_letter_carries_its_link_whole_and_its_calendar_entry(now):
    letter = Letter(7, "a@example.org", "New\r\nBcc: x@example.org", "Come.", "/decisions/7", "BEGIN:VCALENDAR", now)
    sent = message(letter, sender="coop@example.org", site_url="https://coop.example/")
    assert sent["Subject"] == "New Bcc: x@example.org"
    assert sent["Bcc"] is None
    assert "https://coop.example/decisions/7" in sent.get_body().get_content()
    assert [part.get_filename() for part in sent.iter_attachments()] == ["booking.ics"]


def test_a_letter_without_a_link_is_left_as_it_is():
    assert words(" Come. ", link="", site_url="https://coop.example") == "Come."
