"""A tip with the card payment: asked for, never assumed, and told as it is."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.market.bookings import actions
from coop.money.health.queries import all_findings
from coop.money.payments.models import Payment, Refund
from coop.notices.models import Notice
from tests.cards import GOOD, page_of
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing, the_course
from tests.market.checkout.test_views import VISITOR, key, pick
from tests.market.paying.test_views import DETAILS, outcomes

pytestmark = pytest.mark.usefixtures("charged_at_once")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_the_check(client, listing):
    """`at_the_check()`: the path of a visitor's booking that is about to be paid."""

    def run(method="card", **slot):
        held = pick(client, listing, **slot)
        assert client.post(held.location, data={**VISITOR, **DETAILS, "payment_method": method}).status_code == 303
        return held.location.removesuffix("/details")

    return run


def press(client, path, **fields):
    return client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check"), **fields})


def told(session):
    return session.execute(select(Notice.subject)).scalars().all()


def test_a_tip_is_asked_for_and_none_is_chosen(client, at_the_check):
    path = at_the_check()
    shown = client.get(f"{path}/check").text
    field = re.search(r"<input[^>]*name=\"tip\"[^>]*>", shown).group(0)
    assert re.search(r'value="[^"]', field) is None, "nothing is filled in beforehand"
    assert "(optional)" in shown
    assert 'name="tip"' not in client.get(f"{at_the_check('transfer')}/check").text


def test_price_and_tip_are_paid_in_one_and_the_tip_is_whole(app, client, session, cards, account, at_the_check, clock):
    path = at_the_check()
    page = page_of(press(client, path, tip="5").location)
    made = account.ask(lambda v1: v1.checkout.sessions.retrieve(page, {"expand": ["line_items"]}))
    assert [(one["description"][-18:], one["amount_total"]) for one in made["line_items"]["data"]][1] == (
        "Tip, without a fee", 500
    )
    cards.pay(page, number=GOOD)
    assert client.get(f"{path}/paid").location == f"{path}?new=1"
    assert session.execute(select(Payment.amount_cents)).scalar_one() == 4_500
    for where in (path, f"{path}/receipt"):
        shown = client.get(where).text
        assert "€5.00, held with the price" in shown
        assert "€40.00" in shown
    assert balance(session, chart.WORKERS_PAYABLE) == 0
    clock.at = TOMORROW + dt.timedelta(hours=3)
    cards.advance(hours=27)
    client.post(f"{path}/completion", data={"form_key": key(client, f"{path}/completion"), "tip": ""})
    assert balance(session, chart.WORKERS_PAYABLE) == -(3_800 + 500)
    receipt = client.get(f"{path}/receipt").text
    assert "€5.00: there is no fee on tips" in receipt
    taken = 4_500 * 150 / 10_000 + 25  # 92.5, half up
    assert taken == 92.5
    assert "€0.11, the co-op pays" in receipt, "93 cents by 4500, of which 500 were the tip"
    assert "Vera Visitor tipped €5.00" in told(session)
    assert all_findings(session) == []


@pytest.mark.parametrize("tip", ["-1", "a lot", "1000.01"])
def test_what_is_no_tip_is_said(client, at_the_check, tip):
    path = at_the_check()
    answer = press(client, path, tip=tip)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("tip", ["", "0"])
def test_none_is_fine(client, session, cards, at_the_check, tip):
    path = at_the_check()
    cards.pay(page_of(press(client, path, tip=tip).location), number=GOOD)
    client.get(f"{path}/paid")
    assert session.execute(select(Payment.amount_cents)).scalar_one() == 4_000
    assert "Tip</dt>" not in client.get(path).text


def test_another_tip_is_another_page_and_paying_both_gives_one_back(client, session, cards, at_the_check, settle):
    path = at_the_check()
    first = page_of(press(client, path, tip="5").location)
    second = page_of(press(client, path, tip="3").location)
    assert first != second
    for page in (first, second):
        cards.pay(page, number=GOOD)
    settle()
    settle()
    assert sorted(outcomes(session)) == ["booked", "twice"]
    refund = session.execute(select(Refund)).scalar_one()
    assert refund.sent_entry_id is not None
    assert refund.amount_cents in (4_500, 4_300), "price and tip, whole"
    assert balance(session, chart.CLIENTS_HELD) == -(4_500 + 4_300 - refund.amount_cents)
    assert all_findings(session) == []


def test_paid_too_late_both_go_back(client, session, cards, at_the_check, listing, settle, clock):
    path = at_the_check()
    page = page_of(press(client, path, tip="5").location)
    clock.at += 40 * MINUTE
    make_booking(session, listing, client=make_person(session, "Quick"), accepted=False, at=clock.at)
    session.commit()
    cards.pay(page, number=GOOD)
    client.get(f"{path}/paid")
    settle()
    assert outcomes(session) == ["too late"]
    assert session.execute(select(Refund.amount_cents)).scalar_one() == 4_500
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert all_findings(session) == []


def accepted(app, session, **facts):
    """A request by card that was accepted; (the client's browser, the path)."""
    person = make_person(session)
    held = make_hold(session, make_listing(session), client=person)
    course = the_course(session, held)
    actions.fill_in(session, course, address="", note="", payment_method="card", takes_cards=True)
    actions.confirm(session, course, client=person, at=NOW)
    actions.accept(session, the_course(session, held), by=course.booking.worker, at=NOW)
    return sign_in(app.test_client(), person), f"/bookings/{held.reference}", held


def test_an_accepted_request_is_paid_with_a_tip_and_cancelled_without_it(app, session, cards, cushion, settle):
    browser, path, held = accepted(app, session)
    assert 'name="tip"' in browser.get(path).text
    assert browser.post(f"{path}/payment", data={"tip": "x"}).status_code == 400
    cards.pay(page_of(browser.post(f"{path}/payment", data={"tip": "7.50"}).location), number=GOOD)
    assert browser.get(f"{path}/paid").location == path
    assert outcomes(session) == ["paid"]
    assert "€7.50, held with the price" in browser.get(path).text
    assert browser.post(f"{path}/payment").location == path, "there is nothing more to pay"
    course = the_course(session, held)
    actions.cancel(session, course, by=course.booking.worker, reason="", at=NOW)
    settle()
    refund = session.execute(select(Refund)).scalar_one()
    assert (refund.amount_cents, refund.sent_entry_id is not None) == (4_750, True)
    assert "Tip</dt>" not in browser.get(path).text
    assert all_findings(session) == []


def test_what_arrived_before_a_cancellation_goes_its_way_once(app, session, cards, account, cushion, settle):
    """The payment was booked, and the booking cancelled, before anybody had asked what the payment was for."""
    browser, path, held = accepted(app, session)
    cards.pay(page_of(browser.post(f"{path}/payment", data={"tip": "5"}).location), number=GOOD)
    from coop.money.stripe import work

    session.commit()
    work.look_at_pages(session.get_bind(), account, at=NOW, subject=f"booking:{held.reference}")
    session.expire_all()
    course = the_course(session, held)
    actions.cancel(session, course, by=course.booking.worker, reason="", at=NOW)
    settle()
    assert session.execute(select(Refund.amount_cents)).scalars().all() == [4_500]
    assert outcomes(session) == ["paid"]
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert all_findings(session) == []
