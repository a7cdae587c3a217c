"""A booking's pages: who sees them, and each step by its button."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.market.bookings import actions
from coop.market.bookings.states import State
from coop.market.reviews.models import Review, ReviewReply
from coop.money.payments.actions import record_transfer
from coop.money.payments.entries import subject_of
from tests.factories import NOW, make_member, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing, the_course

HOUR = dt.timedelta(hours=1)
AFTER = TOMORROW + 3 * HOUR


def browsers(app, course):
    """(the client's, the worker's)"""
    booking = course.booking
    return sign_in(app.test_client(), booking.client), sign_in(app.test_client(), booking.worker)


def keyed(browser, page):
    """A form key from a page."""
    return {"form_key": re.search(r'name="form_key"[^>]*value="([^"]+)"', browser.get(page).text).group(1)}


def press(browser, page, deed, **answers):
    """Press a button or send a form of the booking's page."""
    return browser.post(f"{page}/{deed}", data={**keyed(browser, page), **answers})


@pytest.fixture
def asked(session):
    return make_booking(session)


@pytest.fixture
def path(asked):
    return f"/bookings/{asked.booking.reference}"


def test_a_booking_is_there_for_its_parties_and_for_nobody_else(app, session, asked, path):
    client, worker = browsers(app, asked)
    stranger = sign_in(app.test_client(), make_member(session, "Mallory"))
    for page in ("", "/receipt", "/calendar.ics"):
        assert client.get(path + page).status_code == 200
        assert worker.get(path + page).status_code == 200
        assert stranger.get(path + page).status_code == 404
        assert app.test_client().get(path + page).status_code == 302
    for deed in ("acceptance", "decline", "waiver", "no-show", "contest", "tips", "messages", "reply",
                 "cancellation", "times", "times/answer", "completion", "review"):
        assert stranger.post(f"{path}/{deed}", data={"body": "x", "reason": "x"}).status_code == 404, deed


def test_a_hold_has_no_page_for_its_worker(app, session):
    hold = make_hold(session, client=make_person(session))
    worker = sign_in(app.test_client(), hold.worker)
    assert worker.get(f"/bookings/{hold.reference}").status_code == 404


def test_the_worker_reads_the_address_only_after_accepting(app, session, asked, path):
    client, worker = browsers(app, asked)
    assert "31 Toad Lane" not in worker.get(path).text
    assert "31 Toad Lane" in client.get(path).text
    assert press(worker, path, "acceptance").location == path
    assert "31 Toad Lane" in worker.get(path).text


def test_a_client_cannot_accept_their_own_request(app, session, asked, path):
    client, _ = browsers(app, asked)
    assert client.post(f"{path}/acceptance").status_code == 303
    assert the_course(session, asked.booking).state(NOW) is State.REQUESTED


def test_declining_takes_a_reason(app, session, asked, path):
    client, worker = browsers(app, asked)
    refused = worker.post(f"{path}/decline", data={"reason": " "})
    assert refused.status_code == 400
    assert "Say why" in refused.text
    press(worker, path, "decline", reason="I am away that week")
    assert "I am away that week" in client.get(path).text


def test_another_time_is_proposed_and_taken(app, session, asked, path):
    client, worker = browsers(app, asked)
    page = worker.get(f"{path}/times").text
    new = re.search(r'name="starts_at" value="([^"]+)"', page).group(1)
    assert worker.post(f"{path}/times", data={**keyed(worker, f"{path}/times"), "starts_at": new}).location == path
    assert "proposes another time" in client.get(path).text
    press(client, path, "times/answer", answer="yes")
    course = the_course(session, asked.booking)
    session.refresh(course.booking)
    assert (course.state(NOW), course.booking.starts_at) == (State.ACCEPTED, dt.datetime.fromisoformat(new))


def test_a_time_that_is_not_free_cannot_be_proposed_by_a_forged_form(app, session, asked, path):
    client, _ = browsers(app, asked)
    answer = client.post(f"{path}/times", data={"starts_at": TOMORROW.replace(hour=23).isoformat()})
    assert answer.status_code == 400


