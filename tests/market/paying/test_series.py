"""A series by card: a card kept once, each visit charged in its own days, and what follows where one is not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coop.market.bookings import actions as single
from coop.market.bookings.series import actions
from coop.market.bookings.series.charging import charged_from, pay_by
from coop.market.bookings.series.models import Series, VisitLapse, VisitPaymentAsk
from coop.market.bookings.states import NotOpen, State
from coop.market.paying.chores import (
    book_what_was_paid,
    call_for_payment_by_hand,
    call_off_unpaid_visits,
    charge_kept_cards,
)
from coop.market.paying.visits import agree_for_series, call_off_unpaid
from coop.money.health.queries import all_findings
from coop.money.kept_cards.actions import forget_card
from coop.money.kept_cards.models import CardConsent, CardConsentEnd
from coop.money.kept_cards.queries import cards_of
from coop.money.payments.models import Payment, Refund
from coop.money.stripe.deeds import resume
from coop.notices.models import Notice
from coop.people.persons.models import Person
from tests.cards import GOOD, page_of
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_listing
from tests.market.bookings.series.factories import WEEK, make_held_series, make_series, the_series
from tests.market.checkout.series.test_views import VISITOR, hold, key, pick

ALWAYS_ASKS, FAILS_LATER = "4000002760003184", "4000000000000341"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def owner(session, coop, cushion):
    return make_person(session, "Olga Owner")


@pytest.fixture
def browser(app, owner):
    return sign_in(app.test_client(), owner)


@pytest.fixture
def keep(browser, cards, session, owner):
    """`keep(GOOD)`: the owner keeps a card by way of the processor's page."""

    def run(number=GOOD):
        gone = browser.post("/my/cards", data={"form_key": key(browser, "/my/cards")})
        cards.pay(page_of(gone.location), number=number, authenticate=True)
        browser.get("/my/cards/back")
        session.expire_all()
        return cards_of(session, owner.id)[0]

    return run


@pytest.fixture
def series_of(session, owner):
    """`series_of(card)`: a series by card, accepted, with its client's leave to charge that card."""

    def run(card=None, **asked):
        listing = make_listing(session, instant=asked.pop("instant", False))
        held = make_held_series(session, listing, client=owner, **asked)
        found = the_series(session, held)
        actions.fill_in_series(session, found, address="x", note="", payment_method="card", takes_cards=True)
        actions.confirm_series(session, found, client=owner, at=NOW)
        if card is not None:
            agree_for_series(session, found, client=owner, card_id=card.id, at=NOW)
        if found.waiting(NOW):
            actions.accept_series(session, found, by=found.series.worker, at=NOW)
        session.commit()
        return found.series

    return run


@pytest.fixture
def work(session, engine, account, card_settings, clock, cards):
    """`work(at)`: the worker's duties about cards and visits, once; the processor's clock goes along."""

    def run(at=None):
        if at is not None:
            cards.advance(seconds=int((at - clock.at).total_seconds()))
            clock.at = at
        session.commit()
        resume(engine, account, at=clock.at)
        charge_kept_cards(engine, card_settings, clock.at)
        book_what_was_paid(engine, card_settings, clock.at)
        call_for_payment_by_hand(engine, card_settings, clock.at)
        call_off_unpaid_visits(engine, card_settings, clock.at)
        session.expire_all()

    return run


def paid(session):
    return sorted(session.execute(select(Payment.subject)).scalars())


def subject(course):
    return f"booking:{course.booking.reference}"


def states(session, series, at):
    return [course.state(at) for course in the_series(session, series).courses]


def told(session, person, kind):
    return session.execute(select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)).scalars().all()


def test_a_visit_is_charged_in_its_own_days_and_no_sooner(session, keep, series_of, work, cards):
    series = series_of(keep())
    first, second, third, fourth = the_series(session, series).courses
    work()
    assert paid(session) == [subject(first)], "tomorrow's visit is charged on acceptance"
    work(second.booking.starts_at - 6 * DAY - HOUR)
    assert paid(session) == [subject(first)]
    work(second.booking.starts_at - 6 * DAY)
    work()
    assert paid(session) == sorted([subject(first), subject(second)])
    work(fourth.booking.starts_at - DAY)
    assert paid(session) == sorted(map(subject, (first, second, third, fourth)))
    assert set(session.execute(select(CardConsentEnd.outcome)).scalars()) == {"charged"}
    assert cards.state()["objects"]["charge"] == 4
    assert all_findings(session) == []


