"""Pages for paying are closed at the processor when nobody should pay on them any more."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.demo.cards.engine.errors import ApiError
from coop.money.payments import actions as payments
from coop.money.payments.actions import CancelFacts
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.checkouts.models import CardCheckoutEnd
from coop.money.stripe.deeds import resume
from tests.cards import GOOD
from tests.money.stripe.agreeing import agree
from tests.money.stripe.conftest import answer_all


def status(account, page):
    return account.ask(lambda v1: v1.checkout.sessions.retrieve(page))["status"]


def ends(session):
    return session.execute(select(CardCheckoutEnd.outcome).order_by(CardCheckoutEnd.attempt_id)).scalars().all()


def test_the_page_of_a_cancelled_booking_is_closed(session, account, cards, open_page, settle, worker, clock):
    page = open_page("A1")
    settle()
    assert status(account, page) == "open"
    facts = CancelFacts("A1", worker.party_id, 0, "card", clock.at, clock.at.date())
    payments.settle_cancellation(session, facts, at=clock.at)
    settle()
    assert status(account, page) == "expired"
    assert ends(session) == ["expired"]
    with pytest.raises(ApiError):
        cards.pay(page, number=GOOD)


def test_a_page_that_another_one_followed_is_closed(session, account, open_page, settle):
    first, second = open_page("A1", 10_000), open_page("A1", 10_000, tip=300)
    settle()
    assert (status(account, first), status(account, second)) == ("expired", "open")
    assert open_page("A1", 10_000) not in (first, second), "a fresh one for the first sum"


def test_a_booking_that_was_paid_for_has_no_open_page(session, account, cards, open_page, paid, settle):
    other = open_page("A1", 10_000, tip=500)
    paid()
    settle()
    assert status(account, other) == "expired"
    agree(session, cards)


def test_one_that_was_paid_on_meanwhile_is_found_and_asked_once(session, cards, open_page, paid, settle, clock):
    other = open_page("A1", 10_000, tip=500)
    paid()
    cards.pay(other, number=GOOD)
    cards.lose_all()
    settle(3)
    answer_all(session, at=clock.at)
    settle()
    asked = session.execute(select(Attempt.id).where(Attempt.deed == "close")).all()
    assert len(asked) <= 1
    agree(session, cards)


def test_an_answer_that_was_lost_closes_it_too(engine, session, account, cards, open_page, settle, worker, clock):
    page = open_page("A1")
    facts = CancelFacts("A1", worker.party_id, 0, "card", clock.at, clock.at.date())
    payments.settle_cancellation(session, facts, at=clock.at)
    cards.fail_next("/v1/checkout/sessions/*/expire", "drop_after")
    settle(1)
    clock.at += dt.timedelta(minutes=2)
    assert resume(engine, account, at=clock.at) == 1
    session.expire_all()
    assert status(account, page) == "expired"
    assert ends(session) == ["expired"]
