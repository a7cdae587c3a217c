"""Keeping a card, agreeing to one charge, being charged on acceptance: once, no more than agreed, or told why not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.market.bookings import actions
from coop.market.bookings.states import NotOpen
from coop.market.paying import kept
from coop.market.paying.chores import book_what_was_paid, charge_kept_cards
from coop.money.health.queries import all_findings
from coop.money.kept_cards.actions import NotTheirCard
from coop.money.kept_cards.models import (
    CardConsent,
    CardConsentCharge,
    CardConsentEnd,
    CardCustomer,
    CardRefusalTold,
    KeptCard,
)
from coop.money.kept_cards.queries import cards_of, standing_consent
from coop.money.payments.models import Payment, Refund
from coop.money.stripe.attempts.models import Attempt, AttemptAnswer
from coop.money.stripe.deeds import resume
from coop.notices.models import Notice
from tests.cards import ASKS_OWNER, GOOD, page_of
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import make_hold, make_listing, the_course
from tests.market.checkout.test_views import VISITOR, key, pick
from tests.market.paying.test_views import DETAILS

pytestmark = pytest.mark.usefixtures("charged_at_once")
ALWAYS_ASKS, FAILS_LATER = "4000002760003184", "4000000000000341"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def owner(session, coop):
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
        assert browser.get("/my/cards/back").location == "/my/cards"
        session.expire_all()
        return cards_of(session, owner.id)[0]

    return run


@pytest.fixture
def request_of(session, owner, cushion):
    """`request_of(card)`: a request by card, its client's leave to charge that card; returns the booking."""

    def run(card=None):
        held = make_hold(session, make_listing(session), client=owner)
        course = the_course(session, held)
        actions.fill_in(session, course, address="", note="", payment_method="card", takes_cards=True)
        actions.confirm(session, course, client=owner, at=NOW)
        if card is not None:
            kept.agree(session, the_course(session, held), client=owner, card_id=card.id, at=NOW)
        session.commit()
        return held

    return run


@pytest.fixture
def accept(app, session, engine, card_settings, clock):
    """`accept(held)`: the worker accepts, and what follows has followed."""

    def run(held, *, follows=True):
        course = the_course(session, held)
        if follows:
            worker = sign_in(app.test_client(), course.booking.worker)
            worker.post(f"/bookings/{held.reference}/acceptance").close()
        else:
            actions.accept(session, course, by=course.booking.worker, at=clock.at)
            session.commit()
        session.expire_all()

    return run


@pytest.fixture
def work(session, engine, account, card_settings, clock):
    """`work()`: the worker's duties about kept cards, once."""

    def run():
        session.commit()
        resume(engine, account, at=clock.at)
        charge_kept_cards(engine, card_settings, clock.at)
        book_what_was_paid(engine, card_settings, clock.at)
        session.expire_all()

    return run


def ends(session):
    return session.execute(select(CardConsentEnd.outcome).order_by(CardConsentEnd.consent_id)).scalars().all()


def told(session, kind):
    return session.execute(select(Notice.subject).where(Notice.kind == kind)).scalars().all()


def charges(cards):
    return cards.state()["objects"].get("charge", 0)


def sound(session):
    session.expire_all()
    assert all_findings(session) == []


def test_a_card_is_kept_on_the_processors_page_and_shown_by_its_last_digits(browser, session, cards, owner, keep):
    assert "You keep no card" in browser.get("/my/cards").text
    card = keep()
    shown = browser.get("/my/cards").text
    assert "Visa ending in 4242" in shown
    assert "Good until 12/2034" in shown
    assert (card.brand, card.last_four, card.expires_year) == ("visa", "4242", 2034)
    assert charges(cards) == 0
    everything = str([dict(row._mapping) for row in session.execute(text("SELECT * FROM kept_cards"))])
    everything += str([dict(row._mapping) for row in session.execute(text("SELECT * FROM card_attempts"))])
    assert "424242" not in everything
    assert owner.email not in everything