def test_an_instant_series_is_charged_alike(session, keep, series_of, work):
    series = series_of(keep(), instant=True)
    work()
    assert paid(session) == [subject(the_series(session, series).courses[0])]


def test_each_visit_is_refunded_by_itself(session, keep, series_of, work, owner):
    series = series_of(keep())
    work(TOMORROW + WEEK - 6 * DAY)
    found = the_series(session, series)
    single.cancel(session, found.courses[1], by=owner, reason="", at=TOMORROW + WEEK - 5 * DAY)
    session.commit()
    assert session.execute(select(Refund.subject)).scalars().all() == [subject(found.courses[1])]
    assert states(session, series, TOMORROW)[2:] == [State.ACCEPTED] * 2


def test_cancelling_what_remains_charges_nothing_any_more(session, keep, series_of, work, owner):
    series = series_of(keep())
    work()
    actions.cancel_remaining(session, the_series(session, series), by=owner, reason="", at=NOW)
    work(TOMORROW + 3 * WEEK - HOUR)
    assert len(paid(session)) == 1
    outcomes = session.execute(select(CardConsentEnd.outcome)).scalars().all()
    assert sorted(outcomes) == ["charged", "over", "over", "over"]


@pytest.mark.parametrize(("number", "why"), [(ALWAYS_ASKS, "wants you to confirm"), (FAILS_LATER, "declined")])
def test_a_card_that_is_not_charged_is_told_to_both_with_a_deadline_and_the_visit_lapses(
    session, keep, series_of, work, owner, number, why
):
    series = series_of(keep(number))
    found = the_series(session, series)
    second = found.courses[1]
    due = second.booking.starts_at - 6 * DAY
    work(due)
    asked = session.get_one(VisitPaymentAsk, second.booking.id)
    assert asked.pay_by == due + 24 * HOUR
    (mine,) = [each for each in told(session, owner, "booking-card-refused") if second.booking.reference in each.link]
    assert why in mine.body
    assert "this visit is cancelled; the others stay" in mine.body
    worker = session.get_one(Person, series.worker_id)
    assert [each for each in told(session, worker, "booking-card-refused") if second.booking.reference in each.link]
    work(due + 24 * HOUR - dt.timedelta(minutes=1))
    assert states(session, series, due)[1] is State.ACCEPTED
    work(due + 24 * HOUR)
    work()
    assert states(session, series, due + 24 * HOUR)[1:] == [State.CANCELLED, State.ACCEPTED, State.ACCEPTED]
    second = the_series(session, series).courses[1]
    assert (second.cancellation.kept_cents, second.cancellation.refund_cents) == (0, 4000)
    assert session.get(VisitLapse, second.booking.id) is not None
    for person in (owner, worker):
        assert any("was not paid" in each.subject for each in told(session, person, "booking-cancelled"))
    assert paid(session) == []
    assert all_findings(session) == []


def test_a_visit_paid_by_hand_in_time_takes_place(session, keep, series_of, work, browser, cards, tell):
    series = series_of(keep(ALWAYS_ASKS))
    second = the_series(session, series).courses[1]
    due = second.booking.starts_at - 6 * DAY
    work(due)
    path = f"/bookings/{second.booking.reference}"
    page = browser.get(path).text
    assert "Your bank wants you to confirm" in page
    assert "this visit is cancelled" in page
    gone = browser.post(f"{path}/payment", data={})
    cards.pay(page_of(gone.location), number=GOOD)
    browser.get(f"{path}/paid")
    work(due + 25 * HOUR)
    assert subject(second) in paid(session)
    assert states(session, series, due + 25 * HOUR)[1] is State.ACCEPTED


def test_a_payment_that_comes_after_the_visit_lapsed_goes_back(session, keep, series_of, work, browser, cards):
    series = series_of(keep(ALWAYS_ASKS))
    second = the_series(session, series).courses[1]
    due = second.booking.starts_at - 6 * DAY
    work(due)
    path = f"/bookings/{second.booking.reference}"
    work(due + 24 * HOUR - 10 * dt.timedelta(minutes=1))
    gone = browser.post(f"{path}/payment", data={})
    work(due + 24 * HOUR)
    cards.pay(page_of(gone.location), number=GOOD)
    browser.get(f"{path}/paid")
    assert states(session, series, due + 24 * HOUR)[1] is State.CANCELLED
    back = session.execute(select(Refund.amount_cents).where(Refund.subject == subject(second))).scalars().all()
    assert back == [4000]


