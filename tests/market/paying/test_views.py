"""From the listing to a booking paid by card, without JavaScript; and everything that can come between."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import findings
from coop.market.bookings.models import Booking
from coop.money.cards.models import CardPaymentAnswer
from coop.money.health.queries import all_findings
from coop.money.payments.models import Payment, Refund
from coop.notices.models import Notice
from tests.cards import ASKS_OWNER, DECLINED, GOOD, page_of
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing, the_course
from tests.market.checkout.test_views import VISITOR, confirm, key, pick

pytestmark = pytest.mark.usefixtures("charged_at_once")
DETAILS = {"address": "31 Toad Lane", "note": "", "payment_method": "card"}
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def leave(client, listing):
    """`leave()`: as a visitor, pick a slot and press on to pay; returns (path of the booking, session there)."""

    def run(by=None, **slot):
        held = pick(by or client, listing, **slot)
        path = held.location.removesuffix("/details")
        who = VISITOR if by is None else {}
        assert (by or client).post(held.location, data={**who, **DETAILS}).location == f"{path}/check"
        gone = confirm(by or client, path)
        assert gone.status_code == 303
        return path, page_of(gone.location)

    return run


def outcomes(session):
    return session.execute(select(CardPaymentAnswer.outcome).order_by(CardPaymentAnswer.payment_id)).scalars().all()


def state(session, path, at=NOW):
    booking = session.execute(select(Booking).where(Booking.reference == path.split("/")[-1])).scalar_one()
    return the_course(session, booking).state(at).value


def sound(session):
    assert all_findings(session) == []


def test_a_visitor_pays_and_has_a_booking(app, client, session, cards, leave):
    path, page = leave()
    assert "form-action 'self' http://127.0.0.1" in client.get("/").headers["Content-Security-Policy"]
    assert state(session, path) == "held"
    cards.pay(page, number=GOOD, email="vera@example.org")
    back = client.get(f"{path}/paid")
    assert (back.status_code, back.location) == (303, f"{path}?new=1")
    assert state(session, path) == "accepted"
    shown = client.get(path).text
    assert "Paid. The co-op holds it until the work is done." in shown
    assert "Test mode" in shown
    assert balance(session, chart.CLIENTS_HELD) == -4_000
    assert balance(session, chart.PROCESSING) == 4_000 * 150 // 10_000 + 25
    assert balance(session, chart.PROCESSOR_PENDING) == 4_000 - 85
    assert outcomes(session) == ["booked"]
    sound(session)


def test_one_who_does_not_come_back_has_it_too(session, cards, leave, tell, settle):
    path, page = leave()
    cards.pay(page, number=GOOD)
    assert {each["status"] for each in tell()} == {200}
    assert state(session, path) == "accepted", "settled right after the answer"
    settle()
    assert balance(session, chart.CLIENTS_HELD) == -4_000


def test_without_webhooks_the_worker_finds_out(session, cards, leave, settle, clock):
    path, page = leave()
    cards.pay(page, number=GOOD)
    cards.lose_all()
    settle()
    assert state(session, path) == "held", "the page has not closed yet"
    clock.at += 40 * MINUTE
    settle()
    assert outcomes(session) == ["booked"]


@pytest.mark.parametrize("order", ["oldest", "newest", "random"])
def test_events_in_any_order_and_many_times_book_once(session, cards, leave, tell, settle, order):
    _path, page = leave()
    cards.pay(page, number=GOOD)
    tell(order, seed=3, times=3)
    settle()
    tell(order, seed=4, times=2)
    assert len(session.execute(select(Payment)).all()) == 1
    assert balance(session, chart.CLIENTS_HELD) == -4_000
    sound(session)


def test_pressing_twice_leads_to_the_same_page(client, session, leave):
    path, page = leave()
    again = client.post(f"{path}/check", data={"form_key": "another-key-of-the-same-form"})
    assert page_of(again.location) == page


def test_a_declined_card_books_nothing_and_can_be_tried_again(client, session, cards, leave):
    path, page = leave()
    with pytest.raises(Exception, match="declined"):
        cards.pay(page, number=DECLINED)
    assert "Nothing has been paid yet" in client.get(f"{path}/paid").text
    assert state(session, path) == "held"
    cards.pay(page, number=GOOD)
    assert client.get(f"{path}/paid").status_code == 303


def test_a_bank_that_asks_its_owner(client, session, cards, leave):
    path, page = leave()
    cards.pay(page, number=ASKS_OWNER, authenticate=True)
    assert client.get(f"{path}/paid").status_code == 303
    assert state(session, path) == "accepted"


def test_a_page_nobody_paid_on_lets_the_slot_go(client, session, cards, leave, settle, clock, listing):
    path, _page = leave()
    clock.at += 36 * MINUTE
    cards.advance(minutes=36)
    settle()
    assert state(session, path, clock.at) == "lapsed"
    make_hold(session, listing, client=make_person(session), at=clock.at)
    assert "no longer kept" in client.get(f"{path}/check").text


def test_paying_after_the_hold_books_what_is_still_free(client, session, cards, leave, clock):
    path, page = leave()
    cards.pay(page, number=GOOD)
    clock.at += 50 * MINUTE
    assert client.get(f"{path}/paid").location == f"{path}?new=1"
    assert state(session, path, clock.at) == "accepted"


def test_paying_after_the_hold_goes_back_when_the_time_is_gone(client, session, cards, leave, clock, listing, settle):
    path, page = leave()
    clock.at += 40 * MINUTE
    make_booking(session, listing, client=make_person(session, "Quick"), accepted=False, at=clock.at)
    session.commit()
    cards.pay(page, number=GOOD)
    answer = client.get(f"{path}/paid").text
    assert "taken by somebody else" in answer
    assert "by itself" in answer
    settle()
    assert outcomes(session) == ["too late"]
    refund = session.execute(select(Refund)).scalar_one()
    assert refund.sent_entry_id is not None
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert "go back to your card" in session.execute(select(Notice.subject)).scalars().all()[-1]
    sound(session)


def test_paying_twice_gives_the_second_back_and_says_so(app, session, cards, leave, settle, clock, client):
    path, first = leave()
    clock.at += 40 * MINUTE  # the first page is taken for closed; the slot is kept again, on another page
    cards.advance(minutes=20)
    client.post(f"{path}/renewal")
    gone = confirm(client, path)
    second = page_of(gone.location)
    assert second != first
    cards.pay(first, number=GOOD)
    cards.pay(second, number=GOOD)
    settle()
    answer = client.get(f"{path}/paid")
    settle()
    assert sorted(outcomes(session)) == ["booked", "twice"]
    assert balance(session, chart.CLIENTS_HELD) == -4_000
    assert "was paid already" in answer.text
    assert cards.state()["balance"] is not None
    sound(session)


def test_a_request_is_paid_once_it_is_accepted(app, session, cards, clock):
    client_person = make_person(session)
    listing = make_listing(session)
    held = make_hold(session, listing, client=client_person)
    course = the_course(session, held)
    from coop.market.bookings import actions

    actions.fill_in(session, course, address="", note="", payment_method="card", takes_cards=True)
    actions.confirm(session, course, client=client_person, at=NOW)
    browser = sign_in(app.test_client(), client_person)
    path = f"/bookings/{held.reference}"
    assert "by card</button>" not in browser.get(path).text
    actions.accept(session, the_course(session, held), by=course.booking.worker, at=NOW)
    assert "Pay €40.00 by card" in browser.get(path).text
    page = page_of(browser.post(f"{path}/payment").location)
    cards.pay(page, number=GOOD)
    assert browser.get(f"{path}/paid").location == path
    assert outcomes(session) == ["paid"]
    assert "Pay €40.00 by card" not in browser.get(path).text
    assert browser.post(f"{path}/payment").location == path, "there is nothing more to pay"


def test_a_tip_by_card_is_all_the_workers(app, session, cards, leave, client, clock):
    path, page = leave()
    cards.pay(page, number=GOOD)
    client.get(f"{path}/paid")
    assert "Give a tip by card" not in client.get(path).text
    clock.at = TOMORROW + dt.timedelta(hours=3)
    cards.advance(hours=27)
    client.post(f"{path}/completion", data={"form_key": key(client, f"{path}/completion"), "tip": ""})
    shown = client.get(path).text
    assert "Give a tip by card" in shown
    few = client.post(f"{path}/tips/card", data={"form_key": "k" * 20, "tip": "0.10"})
    assert few.status_code == 400
    gone = client.post(f"{path}/tips/card", data={"form_key": "l" * 20, "tip": "5"})
    cards.pay(page_of(gone.location), number=GOOD)
    assert client.get(f"{path}/tipped").location == path
    assert balance(session, chart.WORKERS_PAYABLE) == -(3_800 + 500)
    assert "A tip of €5.00 by card" in session.execute(select(Notice.subject)).scalars().all()
    assert outcomes(session) == ["booked"]
    sound(session)


def test_a_processor_that_does_not_answer_loses_nothing(client, session, cards, listing, leave):
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    cards.modes(down=True) if "down" in cards.modes() else cards.fail_next("/v1/checkout/sessions", "500")
    gone = confirm(client, path)
    assert gone.location == f"{path}/check"
    assert "does not answer" in client.get(f"{path}/check").text
    if "down" in cards.modes():
        cards.modes(down=False)
    assert page_of(confirm(client, path).location)


def test_a_stranger_sees_no_payment(app, session, leave):
    path, _page = leave()
    stranger = sign_in(app.test_client(), make_person(session, "Sam Stranger"))
    assert stranger.get(f"{path}/paid").status_code == 404
    assert stranger.post(f"{path}/payment").status_code == 404


def test_the_worker_cannot_pay(app, session):
    course = make_booking(session, make_listing(session), payment_method="transfer", accepted=True, starts_at=TOMORROW)
    browser = sign_in(app.test_client(), course.booking.worker)
    path = f"/bookings/{course.booking.reference}"
    assert browser.post(f"{path}/payment").location == path
    assert findings(session) == []