def test_cancelling_says_its_price_first(app, session, clock):
    course = make_booking(session, accepted=True)
    path = f"/bookings/{course.booking.reference}"
    client, _ = browsers(app, course)
    clock.at = NOW + HOUR
    page = f"{path}/cancellation"
    assert "You owe Wanda Worker €20.00 of €40.00" in client.get(page).text
    assert client.post(page, data=keyed(client, page)).location == path
    assert "The client cancelled" in client.get(path).text


@pytest.mark.parametrize(
    ("method", "arrived", "first", "then"),
    [("cash", 0, "You owe Wanda Worker €20.00", "Cleo Client owes Wanda Worker €20.00"),
     ("transfer", 0, "need not send it any more", "Nothing had been transferred"),
     ("transfer", 1500, "€20.00 of €40.00 are kept", "What was transferred, €15.00, is kept"),
     ("transfer", 4000, "€20.00 of €40.00 are kept", "€20.00 is kept by the terms of the booking; €20.00 goes back")],
)  # fmt: skip
def test_who_owes_what_after_a_cancellation_is_said_to_both(app, session, clock, method, arrived, first, then):
    course = make_booking(session, accepted=True, payment_method=method)
    path = f"/bookings/{course.booking.reference}"
    if arrived:
        record_transfer(
            session, subject=subject_of(course.booking.reference), amount_cents=arrived, received_on=NOW.date(),
            recorded_by=None, at=NOW,
        )  # fmt: skip
    client, worker = browsers(app, course)
    clock.at = NOW + HOUR
    assert first in client.get(f"{path}/cancellation").text
    client.post(f"{path}/cancellation", data=keyed(client, f"{path}/cancellation"))
    for reader in (client, worker):
        assert then in reader.get(path).text


def test_the_work_is_done_paid_and_tipped(app, session, clock):
    course = make_booking(session, accepted=True)
    path = f"/bookings/{course.booking.reference}"
    client, worker = browsers(app, course)
    clock.at = AFTER
    page = f"{path}/completion"
    assert client.post(page, data={**keyed(client, page), "tip": "5,50"}).location == path
    assert "paid in cash" in worker.get(path).text.lower()
    assert balance(session, chart.WORKER_FEES, party_id=course.booking.worker.party_id) == 200
    receipt = worker.get(f"{path}/receipt").text
    for said in ("€40.00", "38.00", "/rules/fee.rate", "/ledger/entries/", "31 Toad Lane"):
        assert said in receipt


def test_the_lines_of_a_receipt_are_those_of_the_ledger_to_the_cent(app, session, clock):
    course = make_booking(session, payment_method="transfer", accepted=True, minutes=105)
    booking = course.booking
    client, _ = browsers(app, course)
    path = f"/bookings/{booking.reference}"
    assert "Please transfer €35.00" in client.get(path).text
    record_transfer(session, subject=subject_of(booking.reference), amount_cents=booking.price_cents,
                    received_on=NOW.date(), recorded_by=None, at=NOW)
    session.commit()
    assert "The co-op holds it" in client.get(path).text
    clock.at = AFTER
    page = f"{path}/completion"
    client.post(page, data=keyed(client, page))
    receipt = client.get(f"{path}/receipt").text
    lines = [round(float(cents) * 100) for cents in re.findall(r'<td class="n">([\d.]+)</td>', receipt)][:5]
    assert sum(lines) == booking.price_cents == 3500
    assert lines[0] == -balance(session, chart.WORKERS_PAYABLE, party_id=booking.worker.party_id)
    assert sum(lines[1:4]) == -balance(session, chart.FEES)


def test_a_step_that_is_no_longer_open_is_said_not_shown_as_an_error(app, session, asked, path):
    _client, worker = browsers(app, asked)
    actions.cancel(session, asked, by=asked.booking.client, reason="", at=NOW)
    session.commit()
    answer = worker.post(f"{path}/acceptance", follow_redirects=True)
    assert answer.status_code == 200
    assert "not possible any more" in answer.text


def test_the_two_talk_and_nobody_else_reads_it(app, session, asked, path):
    client, worker = browsers(app, asked)
    press(client, path, "messages", body="Is there <b>parking</b>?")
    assert "Is there &lt;b&gt;parking&lt;/b&gt;?" in worker.get(path).text
    assert client.post(f"{path}/messages", data={"body": ""}).status_code == 400