def test_what_was_paid_in_the_last_minute_counts_though_nobody_told(
    session, keep, series_of, work, browser, cards
):
    series = series_of(keep(ALWAYS_ASKS))
    second = the_series(session, series).courses[1]
    due = second.booking.starts_at - 6 * DAY
    work(due)
    work(due + 24 * HOUR - 10 * dt.timedelta(minutes=1))
    gone = browser.post(f"/bookings/{second.booking.reference}/payment", data={})
    cards.pay(page_of(gone.location), number=GOOD)  # and the client closes the window
    work(due + 24 * HOUR)
    assert paid(session) == [subject(second)]
    assert states(session, series, due + 24 * HOUR)[1] is State.ACCEPTED


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_an_answer_that_is_lost_charges_a_visit_once(session, keep, series_of, work, cards, tell, clock, fault):
    series = series_of(keep())
    second = the_series(session, series).courses[1]
    work()
    cards.fail_next("/v1/payment_intents", fault)
    work(second.booking.starts_at - 6 * DAY)
    for _again in range(2):
        work(clock.at + dt.timedelta(minutes=2))
    tell(order="newest", times=2)  # webhooks out of order, each twice
    work()
    assert cards.state()["objects"]["charge"] == 2
    assert len(paid(session)) == len(set(paid(session))) == 2
    assert session.execute(select(VisitPaymentAsk)).first() is None
    assert all_findings(session) == []


def test_a_visit_about_to_begin_is_not_called_off(session, keep, series_of, work):
    series = series_of(keep(ALWAYS_ASKS), starts_at=NOW + 22 * HOUR)
    first = the_series(session, series).courses[0]
    work()
    assert session.get_one(VisitPaymentAsk, first.booking.id).pay_by is None
    work(NOW + 21 * HOUR)
    assert states(session, series, NOW + 21 * HOUR)[0] is State.ACCEPTED


def test_who_takes_the_card_back_is_asked_to_pay_by_hand_when_the_days_come(session, keep, series_of, work, owner):
    card = keep()
    series = series_of(card)
    work()
    forget_card(session, card, at=NOW)
    second = the_series(session, series).courses[1]
    due = second.booking.starts_at - 6 * DAY
    work(due - HOUR)
    assert session.get(VisitPaymentAsk, second.booking.id) is None
    work(due)
    assert session.get_one(VisitPaymentAsk, second.booking.id).pay_by == due + 24 * HOUR
    assert any("No card of yours" in each.body for each in told(session, owner, "booking-card-refused"))


def test_it_is_taken_back_for_all_visits_ahead_at_once(app, session, keep, series_of, work, browser):
    series = series_of(keep())
    work()
    path = f"/series/{series.reference}"
    form_key = re.search(r'name="form_key"[^>]*value="([^"]+)"', browser.get(path).text).group(1)
    stranger = sign_in(app.test_client(), make_person(session, "Mallory"))
    assert stranger.post(f"{path}/kept-card/removal", data={"form_key": "k" * 20}).status_code == 404
    answer = browser.post(f"{path}/kept-card/removal", data={"form_key": form_key})
    assert answer.location == path
    session.expire_all()
    outcomes = sorted(session.execute(select(CardConsentEnd.outcome)).scalars())
    assert outcomes == ["charged", "taken back", "taken back", "taken back"]
    page = browser.get(path).text
    assert "To be charged" not in page
    assert "Charge the visits ahead to my Visa ending in 4242" in page, "and may be agreed to again"
    work(TOMORROW + WEEK - 6 * DAY)
    assert len(paid(session)) == 1


def test_another_card_can_be_agreed_on_for_what_is_ahead(session, keep, series_of, work, browser):
    series = series_of(keep(ALWAYS_ASKS))
    work()
    other = keep()
    path = f"/series/{series.reference}"
    page = browser.get(path).text
    assert "Charge the visits ahead to my Visa ending in 4242" in page
    form_key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page).group(1)
    browser.post(f"{path}/kept-card", data={"form_key": form_key, "card": other.id})
    work(TOMORROW + WEEK - 6 * DAY)
    work()
    assert subject(the_series(session, series).courses[1]) in paid(session)
    assert "Visa ending in 4242" in browser.get(path).text


