"""A page a reader has already is answered 304 without its queries; a new entry makes a new version."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from coop.ledger import chart, journal
from coop.policies import actions
from coop.web.database import db
from tests.commons.books import NOW, simple
from tests.factories import make_member, sign_in

PAGES = (
    "/",
    "/ledger",
    "/ledger/entries",
    "/ledger/entries/2",
    "/ledger/accounts/Income:Fees",
    "/ledger/periods",
    "/how-we-share",
    "/feeds/entries.atom",
)


@pytest.fixture
def asked(app):
    """The statements that the site sends."""
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def remember(_connection, _cursor, statement, _parameters, _context, _many):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    yield statements
    event.remove(engine, "before_cursor_execute", remember)


def test_the_second_time_it_is_304_and_asks_no_posting(client, books, asked):
    for address in PAGES:
        first = client.get(address)
        asked.clear()
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.data == b""
        assert not [statement for statement in asked if "postings" in statement]


def test_another_visitor_is_given_the_page_made_before(client, books, asked):
    for address in PAGES:
        first = client.get(address)
        asked.clear()
        again = client.get(address)
        assert again.data == first.data
        assert again.content_type == first.content_type
        assert not [statement for statement in asked if "postings" in statement]


def test_a_new_entry_makes_a_new_version(client, session, books):
    first = client.get("/ledger")
    journal.post(session, simple("donation:D9", "donation", chart.BANK, chart.DONATIONS, 777, day=NOW.date()), at=NOW)
    session.commit()
    again = client.get("/ledger", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]


def test_two_addresses_are_two_pages(client, books):
    assert client.get("/ledger/entries?kind=tip").headers["ETag"] != client.get("/ledger/entries").headers["ETag"]


def test_who_is_signed_in_is_given_a_page_of_their_own(client, session, books):
    public = client.get("/ledger")
    sign_in(client, make_member(session, "Wanda"))
    mine = client.get("/ledger", headers={"If-None-Match": public.headers["ETag"]})
    assert mine.status_code == 200
    assert "ETag" not in mine.headers
    assert "no-store" in mine.headers["Cache-Control"]
    assert "Wanda" in mine.text


def test_a_page_asks_little(client, books, asked):
    client.get("/exports")
    for address in (*PAGES, "/rules", "/rules/fee.rate"):
        asked.clear()
        assert client.get(address).status_code == 200
        assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 14, address


def test_a_rule_that_begins_makes_a_new_version(client, session, coop, clock, books):
    decision = actions.record_decision(
        session, reference="12", kind="set-rule", title="A reserve of 30%", statement="", decided_at=NOW
    )
    begins = NOW + dt.timedelta(days=1)
    actions.set_rule(session, "surplus.reserve_floor", "30%", in_force_from=begins, decision=decision, at=NOW)
    session.commit()
    before = client.get("/how-we-share")
    clock.at = begins
    assert client.get("/how-we-share").headers["ETag"] != before.headers["ETag"]
