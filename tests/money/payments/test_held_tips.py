"""A tip paid in one with the price: held with it, then the worker's whole, or the client's again."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from coop.ledger import chart, checks, journal
from coop.ledger.balances import balance
from coop.ledger.entries import Entry, lines
from coop.money.cards.models import CardPaymentAnswer
from coop.money.fund.actions import record_donation
from coop.money.payments import actions
from coop.money.payments.actions import CancelFacts
from coop.money.payments.actions.holding import post_held
from coop.money.payments.actions.settling import _completion
from coop.money.payments.actions.transfers import payments_of
from coop.money.payments.held_tips import tips_given_cents, tips_left, tips_standing
from coop.money.payments.models import HeldTip, Tip
from coop.money.payments.queries import (
    held,
    held_cents,
    is_one_too_many,
    processor_fee_cents,
    refunds_due_cents,
    tip_fee_cents,
)
from coop.money.split.refunds import RefundTooLarge
from coop.money.stripe.entries import Moved, paid_entry

DAY = dt.date(2026, 3, 2)
A1 = "booking:A1"


@pytest.fixture
def pay(session, coop, now):
    """`pay(tip=1_000)`: A1 is paid by card, with a tip in it; `outcome` is what the market made of it."""
    record_donation(session, giver="", amount_cents=10_000_000, received_on=DAY, recorded_by=None, at=now)

    def run(price=10_000, tip=0, *, fee=190, outcome="paid", reference="A1"):
        subject = f"booking:{reference}"
        number = payments_of(session, subject) + 1
        moved = Moved(chart.PROCESSOR_PENDING, price + tip, fee, price + tip - fee, "EUR", DAY)
        payment = actions.record_card_payment(
            session, paid_entry(reference, moved, number=number), subject=subject, amount_cents=price + tip,
            processor_id=f"ch_{number}", day=DAY, at=now, tip_cents=tip,
        )  # fmt: skip
        if outcome:
            session.add(CardPaymentAnswer(payment_id=payment.id, outcome=outcome, answered_at=now))
        session.commit()
        return payment

    return run


def owed(session, worker):
    return -balance(session, chart.WORKERS_PAYABLE, party_id=worker.party_id)


def sound(session):
    session.commit()
    assert checks.findings(session) == []
    assert held_cents(session, A1) >= sum(tips_left(session, A1).values())


def test_it_is_held_with_the_price_and_goes_to_the_worker_whole(session, pay, job, worker, now):
    pay(tip=1_000)
    assert held_cents(session, A1) == 11_000
    assert held(session, A1).free_cents == 10_000, "nothing is agreed yet; the tip is spoken for"
    actions.settle(session, job(method="card"), at=now)
    sound(session)
    assert owed(session, worker) == 9_500 + 1_000
    assert balance(session, chart.FEES) == -500, "no fee on a tip"
    assert held_cents(session, A1) == 0
    tip = session.query(Tip).one()
    assert (tip.amount_cents, tip.method) == (1_000, "card")


def test_money_that_comes_after_the_work_is_passed_on_with_its_tip(session, pay, job, worker, now):
    actions.settle(session, job(method="card"), at=now)
    payment = pay(tip=1_000, outcome="")
    assert owed(session, worker) == 9_500, "whether it is the booking's money is not known yet"
    session.add(CardPaymentAnswer(payment_id=payment.id, outcome="paid", answered_at=now))
    given = actions.give_held_tips(session, A1, day=DAY, at=now)
    assert [tip.amount_cents for tip in given] == [1_000]
    assert actions.give_held_tips(session, A1, day=DAY, at=now) == []
    sound(session)
    assert owed(session, worker) == 10_500


def test_the_worker_bears_nothing_of_what_the_processor_takes_of_a_tip(session, pay, job, worker, now, coop):
    pay(price=10_000, tip=1_000, fee=190)
    assert processor_fee_cents(session, A1) == 172
    assert tip_fee_cents(session, A1) == 18


def test_paid_twice_the_second_goes_back_with_its_tip(session, pay, job, worker, now):
    first, second = pay(tip=1_000, outcome=""), pay(tip=1_000, outcome="")
    actions.expect_transfer(session, reference="A1", price_cents=10_000, worker_party_id=worker.party_id,
                            client_id=None, at=now)  # fmt: skip
    assert is_one_too_many(session, first)
    assert is_one_too_many(session, second)
    refund = actions.refund_before(session, reference="A1", amount_cents=11_000, reason="", decided_by=None, at=now,
                                   payment_id=second.id)  # fmt: skip
    assert not is_one_too_many(session, first)
    assert refund.amount_cents == 11_000
    assert tips_standing(session, A1) == {first.id: 1_000}


def test_one_too_many_is_seen_after_the_work_too(session, pay, job, worker, now):
    pay(tip=1_000)
    actions.settle(session, job(method="card"), at=now)
    assert is_one_too_many(session, pay(tip=500, outcome=""))


@pytest.mark.parametrize("kept", [0, 5_000, 10_000])
def test_a_cancellation_gives_it_back_whole_whatever_is_kept_of_the_price(session, pay, worker, now, kept):
    pay(tip=1_000)
    facts = CancelFacts("A1", worker.party_id, kept, "card", now, DAY)
    actions.settle_cancellation(session, facts, at=now)
    sound(session)
    assert refunds_due_cents(session, A1) == 11_000 - kept
    assert held_cents(session, A1) == 11_000 - kept


def test_a_refund_after_the_work_takes_the_price_first_and_then_the_tip(session, pay, job, worker, now):
    pay(tip=1_000)
    actions.settle(session, job(method="card"), at=now)
    facts = {"reference": "A1", "reason": "", "decided_by": None, "day": DAY, "at": now}
    actions.refund_after(session, amount_cents=9_000, **facts)
    assert owed(session, worker) == 10_500 - 8_550
    actions.refund_after(session, amount_cents=2_000, **facts)
    sound(session)
    assert owed(session, worker) == 0
    assert balance(session, chart.FEES) + balance(session, chart.FEES_REFUNDED) == 0
    assert refunds_due_cents(session, A1) == 11_000
    with pytest.raises(RefundTooLarge):
        actions.refund_after(session, amount_cents=1, **facts)


def test_work_whose_money_is_going_back_is_not_shared_out_with_it(session, pay, job, worker, now):
    pay(tip=1_000)
    actions.refund_before(session, reference="A1", amount_cents=1_001, reason="", decided_by=None, at=now)
    settled = actions.settle(session, job(method="card"), at=now)
    assert settled.settled_at is None
    assert owed(session, worker) == 0


def test_a_small_refund_before_the_work_comes_out_of_the_tip(session, pay, job, worker, now):
    payment = pay(tip=1_000)
    actions.refund_before(session, reference="A1", amount_cents=400, reason="", decided_by=None, at=now)
    assert tips_standing(session, A1) == {payment.id: 600}
    actions.settle(session, job(method="card"), at=now)
    sound(session)
    assert owed(session, worker) == 9_500 + 600
    assert tips_given_cents(session, A1) == 600


NUMBERS = itertools.count(1)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(price=st.integers(1, 50_000), tip=st.integers(1, 50_000), fee=st.integers(0, 400), data=st.data())
def test_every_cent_ends_with_worker_fund_or_client(session, pay, job, worker, now, price, tip, fee, data):
    """Whatever is refunded before and after the work: no fee on the tip, nothing lost, nothing twice."""
    reference = f"P{next(NUMBERS)}"  # the books are append-only: each example is a booking of its own
    facts = {"reference": reference, "reason": "", "decided_by": None, "at": now}
    subject = f"booking:{reference}"

    def with_worker():
        return owed(session, worker) - balance(session, chart.CLAWBACK, party_id=worker.party_id)

    def with_fund():
        return -balance(session, chart.FEES) - balance(session, chart.FEES_REFUNDED)

    worker_before, fund_before = with_worker(), with_fund()
    pay(price=price, tip=tip, fee=min(fee, price), reference=reference)
    work_fee = data.draw(st.integers(0, price), label="fee of the work")
    before = data.draw(st.integers(0, price + tip), label="given back before the work")
    if before:
        actions.refund_before(session, amount_cents=before, **facts)
    settled = actions.settle(session, job(reference, method="card", price=price, fee=work_fee), at=now)
    if before > tip:
        assert settled.settled_at is None, "less than the price is left for the work"
        assert (with_worker(), with_fund()) == (worker_before, fund_before)
        return
    assert with_worker() - worker_before == price - work_fee + tip - before
    assert with_fund() - fund_before == work_fee, "no fee on a tip"
    after = data.draw(st.integers(0, price + tip - before), label="given back after the work")
    if after:
        actions.refund_after(session, amount_cents=after, day=DAY, **facts)
    assert 0 <= with_fund() - fund_before <= work_fee
    assert with_worker() - worker_before + with_fund() - fund_before == price + tip - before - after
    assert held_cents(session, subject) == before + after
    session.commit()


def refused(session, because, deed):
    with pytest.raises(DBAPIError, match=because):
        deed()
        session.commit()
    session.rollback()


def move(session, payment_id, cents, *, entry_id, subject=A1):
    session.execute(insert(HeldTip), [{"entry_id": entry_id, "payment_id": payment_id, "subject": subject,
                                       "amount_cents": cents}])  # fmt: skip


def an_entry(session, now, kind, *postings):
    entry = Entry(reference=f"booking:A1:{kind}:x", kind=kind, effective_on=DAY, postings=lines(*postings))
    return journal.post(session, entry, at=now)


def test_the_database_takes_no_tip_for_fee_or_price(session, pay, job, worker, now):
    payment = pay(tip=1_000)
    number, entry_id = payment.id, payment.entry_id
    dear = job(method="card", price=10_001)
    refused(session, "taken for something else", lambda: post_held(
        session, A1, _completion(dear, DAY, "EUR"), at=now))  # fmt: skip
    refused(session, "taken for something else", lambda: post_held(
        session, A1, Entry(reference="booking:A1:cancelled", kind="cancellation", effective_on=DAY, postings=lines(
            (chart.CLIENTS_HELD, 10_500, "EUR"), (chart.FEES, -10_500, "EUR", worker.party_id))), at=now))  # fmt: skip
    fine = job(method="card")
    refused(session, "never to a fee", lambda: post_held(
        session, A1, _completion(fine, DAY, "EUR"), at=now, tips={number: -1_000}))  # fmt: skip
    less = (chart.CLIENTS_HELD, 1_000, "EUR"), (chart.WORKERS_PAYABLE, -900, "EUR", worker.party_id)
    refused(session, "whole", lambda: move(
        session, number, -1_000, entry_id=an_entry(session, now, "tip", *less, (chart.FEES, -100, "EUR"))))  # fmt: skip
    whole = (chart.CLIENTS_HELD, 1_001, "EUR"), (chart.WORKERS_PAYABLE, -1_001, "EUR", worker.party_id)
    refused(session, "not held any more", lambda: move(
        session, number, -1_001, entry_id=an_entry(session, now, "tip", *whole)))  # fmt: skip
    refused(session, "part of the card payment", lambda: move(session, number, 1_000, entry_id=entry_id - 1))
    back = (chart.CLIENTS_HELD, 1, "EUR"), (chart.BANK, -1, "EUR")
    refused(session, "part of the card payment", lambda: move(
        session, number, -1, entry_id=an_entry(session, now, "refund", *back), subject="booking:B2"))  # fmt: skip
    refused(session, "append-only", lambda: session.execute(text("UPDATE held_tips SET amount_cents = 1")))
    refused(session, "append-only", lambda: session.execute(text("DELETE FROM held_tips")))
    assert tips_left(session, A1) == {number: 1_000}


def test_the_database_knows_no_payment_that_is_all_tip(session, pay, now):
    payment = pay(price=100, tip=0)
    number, entry_id = payment.id, payment.entry_id
    refused(session, "part of the card payment", lambda: move(session, number, 100, entry_id=entry_id))