def test_the_processor_is_told_no_name(session, cards, account, keep, owner):
    keep()
    customer = session.execute(select(CardCustomer.processor_id)).scalar_one()
    made = account.ask(lambda v1: v1.customers.retrieve(customer))
    assert (made["email"], made["name"], made["description"]) == (None, None, None)


def test_a_page_on_which_nothing_was_kept_keeps_nothing(browser, session, owner):
    gone = browser.post("/my/cards", data={"form_key": key(browser, "/my/cards")})
    assert page_of(gone.location)
    browser.get("/my/cards/back")
    assert cards_of(session, owner.id) == []


def test_a_webhook_alone_keeps_it_too(browser, session, cards, owner, tell):
    gone = browser.post("/my/cards", data={"form_key": key(browser, "/my/cards")})
    cards.pay(page_of(gone.location), number=GOOD)
    tell()
    assert [card.last_four for card in cards_of(session, owner.id)] == ["4242"]


def test_removing_it_lets_go_of_it_at_the_processor(browser, session, cards, account, keep, owner):
    card = keep()
    processor_id, number = card.processor_id, card.id
    browser.post(f"/my/cards/{number}/removal", data={"form_key": key(browser, "/my/cards")})
    session.expire_all()
    row = session.get(KeptCard, number)
    assert (row.processor_id, row.brand, row.last_four, row.expires_year) == (None, "", "", 1970)
    assert account.ask(lambda v1: v1.payment_methods.retrieve(processor_id))["customer"] is None
    assert browser.post(f"/my/cards/{number}/removal").status_code == 404


def test_a_removal_the_processor_did_not_hear_is_repeated(browser, session, cards, account, keep, clock, work):
    card = keep()
    processor_id = card.processor_id
    cards.fail_next("/v1/payment_methods/*/detach", "500")
    browser.post(f"/my/cards/{card.id}/removal", data={"form_key": key(browser, "/my/cards")})
    assert account.ask(lambda v1: v1.payment_methods.retrieve(processor_id))["customer"] is not None
    clock.at += 2 * MINUTE
    work()
    assert account.ask(lambda v1: v1.payment_methods.retrieve(processor_id))["customer"] is None


def test_a_card_detached_there_is_forgotten_here(session, cards, account, keep, owner, tell):
    card = keep()
    account.ask(lambda v1: v1.payment_methods.detach(card.processor_id))
    tell()
    assert cards_of(session, owner.id) == []


def test_nobody_else_sees_or_removes_it(app, session, keep):
    card = keep()
    stranger = sign_in(app.test_client(), make_person(session, "Sam Stranger"))
    assert "4242" not in stranger.get("/my/cards").text
    assert stranger.post(f"/my/cards/{card.id}/removal").status_code == 404
    assert session.get(KeptCard, card.id).last_four == "4242"


def test_ticking_the_box_while_paying_keeps_the_card(client, session, cards, cushion, tell):
    listing = make_listing(session, instant=True)
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    shown = client.get(f"{path}/check").text
    assert "checked" not in re.search(r"<input[^>]*name=\"keep\"[^>]*>", shown).group(0), "nobody ticks it for them"
    gone = client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check"), "keep": "y", "tip": "2"})
    cards.pay(page_of(gone.location), number=GOOD)
    assert client.get(f"{path}/paid").location == f"{path}?new=1"
    assert "Visa ending in 4242" in client.get("/my/cards").text
    assert session.execute(select(Payment.amount_cents)).scalar_one() == 4_200


def test_without_the_tick_none_is_kept(client, session, cards, cushion):
    listing = make_listing(session, instant=True)
    held = pick(client, listing)
    path = held.location.removesuffix("/details")
    client.post(held.location, data={**VISITOR, **DETAILS})
    gone = client.post(f"{path}/check", data={"form_key": key(client, f"{path}/check")})
    cards.pay(page_of(gone.location), number=GOOD)
    client.get(f"{path}/paid")
    assert session.execute(select(KeptCard)).all() == []
    assert cards.state()["objects"].get("customer", 0) == 0