def test_nobody_agrees_for_somebody_else(app, session, keep, series_of):
    card = keep()
    series = series_of(card)
    stranger = make_person(session, "Mallory")
    with pytest.raises(PermissionError):
        agree_for_series(session, the_series(session, series), client=stranger, card_id=card.id, at=NOW)
    other = sign_in(app.test_client(), stranger)
    answer = other.post(f"/series/{series.reference}/kept-card", data={"card": card.id, "form_key": "k" * 20})
    assert answer.status_code == 404


def test_the_worker_and_the_client_read_when_each_visit_is_charged(app, session, keep, series_of, browser):
    series = series_of(keep())
    worker = sign_in(app.test_client(), session.get_one(Person, series.worker_id))
    for reader in (browser, worker):
        assert "To be charged to the kept card on March 11, 2026" in reader.get(f"/series/{series.reference}").text
    assert "4242" not in worker.get(f"/series/{series.reference}").text
    third = the_series(session, series).courses[2].booking.reference
    page = browser.get(f"/bookings/{third}").text
    assert "are charged to your Visa ending in 4242 on Wednesday, March 11, 2026" in page


def test_a_visitor_keeps_a_card_on_the_way_and_books_by_it(app, client, session, cards, clock, cushion):
    listing = make_listing(session, instant=True)
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    details = {"address": "31 Toad Lane", "note": "", "payment_method": "card"}
    client.post(held.location, data={**VISITOR, **details})
    page = client.get(f"{path}/check")
    assert "First you keep a card" in page.text
    assert "6 days before it" in page.text
    gone = client.post(f"{path}/card", data={"form_key": key(client, f"{path}/check")})
    cards.pay(page_of(gone.location), number=GOOD, authenticate=True)
    clock.at = NOW + dt.timedelta(minutes=20)  # longer than a hold; the times are kept for who keeps a card
    assert client.get(f"{path}/card").location == f"{path}/check"
    assert "Visa ending in 4242" in client.get(f"{path}/check").text
    card = session.execute(text("SELECT id FROM kept_cards")).scalar_one()
    done = client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check"), "card": card})
    assert done.location == f"{path}?new=1"
    done.close()
    session.expire_all()
    assert len(session.execute(select(CardConsent)).scalars().all()) == 8
    series = session.execute(select(Series)).scalar_one()
    assert paid(session) == [subject(the_series(session, series).courses[0])]


def test_no_series_by_card_is_booked_without_a_card(client, session, cushion):
    listing = make_listing(session)
    held = hold(client, listing, client.get(pick(client, listing)))
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, "address": "x", "note": "", "payment_method": "card"})
    assert client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check")}).status_code == 400
    assert session.execute(select(Series.requested_at)).scalar_one() is None


def test_the_database_refuses_a_lapse_that_was_not_told_or_comes_too_soon(session, keep, series_of, work, owner):
    series = series_of(keep(ALWAYS_ASKS))
    found = the_series(session, series)
    second, third = found.courses[1], found.courses[2]
    work(second.booking.starts_at - 6 * DAY)
    single.cancel(session, the_series(session, series).courses[1], by=owner, reason="", at=NOW)
    single.cancel(session, the_series(session, series).courses[2], by=owner, reason="", at=NOW)
    session.commit()
    lapse = "INSERT INTO visit_lapses (booking_id, lapsed_at) SELECT id, held_at FROM bookings WHERE id = :id"
    for course in (second, third):
        with pytest.raises(DBAPIError):
            session.execute(text(lapse), {"id": course.booking.id})
        session.rollback()
    for change in ("UPDATE visit_payment_asks SET pay_by = NULL", "DELETE FROM visit_payment_asks"):
        with pytest.raises(DBAPIError):
            session.execute(text(change))
        session.rollback()
    assert not call_off_unpaid(session, second.booking.reference, at=NOW)


def test_deadlines_are_arithmetic():
    starts = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    assert charged_from(starts, days=6) == starts - 144 * HOUR
    assert pay_by(starts, told_at=starts - 25 * HOUR, hours=24) == starts - HOUR
    assert pay_by(starts, told_at=starts - 24 * HOUR, hours=24) is None


def test_a_series_paid_in_cash_agrees_to_nothing(session, keep, owner):
    found = make_series(session, client=owner, accepted=True)
    with pytest.raises(NotOpen):
        agree_for_series(session, found, client=owner, card_id=keep().id, at=NOW)

