"""A card that is authorised when the client books, and charged when the work is done; and what can come between."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationEnd, CardCapture
from coop.money.health.queries import all_findings
from coop.money.payments.models import CancelledPayment, Refund, Settlement
from coop.money.payments.queries import awaited
from coop.money.stripe import work
from coop.notices.models import Notice
from tests.cards import ASKS_OWNER, GOOD, page_of
from tests.factories import make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing, the_course
from tests.market.checkout.test_views import VISITOR, confirm, pick

DETAILS = {"address": "31 Toad Lane", "note": "", "payment_method": "card"}
PRICE, FEE = 4_000, 4_000 * 150 // 10_000 + 25
AFTERWARDS = TOMORROW + dt.timedelta(hours=3)


@pytest.fixture
def listing(session, coop, cushion):
    return make_listing(session, instant=True, cancellation_tier="moderate")


@pytest.fixture
def leave(client, listing):
    """`leave()`: pick a slot and press on to pay; returns (path of the booking, session there)."""

    def run(**slot):
        held = pick(client, listing, **slot)
        path = held.location.removesuffix("/details")
        client.post(held.location, data={**VISITOR, **DETAILS})
        gone = confirm(client, path)
        assert gone.status_code == 303
        return path, page_of(gone.location)

    return run


@pytest.fixture
def booked(client, cards, leave):
    """`booked()`: its card is authorised; returns the path."""

    def run(number=GOOD, **more):
        path, page = leave()
        cards.pay(page, number=number, **more)
        assert client.get(f"{path}/paid").location == f"{path}?new=1"
        return path

    return run


@pytest.fixture
def course(session):
    """`course(path)`: the booking with its records."""

    def run(path):
        wanted = select(Booking).where(Booking.reference == path.split("/")[-1])
        return the_course(session, session.execute(wanted).scalar_one())

    return run


def ends(session):
    query = select(CardAuthorisationEnd.outcome, CardAuthorisationEnd.amount_cents)
    return [tuple(row) for row in session.execute(query.order_by(CardAuthorisationEnd.authorisation_id))]


def subjects(session):
    return session.execute(select(Notice.subject).order_by(Notice.id)).scalars().all()


def sound(session, cards):
    there = cards.state()["balance"].get("eur", {"available": 0, "pending": 0})
    here = balance(session, chart.PROCESSOR_PENDING) + balance(session, chart.PROCESSOR_AVAILABLE)
    assert here == there["available"] + there["pending"]
    assert all_findings(session) == []


def test_booking_moves_no_money_and_says_so(session, client, cards, leave, booked):
    _path, _page = leave(starts_at=TOMORROW + dt.timedelta(hours=4))
    path = booked()
    assert session.execute(select(EntryRow.kind).where(EntryRow.kind != "donation")).scalars().all() == []
    shown = client.get(path).text
    assert "Kept aside on the client&#39;s card, and charged when the work is done." in shown
    assert "Pay €40.00 by card" not in shown
    assert client.post(f"{path}/payment").location == path, "there is nothing more to pay"
    assert awaited(session) == []
    sound(session, cards)


def test_the_check_page_says_when_it_is_charged(client, listing):
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    assert "your bank keeps it aside, and it is charged when the work is done" in client.get(f"{path}/check").text


def test_what_is_done_later_than_the_rule_says_is_charged_at_once(session, client, cards, leave, rule):
    rule("cards.capture_days", 1)  # it ends a day and two hours from now
    path, page = leave()
    cards.pay(page, number=GOOD)
    client.get(f"{path}/paid")
    assert session.execute(select(CardAuthorisation)).first() is None
    assert balance(session, chart.CLIENTS_HELD) == -PRICE


@pytest.mark.parametrize("card", [{"number": GOOD}, {"number": ASKS_OWNER, "authenticate": True}])
def test_it_is_charged_when_the_work_is_done(session, client, cards, booked, course, settle, clock, card):
    path = booked(**card)
    clock.at = AFTERWARDS
    cards.advance(hours=27)
    found = course(path)
    actions.complete(session, found, by=found.booking.worker, at=clock.at)
    session.commit()
    assert "Being charged to the card, then shared out." in client.get(path).text
    settle()
    assert ends(session) == [("captured", PRICE)]
    assert balance(session, chart.WORKERS_PAYABLE) == -3_800
    assert (balance(session, chart.CLIENTS_HELD), balance(session, chart.PROCESSING)) == (0, FEE)
    assert "Paid, and shared out." in client.get(path).text
    assert "€40.00 were charged to your card" in subjects(session)
    sound(session, cards)


def test_a_workers_cancellation_lets_all_of_it_go(session, cards, booked, course, settle, clock):
    path = booked()
    found = course(path)
    actions.cancel(session, found, by=found.booking.worker, reason="ill", at=clock.at)
    session.commit()
    settle()
    assert ends(session) == [("released", 0)]
    assert session.execute(select(Refund)).first() is None
    assert balance(session, chart.PROCESSING) == 0, "no fee was paid for nothing"
    sound(session, cards)


def test_a_late_cancellation_charges_what_the_terms_keep_and_no_more(session, client, cards, listing, clock, rule,
                                                                     leave, course, settle):  # fmt: skip
    listing.cancellation_tier = "flexible"  # half within 24 hours
    session.commit()
    path, page = leave()
    cards.pay(page, number=GOOD)
    client.get(f"{path}/paid")
    clock.at += dt.timedelta(hours=2)
    cards.advance(hours=2)
    assert "Only that is charged" in client.get(f"{path}/cancellation").text
    found = course(path)
    actions.cancel(session, found, by=found.booking.client, reason="", at=clock.at)
    session.commit()
    assert session.execute(select(CancelledPayment)).first() is None
    assert "is charged to the card by the terms of the booking" in client.get(path).text
    settle()
    settle()
    assert ends(session) == [("captured", PRICE // 2)]
    kept = session.execute(select(CancelledPayment)).scalar_one()
    assert kept.worker_cents + kept.fee_cents + kept.fund_cents == PRICE // 2
    assert session.execute(select(Refund)).first() is None
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert "€20.00 were charged to your card" in subjects(session)
    sound(session, cards)


def test_a_cancellation_whose_card_lapsed_keeps_nothing(session, cards, booked, course, settle, clock, listing):
    path = booked()
    found = course(path)
    clock.at = TOMORROW - dt.timedelta(hours=1)
    actions.cancel(session, found, by=found.booking.client, reason="", at=clock.at)
    session.commit()
    clock.at += dt.timedelta(days=8)  # nobody could reach the processor for a week
    cards.advance(days=9)
    settle()
    assert ends(session) == [("lapsed", 0)]
    kept = session.execute(select(CancelledPayment)).scalar_one()
    assert (kept.worker_cents, kept.fee_cents, kept.fund_cents, kept.entry_id) == (0, 0, 0, None)
    sound(session, cards)


def test_work_whose_card_lapsed_is_asked_to_be_paid_by_hand(app, session, client, cards, booked, course, settle,
                                                            engine, account, clock):  # fmt: skip
    path = booked()
    clock.at = TOMORROW + dt.timedelta(days=9)
    cards.advance(days=10)
    work.look_at_authorisations(engine, account, at=clock.at)
    settle()
    work.look_at_authorisations(engine, account, at=clock.at)
    session.expire_all()
    assert ends(session) == [("lapsed", 0)]
    assert subjects(session).count("The card could not be charged for a booking") == 2, "client and worker"
    found = course(path)
    actions.complete(session, found, by=found.booking.worker, at=clock.at)
    session.commit()
    session.expire_all()
    gone = client.post(f"{path}/payment")
    cards.pay(page_of(gone.location), number=GOOD)
    client.get(f"{path}/paid")
    settle()
    assert session.execute(select(Settlement.settled_at)).scalar_one() is not None
    assert balance(session, chart.WORKERS_PAYABLE) == -3_800
    sound(session, cards)


def test_what_would_lapse_within_a_day_is_charged_and_held(session, client, cards, booked, settle, engine, account,
                                                           clock):  # fmt: skip
    path = booked()
    clock.at += dt.timedelta(days=6, hours=1)
    cards.advance(days=6, hours=1)
    work.look_at_authorisations(engine, account, at=clock.at)
    settle()
    assert ends(session) == [("captured", PRICE)]
    assert balance(session, chart.CLIENTS_HELD) == -PRICE
    assert "Paid. The co-op holds it until the work is done." in client.get(path).text
    sound(session, cards)


def test_a_contested_no_show_is_charged_and_held_until_it_is_decided(session, cards, booked, course, settle, clock):
    path = booked()
    found = course(path)
    clock.at = AFTERWARDS
    cards.advance(hours=27)
    actions.report_no_show(session, found, by=found.booking.worker, at=clock.at)
    actions.contest(session, found, by=found.booking.client, words="I was there", at=clock.at)
    session.commit()
    settle()
    assert ends(session) == [("captured", PRICE)]
    assert balance(session, chart.CLIENTS_HELD) == -PRICE
    sound(session, cards)


def test_an_uncontested_no_show_charges_what_the_terms_keep(session, cards, booked, course, settle, clock):
    path = booked()
    found = course(path)
    clock.at = AFTERWARDS
    cards.advance(hours=27)
    actions.report_no_show(session, found, by=found.booking.worker, at=clock.at)
    clock.at = found.no_show.contest_by
    assert actions.settle_no_show(session, found, at=clock.at)
    session.commit()
    settle()
    assert ends(session) == [("captured", PRICE)]
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert session.execute(select(CancelledPayment.worker_cents)).scalar_one() > 0
    sound(session, cards)


def test_a_card_that_came_too_late_is_not_charged(session, client, cards, leave, listing, settle, clock):
    path, page = leave()
    clock.at += dt.timedelta(minutes=40)
    make_booking(session, listing, client=make_person(session, "Quick"), at=clock.at)
    session.commit()
    cards.pay(page, number=GOOD)
    assert "taken by somebody else" in client.get(f"{path}/paid").text
    settle()
    assert ends(session) == [("released", 0)]
    assert "Your card was not charged" in subjects(session)
    sound(session, cards)


def test_a_second_card_for_the_same_booking_is_not_charged(session, client, cards, leave, settle, clock):
    path, first = leave()
    clock.at += dt.timedelta(minutes=40)
    cards.advance(minutes=20)
    client.post(f"{path}/renewal")
    second = page_of(confirm(client, path).location)
    for page in (first, second):
        cards.pay(page, number=GOOD)
    settle()
    client.get(f"{path}/paid")
    settle()
    assert sorted(session.execute(select(CardCapture.amount_cents)).scalars()) == [0]
    assert ends(session) == [("released", 0)]
    sound(session, cards)


def test_an_accepted_request_is_authorised_too(app, session, cards, clock, cushion):
    person = make_person(session)
    held = make_hold(session, make_listing(session), client=person)
    course = the_course(session, held)
    actions.fill_in(session, course, address="", note="", payment_method="card", takes_cards=True)
    actions.confirm(session, course, client=person, at=clock.at)
    actions.accept(session, the_course(session, held), by=course.booking.worker, at=clock.at)
    browser, path = sign_in(app.test_client(), person), f"/bookings/{held.reference}"
    cards.pay(page_of(browser.post(f"{path}/payment").location), number=GOOD)
    assert browser.get(f"{path}/paid").location == path
    assert "Kept aside on the client&#39;s card" in browser.get(path).text
    assert "Your card keeps €40.00 aside" in subjects(session)
    assert balance(session, chart.CLIENTS_HELD) == 0


@pytest.mark.parametrize("order", ["oldest", "newest", "random"])
def test_webhooks_in_any_order_and_many_times_book_and_charge_once(session, cards, leave, tell, settle, course, clock,
                                                                   order):  # fmt: skip
    path, page = leave()
    cards.pay(page, number=GOOD)
    tell(order, seed=3, times=3)
    settle()
    clock.at = AFTERWARDS
    cards.advance(hours=27)
    found = course(path)
    actions.complete(session, found, by=found.booking.worker, at=clock.at)
    session.commit()
    settle()
    tell(order, seed=4, times=2)
    settle()
    assert ends(session) == [("captured", PRICE)]
    assert balance(session, chart.WORKERS_PAYABLE) == -3_800
    sound(session, cards)


@pytest.mark.parametrize("is_done", [True, False])
def test_a_tip_is_charged_with_the_price_or_not_at_all(session, client, cards, listing, course, settle, clock, is_done):
    listing.cancellation_tier = "flexible"
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    gone = client.post(f"{path}/check", data={"form_key": "k" * 20, "tip": "5"})
    cards.pay(page_of(gone.location), number=GOOD)
    client.get(f"{path}/paid")
    kept_aside = session.execute(select(CardAuthorisation)).scalar_one()
    assert (kept_aside.amount_cents, kept_aside.tip_cents) == (PRICE + 500, 500)
    assert "€5.00, kept aside with the price, charged with it" in client.get(path).text
    found = course(path)
    if is_done:
        clock.at = AFTERWARDS
        cards.advance(hours=27)
        actions.complete(session, found, by=found.booking.worker, at=clock.at)
    else:
        clock.at += dt.timedelta(hours=2)
        cards.advance(hours=2)
        actions.cancel(session, found, by=found.booking.client, reason="", at=clock.at)
    session.commit()
    for _ in range(3):
        settle()
    assert ends(session) == [("captured", PRICE + 500 if is_done else PRICE // 2)]
    assert balance(session, chart.CLIENTS_HELD) == 0
    if is_done:
        assert balance(session, chart.WORKERS_PAYABLE) == -(3_800 + 500)
    sound(session, cards)