def test_leave_is_asked_with_the_amount_and_not_given_beforehand(app, browser, session, cards, keep, owner):
    card = keep()
    listing = make_listing(session)
    held = pick(browser, listing)
    path = held.location.removesuffix("/details")
    browser.post(held.location, data=DETAILS)
    shown = browser.get(f"{path}/check").text
    assert "Charge €40.00 to my Visa ending in 4242" in shown
    chosen = re.search(r"<input type=\"radio\"[^>]*name=\"card\"[^>]*checked[^>]*>", shown).group(0)
    assert 'value="0"' in chosen, "no, unless they say yes"
    browser.post(f"{path}/check", data={"form_key": key(browser, f"{path}/check"), "card": str(card.id)})
    agreed = session.execute(select(CardConsent)).scalar_one()
    assert (agreed.person_id, agreed.card_id, agreed.amount_cents) == (owner.id, card.id, 4_000)
    assert charges(cards) == 0, "not before the worker accepts"
    assert "accepts, €40.00 are charged to your Visa ending in 4242." in browser.get(path).text


def test_on_acceptance_it_is_charged_by_itself_once(browser, session, cards, keep, request_of, accept, work, tell):
    held = request_of(keep())
    accept(held)
    assert ends(session) == ["charged"]
    assert session.execute(select(Payment.amount_cents)).scalars().all() == [4_000]
    assert balance(session, chart.CLIENTS_HELD) == -4_000
    assert "Paid. The co-op holds it until the work is done." in browser.get(f"/bookings/{held.reference}").text
    assert told(session, "booking-card-refused") == []
    assert len(told(session, "booking-paid")) == 2
    tell(times=3)
    work()
    work()
    assert charges(cards) == 1
    assert len(session.execute(select(Payment)).all()) == 1
    sound(session)


@pytest.mark.parametrize(("number", "outcome", "why"), [
    (FAILS_LATER, "declined", "Your kept card was declined"),
    (ALWAYS_ASKS, "asks", "Your bank wants you to confirm"),
])  # fmt: skip
def test_where_it_fails_both_hear_and_the_client_pays_by_hand(
    browser, session, cards, keep, request_of, accept, work, number, outcome, why
):
    held = request_of(keep(number))
    accept(held)
    assert ends(session) == [outcome]
    work()
    assert len(told(session, "booking-card-refused")) == 2, "each side once"
    assert session.execute(select(CardRefusalTold)).all() != []
    path = f"/bookings/{held.reference}"
    shown = browser.get(path).text
    assert why in shown
    assert "Pay €40.00 by card" in shown
    cards.pay(page_of(browser.post(f"{path}/payment").location), number=GOOD)
    browser.get(f"{path}/paid")
    assert session.execute(select(Payment.amount_cents)).scalars().all() == [4_000]
    sound(session)


def test_a_card_that_asks_its_owner_the_first_time_is_charged_afterwards(session, cards, keep, request_of, accept):
    held = request_of(keep(ASKS_OWNER))
    accept(held)
    assert ends(session) == ["charged"]
    assert held is not None


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "500_after"])
def test_an_answer_that_is_lost_charges_once(session, cards, keep, request_of, accept, work, clock, tell, fault):
    held = request_of(keep())
    cards.fail_next("/v1/payment_intents", fault)
    accept(held)
    clock.at += 2 * MINUTE
    work()
    clock.at += 2 * MINUTE
    work()
    tell()
    assert charges(cards) == 1
    assert ends(session) == ["charged"]
    assert len(session.execute(select(Payment)).all()) == 1
    sound(session)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_nothing_is_charged_after_a_cancellation(session, cards, keep, request_of, accept, work, clock, settle, tell,
                                                 fault):  # fmt: skip
    """The call was on its way when the booking was cancelled: what was not charged never is, what was goes back."""
    held = request_of(keep())
    cards.fail_next("/v1/payment_intents", fault)
    accept(held)
    course = the_course(session, held)
    actions.cancel(session, course, by=course.booking.client, reason="", at=clock.at)
    assert ends(session) == ["over"]
    clock.at += 2 * MINUTE
    work()
    tell()
    settle()
    settle()
    assert charges(cards) == (1 if fault == "drop_after" else 0)
    assert session.execute(select(Refund.amount_cents)).scalars().all() == [4_000] * charges(cards)
    assert balance(session, chart.CLIENTS_HELD) == 0
    sound(session)


