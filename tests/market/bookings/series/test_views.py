"""A series' pages: who sees them, the answer to all, the end of what remains with its price before."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from coop.market.bookings import actions as single
from coop.market.bookings.models import Cancellation
from coop.market.bookings.states import State
from tests.factories import NOW, make_member, sign_in
from tests.market.bookings.factories import TOMORROW, make_listing
from tests.market.bookings.series.factories import WEEK, make_series, the_series

HOUR = dt.timedelta(hours=1)


def browsers(app, found):
    """(the client's, the worker's)"""
    return sign_in(app.test_client(), found.series.client), sign_in(app.test_client(), found.series.worker)


def press(browser, path, deed, page="", **answers):
    """Press a button or send a form of the series' page, or of one of its pages."""
    form_key = re.search(r'name="form_key"[^>]*value="([^"]+)"', browser.get(f"{path}{page}").text).group(1)
    return browser.post(f"{path}/{deed}", data={"form_key": form_key, **answers})


@pytest.fixture
def asked(session, coop):
    return make_series(session)


@pytest.fixture
def path(asked):
    return f"/series/{asked.series.reference}"


def states(session, found, at=NOW):
    session.expire_all()
    return [each.state(at) for each in the_series(session, found.series).courses]


def test_a_series_is_there_for_its_parties_and_for_nobody_else(app, session, asked, path):
    client, worker = browsers(app, asked)
    stranger = sign_in(app.test_client(), make_member(session, "Mallory"))
    for page in ("", "/calendar.ics", "/cancellation"):
        assert client.get(path + page).status_code == 200
        assert stranger.get(path + page).status_code == 404
        assert app.test_client().get(path + page).status_code == 302
    for deed in ("acceptance", "decline", "cancellation"):
        assert stranger.post(f"{path}/{deed}", data={"form_key": "k" * 20}).status_code == 404
    assert worker.get(path).status_code == 200
    assert client.post(f"{path}/acceptance", data={"form_key": "c" * 20}).status_code == 404
    assert set(states(session, asked)) == {State.REQUESTED}


def test_the_worker_accepts_all_with_one_button(app, session, asked, path):
    client, worker = browsers(app, asked)
    assert "31 Toad Lane" not in worker.get(path).text
    assert "waits for your answer about 4 visits" in worker.get(path).text
    press(worker, path, "acceptance")
    assert set(states(session, asked)) == {State.ACCEPTED}
    assert "31 Toad Lane" in worker.get(path).text
    assert "Accept all" not in worker.get(path).text
    assert client.get(path).text.count(">booked<") == 4


def test_the_worker_declines_all_with_a_reason(app, session, asked, path):
    _client, worker = browsers(app, asked)
    assert press(worker, path, "decline").status_code == 400
    assert press(worker, path, "decline", reason="I am away").status_code == 303
    assert set(states(session, asked)) == {State.DECLINED}


def test_what_ending_it_costs_is_shown_before(app, session, coop, clock):
    found = make_series(session, make_listing(session, cancellation_tier="moderate"), accepted=True)
    client, worker = browsers(app, found)
    path = f"/series/{found.series.reference}"
    clock.at = TOMORROW + WEEK - HOUR
    page = client.get(f"{path}/cancellation").text
    assert "You owe Wanda Worker €40.00 in all" in page
    assert page.count("<tr><th scope=\"row\">") == 4, "three visits and their sum"
    assert "The client gets everything back" in worker.get(f"{path}/cancellation").text
    assert session.execute(select(Cancellation)).first() is None
    press(client, path, "cancellation", "/cancellation", reason="we move away")
    assert states(session, found, clock.at) == [State.ACCEPTED] + [State.CANCELLED] * 3
    assert "What remained was cancelled by Cleo Client" in worker.get(path).text
    assert client.get(f"{path}/cancellation").status_code == 303


def test_a_transfer_that_has_not_come_is_not_kept(app, session, coop):
    found = make_series(
        session, make_listing(session, cancellation_tier="strict"), payment_method="transfer", accepted=True
    )
    client, _worker = browsers(app, found)
    page = client.get(f"/series/{found.series.reference}/cancellation").text
    assert "It costs you nothing" in page
    assert "Not paid yet: nothing is kept" in page


def test_dates_that_were_left_out_are_said(app, session, coop):
    found = make_series(session, left_out=(2, 3))
    client, _worker = browsers(app, found)
    page = client.get(f"/series/{found.series.reference}").text
    assert "March 10, 2026; March 17, 2026" in page
    assert "every week, 2 visits" in page


def test_a_visit_leads_to_its_series_and_back(app, asked, path):
    client, worker = browsers(app, asked)
    visit = f"/bookings/{asked.courses[2].booking.reference}"
    for browser in (client, worker):
        assert f'href="{path}"' in browser.get(visit).text
        assert "Visit 3 of 4" in browser.get(visit).text
        assert visit in browser.get(path).text


def test_lists_of_bookings_show_a_series_once(app, asked, path):
    client, worker = browsers(app, asked)
    for browser, page in ((client, "/my/bookings"), (worker, "/my/work")):
        text = browser.get(page).text
        assert text.count(f'href="{path}"') == 1
        assert "Visit 1 of 4, every week; 3 more follow here" in text


def test_the_calendar_file_has_every_visit_with_an_id_for_life(app, session, asked, path):
    client, _worker = browsers(app, asked)
    before = client.get(f"{path}/calendar.ics").text
    ids = [line for line in before.splitlines() if line.startswith("UID:")]
    assert len(set(ids)) == 4
    found = the_series(session, asked.series)
    single.accept(session, found.courses[0], by=found.series.worker, at=NOW)
    single.cancel(session, found.courses[1], by=found.series.client, reason="", at=NOW)
    session.commit()
    after = client.get(f"{path}/calendar.ics").text
    assert [line for line in after.splitlines() if line.startswith("UID:")] == ids
    assert [after.count(f"STATUS:{each}") for each in ("CONFIRMED", "CANCELLED", "TENTATIVE")] == [1, 1, 2]


def test_a_page_of_a_series_asks_the_database_little(app, asked, path, count_queries):
    client, _worker = browsers(app, asked)
    client.get(path)
    count_queries.clear()
    client.get(path)
    assert len(count_queries) < 25
