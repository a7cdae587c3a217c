"""A tip in the same card payment as the price, from the processor's page to the worker's own account, and back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.money.cards.models import CardTransfer
from coop.money.fund.actions import record_donation
from coop.money.payments import actions as payments
from coop.money.payments.actions import CancelFacts
from coop.money.payments.models import Payment, Refund
from coop.money.payments.queries import held_cents
from tests.cards import GOOD
from tests.money.stripe.agreeing import agree
from tests.money.stripe.conftest import answer_all

A1 = "booking:A1"
TAKEN = 11_000 * 150 // 10_000 + 25
OF_PRICE = TAKEN * 10 // 11


def owed(session, worker):
    return -balance(session, chart.WORKERS_PAYABLE, party_id=worker.party_id)


def test_the_page_has_two_lines_and_one_charge(session, cards, account, open_page, paid):
    page = open_page("A1", 10_000, tip=1_000)
    made = account.ask(lambda v1: v1.checkout.sessions.retrieve(page, {"expand": ["line_items"]}))
    assert [(one["description"], one["amount_total"]) for one in made["line_items"]["data"]] == [
        ("Harbour Hands: A1", 10_000), ("Tip", 1_000)
    ]
    assert made["amount_total"] == 11_000
    assert open_page("A1", 10_000, tip=1_000) == page
    assert open_page("A1", 10_000) != page, "with another tip it is another payment"
    charge = paid(tip=1_000)
    assert account.ask(lambda v1: v1.charges.retrieve(charge))["amount"] == 11_000
    assert session.execute(select(Payment.amount_cents)).scalars().all() == [11_000]


@pytest.mark.parametrize(("bearer", "borne"), [("fund", 0), ("worker", OF_PRICE)])
def test_it_is_sent_on_whole_with_the_share(session, cards, paid, done, settle, worker, connect, rule, bearer, borne):
    rule("cards.fee_bearer", bearer)
    connect()
    paid(tip=1_000)
    assert held_cents(session, A1) == 11_000
    done()
    assert owed(session, worker) == 9_500 - borne + 1_000
    assert balance(session, chart.FEES) == -500
    settle()
    assert session.execute(select(CardTransfer.amount_cents)).scalar_one() == 10_500 - borne
    assert owed(session, worker) == 0
    agree(session, cards)


def test_paid_twice_the_second_goes_back_whole(session, cards, paid, done, settle, worker):
    paid(tip=1_000)
    paid(tip=500)
    assert session.execute(select(Refund.amount_cents)).scalars().all() == [10_500]
    done()
    settle()
    assert owed(session, worker) == 10_500
    assert held_cents(session, A1) == 0
    agree(session, cards)


@pytest.mark.parametrize("kept", [0, 4_000])
def test_a_cancelled_booking_gives_it_back_to_the_card(session, cards, paid, settle, worker, clock, kept):
    paid(tip=1_000)
    facts = CancelFacts("A1", worker.party_id, kept, "card", clock.at, clock.at.date())
    payments.settle_cancellation(session, facts, at=clock.at)
    settle()
    refund = session.execute(select(Refund)).scalar_one()
    assert (refund.amount_cents, refund.method, refund.sent_entry_id is not None) == (11_000 - kept, "card", True)
    assert held_cents(session, A1) == 0
    agree(session, cards)


@pytest.mark.parametrize("connected", [False, True])
def test_a_whole_refund_after_the_work_made_at_the_processor(
    session, cards, account, paid, done, settle, tell, worker, connect, connected, clock
):
    if connected:
        connect()
        record_donation(session, giver="", amount_cents=10_000, received_on=clock.at.date(), recorded_by=None,
                        at=clock.at)  # fmt: skip
    charge = paid(tip=1_000)
    done()
    settle()
    account.ask(lambda v1: v1.refunds.create({"charge": charge}))
    tell()
    settle(4)
    assert owed(session, worker) == balance(session, chart.CLAWBACK) == 0
    assert balance(session, chart.FEES) + balance(session, chart.FEES_REFUNDED) == 0
    agree(session, cards)


@pytest.mark.parametrize(("bearer", "clawback"), [("fund", 0), ("worker", 10_500)])
def test_a_dispute_that_is_lost_takes_the_tip_as_it_does_the_price(
    session, cards, paid, done, settle, tell, worker, rule, bearer, clawback
):
    rule("cards.dispute_bearer", bearer)
    charge = paid(tip=1_000)
    done()
    dispute = cards.dispute(charge)
    tell()
    settle()
    cards.decide(dispute["id"], "lost")
    tell()
    settle()
    assert balance(session, chart.CLAWBACK, party_id=worker.party_id) == clawback
    assert balance(session, chart.DISPUTE_LOSSES) == 11_000 - clawback
    agree(session, cards, covered=False)


def test_one_that_is_lost_before_the_work_takes_all_that_was_held(session, cards, paid, settle, tell):
    charge = paid(tip=1_000)
    dispute = cards.dispute(charge)
    tell()
    settle()
    cards.decide(dispute["id"], "lost")
    tell()
    settle()
    assert held_cents(session, A1) == 0
    assert balance(session, chart.DISPUTE_LOSSES) == 0
    agree(session, cards)


def test_work_done_first_and_paid_for_afterwards(session, cards, paid, done, settle, worker):
    done()
    paid(tip=1_000)
    settle()
    assert owed(session, worker) == 10_500
    agree(session, cards)


def test_two_pages_paid_at_the_same_moment(session, cards, open_page, done, settle, worker, cushion, clock):
    payments.expect_transfer(session, reference="A1", price_cents=10_000, worker_party_id=worker.party_id,
                             client_id=None, at=clock.at)  # fmt: skip
    pages = [open_page("A1", 10_000, tip=tip) for tip in (1_000, 300)]
    for page in pages:
        cards.pay(page, number=GOOD)
    cards.lose_all()
    clock.at = clock.at.replace(hour=clock.at.hour + 1)
    cards.advance(minutes=60)
    settle()
    done()
    answer_all(session, at=clock.at)
    settle()
    assert held_cents(session, A1) == 0
    assert owed(session, worker) in (9_500 + 1_000, 9_500 + 300)
    agree(session, cards)