@pytest.mark.parametrize("over", ["withdrawn", "declined", "expired"])
def test_a_request_that_comes_to_nothing_ends_it(session, cards, keep, request_of, work, clock, over):
    held = request_of(keep())
    course = the_course(session, held)
    if over == "withdrawn":
        actions.cancel(session, course, by=course.booking.client, reason="", at=NOW)
    elif over == "declined":
        actions.decline(session, course, by=course.booking.worker, reason="ill", at=NOW)
    else:
        clock.at = course.booking.answer_by + MINUTE
        actions.expire(session, course, at=clock.at)
    work()
    assert ends(session) == ["over"]
    assert charges(cards) == 0


def test_it_can_be_given_and_taken_back_on_the_bookings_page(browser, session, cards, keep, request_of, accept):
    card, held = keep(), request_of()
    path = f"/bookings/{held.reference}"
    assert "Charge €40.00 to my Visa ending in 4242 when" in browser.get(path).text
    browser.post(f"{path}/kept-card", data={"card": str(card.id), "form_key": key(browser, path)})
    assert standing_consent(session, f"booking:{held.reference}") is not None
    browser.post(f"{path}/kept-card/removal", data={"form_key": key(browser, path)})
    session.expire_all()
    assert ends(session) == ["taken back"]
    accept(held)
    assert charges(cards) == 0
    assert "Pay €40.00 by card" in browser.get(path).text


def test_removing_the_card_takes_it_back(browser, session, cards, keep, request_of, accept):
    card = keep()
    held = request_of(card)
    browser.post(f"/my/cards/{card.id}/removal", data={"form_key": key(browser, "/my/cards")})
    accept(held)
    assert ends(session) == ["taken back"]
    assert charges(cards) == 0


def test_paid_by_hand_first_nothing_more_is_charged(browser, session, cards, keep, request_of, accept, work):
    card, held = keep(), request_of()
    accept(held)
    path = f"/bookings/{held.reference}"
    cards.pay(page_of(browser.post(f"{path}/payment").location), number=GOOD)
    browser.get(f"{path}/paid")
    session.execute(insert(CardConsent), [{"subject": f"booking:{held.reference}", "person_id": card.person_id,
                                           "card_id": card.id, "amount_cents": 4_000, "given_at": NOW}])  # fmt: skip
    work()
    assert ends(session) == ["over"]
    assert charges(cards) == 1


def test_only_the_client_agrees_to_their_own_good_card_while_it_is_asked(app, session, keep, request_of, accept, clock):
    card, held = keep(), request_of()
    other = make_person(session, "Otto Other")
    path = f"/bookings/{held.reference}/kept-card"
    with pytest.raises(NotOpen):
        kept.agree(session, the_course(session, held), client=other, card_id=card.id, at=NOW)
    assert sign_in(app.test_client(), other).post(path, data={"card": str(card.id)}).status_code == 404
    worker = sign_in(app.test_client(), the_course(session, held).booking.worker)
    assert worker.post(path, data={"card": str(card.id)}).status_code == 303
    with pytest.raises(NotTheirCard):
        kept.agree(session, the_course(session, held), client=card_owner(session, card), card_id=card.id + 99, at=NOW)
    card.expires_month, card.expires_year = 1, 2020
    with pytest.raises(NotTheirCard):
        kept.agree(session, the_course(session, held), client=card_owner(session, card), card_id=card.id, at=NOW)
    card.expires_year = 2034
    accept(held)
    with pytest.raises(NotOpen):
        kept.agree(session, the_course(session, held), client=card_owner(session, card), card_id=card.id, at=NOW)
    assert session.execute(select(CardConsent)).all() == []


