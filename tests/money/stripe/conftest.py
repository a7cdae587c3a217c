"""Bookings of A1, A2 ... as the market hands them to money, paid on the make-believe processor's page."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import exists, select

from coop.money.cards import after
from coop.money.cards.interface import BOOKING, PayAsk
from coop.money.cards.models import CardPaymentAnswer
from coop.money.payments import actions as payments
from coop.money.payments.models import Payment
from coop.money.payments.queries import is_one_too_many
from coop.money.provider import provider_of
from coop.money.stripe import chores, work
from coop.money.stripe.accounts import actions as accounts
from coop.money.stripe.deeds import carry_out
from tests.cards import GOOD, account, app, card_settings, cards, cushion, page_of, rule, tell  # noqa: F401


@pytest.fixture(autouse=True)
def nothing_follows(monkeypatch):
    """There is no market here that would answer for its bookings."""
    monkeypatch.setattr(after, "_FOLLOWS", [])


@pytest.fixture
def settle(engine, session, account, clock):  # noqa: F811
    """What the worker does about cards, without what the market does."""

    def run(times=2):
        session.commit()
        for _ in range(times):
            chores.settle(engine, account, clock.at)
            work.look_at_pages(engine, account, at=clock.at)
        work.move_available(engine, at=clock.at)
        session.expire_all()

    return run


def ask(reference, cents, *, at, purpose=BOOKING, tip=0):
    """A payment to be asked for."""
    return PayAsk(f"booking:{reference}", purpose, cents, "EUR", f"Harbour Hands: {reference}", "http://here/paid",
                  "http://here/back", at + dt.timedelta(minutes=35), tip, "Tip" if tip else "")  # fmt: skip


def answer_all(session, *, at):
    """What the market does about payments, as far as money goes: keep the one that is due, send another back."""
    answered = exists().where(CardPaymentAnswer.payment_id == Payment.id)
    for payment in session.execute(select(Payment).where(Payment.method == "card", ~answered)).scalars().all():
        is_spare = is_one_too_many(session, payment)
        refund = payments.give_back(session, payment, reason="", at=at) if is_spare else None
        session.add(CardPaymentAnswer(payment_id=payment.id, outcome="twice" if refund else "paid", answered_at=at,
                                      refund_id=refund.id if refund else None))  # fmt: skip
        session.flush()
        payments.give_held_tips(session, payment.subject, day=payment.received_on, at=at)


@pytest.fixture
def open_page(engine, session, card_settings, clock):  # noqa: F811
    """`open_page("A1", 10_000)`: the processor's page for it."""

    def run(reference, cents=10_000, **more):
        session.commit()
        return page_of(provider_of(card_settings).pay(engine, ask(reference, cents, at=clock.at, **more), at=clock.at))

    return run


@pytest.fixture
def paid(session, cards, open_page, worker, cushion, clock, engine, account):  # noqa: F811
    """`paid("A1")`: a booking whose price is held; returns its charge's id."""

    def run(reference="A1", cents=10_000, *, number=GOOD, person=None, tip=0):
        payments.expect_transfer(
            session, reference=reference, price_cents=cents, worker_party_id=(person or worker).party_id,
            client_id=None, at=clock.at,
        )  # fmt: skip
        page = open_page(reference, cents, tip=tip)
        cards.pay(page, number=number)
        work.look_at_pages(engine, account, at=clock.at, subject=f"booking:{reference}")
        session.expire_all()
        answer_all(session, at=clock.at)
        session.commit()
        expand = {"expand": ["payment_intent"]}
        return account.ask(lambda v1: v1.checkout.sessions.retrieve(page, expand))["payment_intent"]["latest_charge"]

    return run


@pytest.fixture
def done(session, job, clock):
    """`done("A1")`: the work is done, and the price shared out."""

    def run(reference="A1", **facts):
        settled = payments.settle(session, job(reference, method="card", **facts), at=clock.at)
        session.commit()
        return settled

    return run


@pytest.fixture
def connect(engine, session, account, cards, clock, worker):  # noqa: F811
    """`connect()`: the worker has an account of their own with the processor, and it is in order."""

    def run(person=None, outcome="complete"):
        who = person or worker
        attempt = accounts.set_out(session, who.id, country="IT", is_live=False, at=clock.at)
        session.commit()
        made = carry_out(engine, account, attempt.id, at=clock.at)
        cards.onboard(made["id"], outcome)
        work.look_at_accounts(engine, account, at=clock.at)
        session.expire_all()
        return made["id"]

    return run
