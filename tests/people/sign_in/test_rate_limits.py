"""Guessing is slowed down, by network address and by the person guessed at, and all processes count together."""

from __future__ import annotations

import pytest

from coop.config import Settings
from coop.factory import create_app
from coop.people.sign_in.rate_limits import DatabaseCounts
from coop.web.database import db


@pytest.fixture
def guarded(app, database_url, tmp_path):
    """A second process of the same site, with rate limits on."""
    made = []

    def make():
        site = create_app(
            Settings(mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32,
                     password_salt="s" * 16, totp_secret="t" * 32, rate_limits=True)
        )
        site.config["WTF_CSRF_ENABLED"] = False
        made.append(site)
        return site

    yield make
    for site in made:
        with site.app_context():
            db.engine.dispose()


def guess(client, email, path="/sign-in"):
    return client.post(path, data={"email": email, "password": "a wild guess"}).status_code


def test_one_person_is_guessed_at_ten_times_and_no_more(guarded, session):
    session.commit()
    first, second = guarded().test_client(), guarded().test_client()
    answers = [guess(client, "kim@example.org") for client in (first, second) * 6]
    assert answers == [200] * 10 + [429] * 2
    assert guess(first, "somebody.else@example.org") == 200


def test_one_address_guesses_twenty_times_a_minute(guarded, session):
    session.commit()
    client = guarded().test_client()
    answers = [guess(client, f"person{number}@example.org") for number in range(22)]
    assert answers.count(429) == 2


def test_reading_is_not_limited(guarded, session):
    session.commit()
    client = guarded().test_client()
    assert {client.get("/sign-in").status_code for _ in range(40)} == {200}


def test_limits_end_with_their_window(app, clock, now):
    import datetime as dt

    counts = DatabaseCounts()
    with app.app_context():
        assert [counts.incr("k", 60) for _ in range(3)] == [1, 2, 3]
        assert counts.get("k") == 3
        clock.at = now + dt.timedelta(seconds=61)
        assert counts.get("k") == 0
        assert counts.incr("k", 60) == 1
        counts.clear("k")
        assert counts.get("k") == 0


def test_in_tests_and_by_setting_nothing_is_limited(client):
    assert {guess(client, "kim@example.org") for _ in range(12)} == {200}