def test_a_message_sent_twice_is_there_once(app, session, asked, path):
    client, _ = browsers(app, asked)
    answer = {**keyed(client, path), "body": "Only once, please"}
    client.post(f"{path}/messages", data=answer)
    client.post(f"{path}/messages", data=answer)
    assert client.get(path).text.count("Only once, please") == 1


def test_a_no_show_can_be_contested_by_the_one_said_to_be_absent(app, session, clock):
    course = make_booking(session, accepted=True)
    path = f"/bookings/{course.booking.reference}"
    client, worker = browsers(app, course)
    clock.at = AFTER
    press(worker, path, "no-show")
    press(client, path, "contest", reason="I was at the door")
    assert "I was at the door" in worker.get(path).text
    page = f"{path}/completion"
    worker.post(page, data=keyed(worker, page))
    assert the_course(session, course.booking).state(AFTER) is State.COMPLETED


def test_reviews_are_blind_until_both_have_written_and_can_be_answered(app, session, clock):
    course = make_booking(session, completed=True)
    path = f"/bookings/{course.booking.reference}"
    client, worker = browsers(app, course)
    clock.at = AFTER
    page = f"{path}/review"
    client.post(page, data={**keyed(client, page), "stars": "5", "body": "Spotless"})
    assert "Spotless" not in worker.get(path).text
    assert worker.post(f"{path}/reply", data={"body": "Thanks"}).status_code == 303
    assert session.execute(select(ReviewReply)).first() is None
    worker.post(page, data={**keyed(worker, page), "stars": "4", "body": "Friendly"})
    assert "Spotless" in worker.get(path).text
    assert "Friendly" in client.get(path).text
    worker.post(f"{path}/reply", data={**keyed(worker, path), "body": "Come again"})
    assert "Come again" in client.get(path).text
    client.post(page, data={"stars": "1", "body": "again"})
    assert len(session.execute(select(Review)).all()) == 2


def test_the_calendar_file_is_the_readers_own(app, session):
    course = make_booking(session, accepted=True)
    client, worker = browsers(app, course)
    page = f"/bookings/{course.booking.reference}/calendar.ics"
    assert client.get(page).mimetype == "text/calendar"
    assert f"UID:{course.booking.reference}@" in worker.get(page).text


def test_my_bookings_and_my_work_show_ones_own(app, session):
    course = make_booking(session)
    other = make_booking(session, make_listing(session, make_member(session, "Otto"), title="Guitar lessons"))
    client, worker = browsers(app, course)
    assert course.booking.reference in client.get("/my/bookings").text
    assert other.booking.reference not in client.get("/my/bookings").text
    work = worker.get("/my/work").text
    assert "Waiting for your answer" in work
    assert course.booking.reference in work
    assert other.booking.reference not in work
    assert client.get("/my/work").status_code == 403
    assert app.test_client().get("/my/bookings").status_code == 302


def test_my_work_goes_back_page_by_page(app, session):
    listing = make_listing(session)
    worker, client = session.get_one(type(make_person(session)), listing.worker_id), make_person(session)
    for n in range(28):
        make_booking(session, listing, client=client, starts_at=TOMORROW + (24 * n + n % 3) * HOUR, completed=True)
    browser = sign_in(app.test_client(), worker)
    first = browser.get("/my/work").text
    older = re.search(r'href="(/my/work\?before=\d+)"', first).group(1)
    assert first.count('href="/bookings/') == 25
    assert browser.get(older).text.count('href="/bookings/') == 3


def test_a_page_of_work_asks_the_database_a_fixed_number_of_times(app, session, request):
    from sqlalchemy import event

    from coop.web.database import db

    listing = make_listing(session)
    course = make_booking(session, listing)
    worker = sign_in(app.test_client(), course.booking.worker)
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    worker.get("/my/work")
    few = len(statements)
    for n in range(1, 8):
        make_booking(session, listing, client=course.booking.client, starts_at=TOMORROW + 24 * n * HOUR)
    statements.clear()
    worker.get("/my/work")
    assert len(statements) <= few
