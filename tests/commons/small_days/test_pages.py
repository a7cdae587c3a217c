"""What pages say of sums, and who may open an inner entry."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coop.ledger import chart, journal
from coop.ledger.models import EntryRow
from coop.ledger.small_days.models import SummedEntry
from tests.commons.books import simple
from tests.commons.small_days.story import NOW, moment, write
from tests.factories import make_member, make_steward, sign_in


@pytest.fixture
def story(session, coop, app):
    told = write(session, is_founded=True)
    session.commit()
    return told


def text_of(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def test_a_sums_page_says_what_it_sums_and_why(app, story):
    page = text_of(app.test_client().get(f"/ledger/entries/{story.summaries[0]}"))
    assert "of 3 bookings" in page
    assert "at least 3 bookings" in page
    assert "The fees in it" in page
    assert "/rules/ledger.small_days" in page


def test_the_ledger_says_why_numbers_are_missing(app, story):
    visitor = app.test_client()
    assert "sums of small days" in text_of(visitor.get("/ledger/entries"))
    assert "Books balance" in text_of(visitor.get("/ledger"))
    assert "the newest wait to be summed" in text_of(visitor.get("/ledger"))


def test_the_rules_page_says_what_it_means(app, coop):
    page = text_of(app.test_client().get("/rules/ledger.small_days"))
    assert "one is always kept back" in page
    assert "sums of small days" not in text_of(app.test_client().get("/ledger/entries"))


def test_a_steward_opens_an_inner_entry_and_finds_where_it_is_told(app, session, story):
    steward = make_steward(session, "Sue")
    session.commit()
    reader = app.test_client()
    sign_in(reader, steward)
    summary_of = dict(session.execute(select(SummedEntry.entry_id, SummedEntry.summary_id)).all())
    summed = min(summary_of)
    page = text_of(reader.get(f"/ledger/entries/{summed}"))
    assert f"/ledger/entries/{summary_of[summed]}" in page
    waiting = next(number for number in story.inner if number not in summary_of)
    assert "waits to be published" in text_of(reader.get(f"/ledger/entries/{waiting}"))


def test_whoever_a_line_concerns_opens_it_and_no_other_member(app, session, story):
    mine, stranger = make_member(session, "Ada", at=NOW), make_member(session, "Bo", at=NOW)
    at = moment(NOW.date(), 200)
    number = journal.post(
        session,
        simple("booking:QXAD:tip:1", "tip", chart.BANK, chart.WORKERS_PAYABLE, 4_441, day=at.date(),
               party=mine.party_id),
        at=at,
    )
    session.commit()
    for person, status in ((mine, 200), (stranger, 404)):
        reader = app.test_client()
        sign_in(reader, person)
        assert reader.get(f"/ledger/entries/{number}").status_code == status
    reader = app.test_client()
    sign_in(reader, mine)
    waits = reader.get(f"/my/entries/{number}/receipt.json")
    assert waits.status_code == 503
    assert "published together" in text_of(waits)
    assert session.get(EntryRow, number).book == 1