def card_owner(session, card):
    from coop.people.persons.models import Person

    return session.get_one(Person, card.person_id)


def refused(session, because, sql, **values):
    with pytest.raises(DBAPIError, match=because):
        session.execute(text(sql), values)
        session.commit()
    session.rollback()


def test_the_database_charges_nobody_more_than_they_agreed_nor_twice(session, cards, keep, request_of, accept):
    card = keep()
    held = request_of(card)
    subject, number, owner = f"booking:{held.reference}", card.id, card.person_id
    another = ("INSERT INTO card_consents (subject, person_id, card_id, amount_cents, given_at) "
               "VALUES (:s, :p, :c, 1, :t)")  # fmt: skip
    agreed = session.execute(select(CardConsent.id)).scalar_one()
    attempt = session.execute(select(Attempt.id).limit(1)).scalar_one()
    charge = "INSERT INTO card_consent_charges (consent_id, attempt_id, amount_cents) VALUES (:c, :a, :n)"
    refused(session, "another consent stands", another, s=subject, p=owner, c=number, t=NOW)
    refused(session, "that its owner keeps", another, s="booking:B2", p=owner + 1, c=number, t=NOW)
    refused(session, "more would be charged", charge, c=agreed, a=attempt, n=4_001)
    accept(held)
    assert session.execute(select(CardConsentCharge.amount_cents)).scalar_one() == 4_000
    refused(session, "ended|exists", charge, c=agreed, a=attempt, n=1)
    for table in ("card_consents", "card_consent_charges", "card_consent_ends"):
        refused(session, "append-only", f"DELETE FROM {table}")
    refused(session, "was not refused", "INSERT INTO card_refusals_told (consent_id, told_at) VALUES (:c, :t)",
            c=agreed, t=NOW)  # fmt: skip


def test_a_consent_that_ended_is_charged_no_more(session, cards, keep, request_of, work):
    held = request_of(keep())
    kept.take_back(session, the_course(session, held), at=NOW)
    agreed = session.execute(select(CardConsent.id)).scalar_one()
    attempt = session.execute(select(Attempt.id).limit(1)).scalar_one()
    session.commit()
    refused(session, "this consent has ended",
            "INSERT INTO card_consent_charges (consent_id, attempt_id, amount_cents) VALUES (:c, :a, 1)",
            c=agreed, a=attempt)  # fmt: skip
    work()
    assert charges(cards) == 0


def test_an_erased_person_keeps_no_card_here_or_there(session, engine, cards, account, keep, owner, clock, now):
    from coop.commons.erasure.actions import ask, erase

    card = keep()
    processor_id = card.processor_id
    request = ask(session, owner, at=now)
    clock.at = request.due_at + MINUTE
    erase(session, request.id, at=clock.at)
    session.commit()
    row = session.execute(select(KeptCard)).scalar_one()
    assert (row.processor_id, row.last_four) == (None, "")
    assert session.execute(select(CardCustomer)).all() == []
    cards.advance(days=(request.due_at - now).days + 1)
    session.commit()
    resume(engine, account, at=clock.at + 2 * MINUTE)
    assert account.ask(lambda v1: v1.payment_methods.retrieve(processor_id))["customer"] is None
    session.expire_all()
    forgotten = select(AttemptAnswer).join(Attempt, Attempt.id == AttemptAnswer.attempt_id)
    assert session.execute(forgotten.where(Attempt.deed == "forget")).one()
