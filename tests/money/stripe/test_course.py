"""A card payment's whole way: held, shared out, sent on, given back, disputed; and the processor's balance with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import EntryPrivate, EntryRow
from coop.money.cards.interface import TIP
from coop.money.cards.models import CardPaymentAnswer, CardRefundFailure, CardTransfer
from coop.money.payments import actions as payments
from coop.money.payments.models import Payment, Refund
from coop.money.payments.queries import refunds_due
from coop.money.payouts import actions as payouts
from coop.money.stripe import work
from coop.money.stripe.deeds import resume
from coop.money.stripe.disputes.models import CardDisputeEnd
from coop.money.stripe.disputes.queries import disputes
from coop.money.stripe.reconciliation.actions import check_balance
from coop.money.stripe.reconciliation.queries import last_check
from coop.notices.models import Notice
from tests.money.payouts.conftest import IBAN
from tests.money.stripe.agreeing import agree, books_of
from tests.money.stripe.conftest import answer_all

FEE = 10_000 * 150 // 10_000 + 25


def of(session, code, party=None):
    return balance(session, code, party_id=party)


def owed(session, worker):
    return -of(session, chart.WORKERS_PAYABLE, worker.party_id)


def refund(session, cents, clock, *, after, reference="A1"):
    if after:
        decided = payments.refund_after(session, reference=reference, amount_cents=cents, reason="", decided_by=None,
                                        day=clock.at.date(), at=clock.at)  # fmt: skip
    else:
        decided = payments.refund_before(session, reference=reference, amount_cents=cents, reason="", decided_by=None,
                                         at=clock.at)  # fmt: skip
    session.commit()
    return decided


def test_what_is_paid_is_held_less_nothing_and_the_fee_is_the_processors_own(session, cards, paid, settle):
    paid()
    assert of(session, chart.CLIENTS_HELD) == -10_000
    assert of(session, chart.PROCESSING) == FEE
    settle()
    agree(session, cards)


def test_it_becomes_available_when_the_processor_says(session, cards, paid, settle, clock):
    paid()
    settle()
    assert books_of(session) == (0, 10_000 - FEE)
    clock.at += dt.timedelta(days=3)
    cards.advance(days=3)
    settle()
    assert books_of(session) == (10_000 - FEE, 0)
    assert books_of(session)[0] == cards.state()["balance"]["eur"]["available"]


def test_without_an_account_of_their_own_the_worker_is_paid_by_bank(session, cards, paid, done, settle, worker, coop):
    paid()
    done()
    settle()
    assert owed(session, worker) == 9_500
    assert session.execute(select(CardTransfer)).all() == []
    agree(session, cards)


def test_with_one_their_share_is_sent_on_when_the_work_is_done(session, cards, paid, done, settle, worker, connect):
    connect()
    paid()
    settle()
    assert session.execute(select(CardTransfer)).all() == [], "not before"
    done()
    settle()
    sent = session.execute(select(CardTransfer)).scalar_one()
    assert (sent.amount_cents, sent.outcome) == (9_500, "sent")
    assert owed(session, worker) == 0
    assert of(session, chart.FEES) == -500
    agree(session, cards)
    settle(4)
    assert len(session.execute(select(CardTransfer)).all()) == 1


def test_no_processors_id_is_public(session, cards, paid, done, settle, connect):
    connect()
    paid()
    done()
    settle()
    for reference in session.execute(select(EntryRow.reference)).scalars():
        assert not any(mark in reference for mark in ("ch_", "txn_", "tr_", "py_", "acct_"))
    assert session.execute(select(EntryPrivate.memo)).scalars().all() == []


@pytest.mark.parametrize("outcome", ["open", "refused"])
def test_an_account_that_is_not_in_order_gets_nothing(session, cards, paid, done, settle, worker, connect, outcome):
    connect(outcome=outcome)
    paid()
    done()
    settle()
    assert owed(session, worker) == 9_500


def test_the_worker_bears_the_processors_fee_where_the_rule_says_so(
    session, cards, paid, done, settle, worker, connect, rule
):
    rule("cards.fee_bearer", "worker")
    connect()
    paid()
    done()
    assert owed(session, worker) == 9_500 - FEE
    assert of(session, chart.PROCESSING) == 0
    settle()
    assert owed(session, worker) == 0
    assert session.execute(select(CardTransfer.amount_cents)).scalar_one() == 9_500 - FEE
    agree(session, cards)


def test_what_the_worker_owes_stays_for_the_payout_run(session, cards, paid, done, settle, worker, connect, job, clock):
    connect()
    payments.settle(session, job("C1", method="cash"), at=clock.at)  # owes 5.00
    paid()
    done()
    settle()
    assert session.execute(select(CardTransfer.amount_cents)).scalar_one() == 9_000
    assert owed(session, worker) == 500
    agree(session, cards)


def test_a_run_that_is_open_and_a_transfer_never_pay_the_same_money(
    session, cards, paid, done, settle, worker, connect, steward, clock
):
    connect()
    payouts.set_details(session, worker, holder="Wanda", iban=IBAN, bic="", at=clock.at)
    paid()
    done()
    payouts.draw_up(session, drawn_up_by=steward, at=clock.at)
    settle()
    assert session.execute(select(CardTransfer)).all() == []
    assert owed(session, worker) == 9_500


def test_money_on_the_way_is_in_no_run(session, cards, paid, done, settle, worker, connect, steward, clock):
    connect()
    payouts.set_details(session, worker, holder="Wanda", iban=IBAN, bic="", at=clock.at)
    paid()
    done()
    cards.fail_next("/v1/transfers", "drop_after")
    settle(1)
    assert session.execute(select(CardTransfer.ended_at)).scalar_one() is None
    with pytest.raises(payouts.NothingToPay):
        payouts.draw_up(session, drawn_up_by=steward, at=clock.at)


def test_an_answer_that_was_lost_is_asked_for_under_the_same_key(
    engine, session, cards, account, paid, done, settle, worker, connect, clock
):
    connect()
    paid()
    done()
    cards.fail_next("/v1/transfers", "drop_after")
    settle(1)
    clock.at += dt.timedelta(minutes=2)
    assert resume(engine, account, at=clock.at) == 1
    session.expire_all()
    assert owed(session, worker) == 0
    assert cards.state()["objects"]["transfer"] == 1
    agree(session, cards)


def test_after_the_key_is_forgotten_it_is_looked_for_first(
    engine, session, cards, account, paid, done, settle, worker, connect, clock
):
    connect()
    paid()
    done()
    cards.fail_next("/v1/transfers", "drop_after")
    settle(1)
    clock.at += dt.timedelta(days=2)
    cards.advance(days=2)
    assert resume(engine, account, at=clock.at) == 1
    assert cards.state()["objects"]["transfer"] == 1
    session.expire_all()
    agree(session, cards)


def test_what_was_done_and_answered_by_a_failure_is_looked_for(engine, session, cards, account, paid, settle, clock):
    """The key gives the failure again for a day."""
    paid()
    refund(session, 4_000, clock, after=False)
    cards.fail_next("/v1/refunds", "500_after")
    settle(1)
    assert session.execute(select(Refund.sent_entry_id)).scalar_one() is None
    session.commit()
    clock.at += dt.timedelta(minutes=2)
    assert resume(engine, account, at=clock.at) == 1
    assert cards.state()["objects"]["refund"] == 1
    session.expire_all()
    assert of(session, chart.CLIENTS_HELD) == -6_000
    agree(session, cards)


def test_a_failure_that_did_nothing_stays_open(engine, session, cards, account, paid, settle, clock):
    paid()
    refund(session, 4_000, clock, after=False)
    cards.fail_next("/v1/refunds", "500", times=2)
    settle(1)
    clock.at += dt.timedelta(minutes=2)
    assert resume(engine, account, at=clock.at) == 0
    assert resume(engine, account, at=clock.at) == 1
    session.expire_all()
    agree(session, cards)


def test_of_one_payment_too_many_goes_back_what_no_refund_took_before(
    engine, session, cards, account, paid, open_page, settle, clock
):
    paid()
    cards.pay(open_page("A1"), number="4242424242424242")
    work.look_at_pages(engine, account, at=clock.at, subject="booking:A1")
    session.expire_all()
    refund(session, 1, clock, after=False)
    answer_all(session, at=clock.at)
    answer_all(session, at=clock.at)
    second = session.execute(select(func.max(Payment.id))).scalar_one()
    given = session.execute(select(Refund.payment_id, Refund.amount_cents).order_by(Refund.id)).all()
    assert given == [(second, 1), (second, 9_999)]
    session.commit()
    settle()
    assert of(session, chart.CLIENTS_HELD) == -10_000
    agree(session, cards)


def test_one_payment_too_many_that_a_refund_took_whole_goes_back_once(
    engine, session, cards, account, paid, open_page, settle, clock
):
    paid()
    cards.pay(open_page("A1"), number="4242424242424242")
    work.look_at_pages(engine, account, at=clock.at, subject="booking:A1")
    session.expire_all()
    refund(session, 10_000, clock, after=False)
    answer_all(session, at=clock.at)
    assert session.execute(select(CardPaymentAnswer.refund_id)).scalars().all() == [None, None]
    assert session.execute(select(Refund.amount_cents)).scalars().all() == [10_000]
    session.commit()
    settle()
    assert of(session, chart.CLIENTS_HELD) == -10_000
    agree(session, cards)


def test_a_refused_transfer_leaves_the_share_owed(session, cards, paid, done, settle, worker, connect):
    connect()
    paid()
    done()
    cards.fail_next("/v1/transfers", "error", status=400, code="account_invalid", message="no")
    settle()
    assert session.execute(select(CardTransfer.outcome)).scalar_one() == "refused"
    assert owed(session, worker) == 9_500
    agree(session, cards)


@pytest.mark.parametrize("cents", [10_000, 3_000])
def test_a_refund_before_the_work_goes_back_to_the_card(session, cards, paid, settle, clock, cents):
    paid()
    refund(session, cents, clock, after=False)
    settle()
    sent = session.execute(select(Refund)).scalar_one()
    assert (sent.method, sent.sent_entry_id is not None) == ("card", True)
    assert of(session, chart.CLIENTS_HELD) == cents - 10_000
    agree(session, cards)


def test_a_refund_after_the_work_and_before_any_payout(session, cards, paid, done, settle, worker, clock):
    paid()
    done()
    refund(session, 2_000, clock, after=True)
    settle()
    assert owed(session, worker) == 9_500 - 1_900
    assert of(session, chart.FEES_REFUNDED) == 100
    agree(session, cards)


@pytest.mark.parametrize("cents", [10_000, 2_000])
def test_a_refund_after_the_share_was_sent_takes_it_back(
    session, cards, paid, done, settle, worker, connect, clock, cents
):
    connect()
    paid()
    done()
    settle()
    refund(session, cents, clock, after=True)
    clawback = cents - cents * 5 // 100
    assert of(session, chart.CLAWBACK, worker.party_id) == clawback, "booked before anything is asked"
    settle(3)
    assert of(session, chart.CLAWBACK) == 0
    assert of(session, chart.CLIENTS_HELD) == 0
    assert cards.state()["objects"]["transfer_reversal"] == 1
    agree(session, cards)


def test_many_small_refunds_take_back_what_one_large_does(session, cards, paid, done, settle, connect, clock):
    connect()
    paid()
    done()
    settle()
    for cents in (3_333, 3_333, 3_334):
        refund(session, cents, clock, after=True)
        settle()
    settle(3)
    assert of(session, chart.CLAWBACK) == 0
    assert of(session, chart.FEES) + of(session, chart.FEES_REFUNDED) == 0
    agree(session, cards)


def test_a_refund_made_at_the_processor_is_not_missed(session, cards, account, paid, settle, tell):
    charge = paid()
    account.ask(lambda v1: v1.refunds.create({"charge": charge, "amount": 4_000}))
    tell()
    settle()
    assert of(session, chart.CLIENTS_HELD) == -6_000
    agree(session, cards)


def test_one_made_there_after_the_work_is_shared_as_ours_are(session, cards, account, paid, done, settle, tell, worker):
    charge = paid()
    done()
    account.ask(lambda v1: v1.refunds.create({"charge": charge, "amount": 2_000}))
    tell()
    settle()
    assert owed(session, worker) == 7_600
    agree(session, cards)


def test_a_refund_the_cards_bank_sends_back_goes_by_bank_then(session, cards, paid, settle, clock, tell, steward):
    paid()
    refund(session, 10_000, clock, after=False)
    settle()
    cards.fail_refund(_one_refund(cards))
    tell()
    settle()
    assert of(session, chart.CLIENTS_HELD) == -10_000
    again = refund(session, 10_000, clock, after=False)
    assert again.method == "transfer"
    agree(session, cards)


def _one_refund(cards):
    with cards.processor.store.transaction():
        return next(iter(cards.processor.store.oldest("refund")))["id"]


def test_a_refund_the_processor_refuses_is_sent_by_hand(session, cards, paid, settle, clock, steward):
    paid()
    decided = refund(session, 10_000, clock, after=False)
    with pytest.raises(payments.NotByHand):
        payments.send_refund(session, decided, sent_by=steward, sent_on=clock.at.date(), at=clock.at)
    assert refunds_due(session) == []
    cards.fail_next("/v1/refunds", "error", status=400, code="charge_expired_for_refund", message="too old")
    settle()
    assert session.execute(select(CardRefundFailure.code)).scalar_one() == "charge_expired_for_refund"
    assert [one.id for one in refunds_due(session)] == [decided.id]
    session.refresh(decided)
    payments.send_refund(session, decided, sent_by=steward, sent_on=clock.at.date(), at=clock.at)
    assert of(session, chart.CLIENTS_HELD) == 0
    assert of(session, chart.BANK) == 0, "100.00 given, 100.00 sent"


def test_a_tip_by_card_is_whole_for_the_worker(engine, session, cards, account, open_page, paid, done, settle, worker,
                                              clock):  # fmt: skip
    paid()
    done()
    cards.pay(open_page("A1", 1_000, purpose=TIP), number="4242424242424242")
    work.look_at_pages(engine, account, at=clock.at, subject="booking:A1")
    session.expire_all()
    assert owed(session, worker) == 10_500
    assert len(session.execute(select(Payment)).all()) == 1
    agree(session, cards)


def disputed(cards, charge, tell, settle, **given):
    made = cards.dispute(charge, **given)
    tell()
    settle()
    return made["id"]


def decide(cards, dispute, status, tell, settle):
    cards.decide(dispute, status)
    tell()
    settle()


def test_a_dispute_is_opened_and_won(session, cards, paid, done, settle, tell, worker, steward):
    charge = paid()
    done()
    dispute = disputed(cards, charge, tell, settle)
    assert of(session, chart.PROCESSOR_DISPUTED) == 10_000
    assert of(session, chart.DISPUTE_FEES) == 2_000
    agree(session, cards)
    assert "disputed" in session.execute(select(Notice.subject).where(Notice.person_id == steward.id)).scalar_one()
    decide(cards, dispute, "won", tell, settle)
    assert of(session, chart.PROCESSOR_DISPUTED) == 0
    assert session.execute(select(CardDisputeEnd.outcome)).scalar_one() == "won"
    assert owed(session, worker) == 9_500
    agree(session, cards)


@pytest.mark.parametrize(("bearer", "lost", "clawback"), [("fund", 10_000, 0), ("worker", 500, 9_500)])
def test_a_dispute_that_is_lost_after_the_work_is_borne_by_rule(
    session, cards, paid, done, settle, tell, worker, rule, bearer, lost, clawback
):
    rule("cards.dispute_bearer", bearer)
    charge = paid()
    done()
    decide(cards, disputed(cards, charge, tell, settle), "lost", tell, settle)
    assert of(session, chart.DISPUTE_LOSSES) == lost
    assert of(session, chart.CLAWBACK, worker.party_id) == clawback
    assert of(session, chart.PROCESSOR_DISPUTED) == 0
    agree(session, cards, covered=False)


def test_one_that_is_lost_before_the_work_takes_what_was_held(session, cards, paid, settle, tell):
    charge = paid()
    decide(cards, disputed(cards, charge, tell, settle), "lost", tell, settle)
    assert of(session, chart.CLIENTS_HELD) == 0
    assert of(session, chart.DISPUTE_LOSSES) == 0
    agree(session, cards)


def test_an_inquiry_is_no_dispute(session, cards, paid, done, settle, tell, connect):
    connect()
    charge = paid()
    dispute = disputed(cards, charge, tell, settle, status="warning_needs_response")
    assert disputes(session)[0].dispute.is_inquiry
    assert of(session, chart.PROCESSOR_DISPUTED) == 0
    done()
    settle()
    assert session.execute(select(CardTransfer.outcome)).scalar_one() == "sent", "it stops nothing"
    decide(cards, dispute, "warning_closed", tell, settle)
    assert session.execute(select(CardDisputeEnd.outcome)).scalar_one() == "closed"
    agree(session, cards)


def test_nothing_is_sent_on_while_a_payment_is_disputed(session, cards, paid, done, settle, tell, connect, worker):
    connect()
    charge = paid()
    dispute = disputed(cards, charge, tell, settle)
    done()
    settle()
    assert owed(session, worker) == 9_500
    decide(cards, dispute, "won", tell, settle)
    settle()
    assert owed(session, worker) == 0
    agree(session, cards)


def test_the_daily_comparison_closes(engine, session, cards, account, paid, done, settle, connect, clock, worker):
    connect()
    paid()
    done()
    settle()
    clock.at += dt.timedelta(days=3)
    cards.advance(days=3)
    account.ask(lambda v1: v1.payouts.create({"amount": 200, "currency": "eur"}))
    assert check_balance(engine, account, at=clock.at) == 0
    session.expire_all()
    check = last_check(session)
    assert (check.findings, check.pending_here_cents) == ([], check.pending_there_cents)
    assert check.available_here_cents == check.available_there_cents
    assert of(session, chart.BANK) == 10_000 + 200
    agree(session, cards)


def test_it_books_what_no_event_told_of(engine, session, cards, account, paid, clock):
    charge = paid()
    cards.dispute(charge)
    cards.lose_all()
    assert check_balance(engine, account, at=clock.at) == 0
    session.expire_all()
    assert of(session, chart.PROCESSOR_DISPUTED) == 10_000
    agree(session, cards)


def test_what_nobody_here_knows_of_is_a_difference_and_the_stewards_hear(
    engine, session, cards, account, paid, clock, steward
):
    paid()
    account.ask(
        lambda v1: v1.payment_intents.create(
            {"amount": 5_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True,
             "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
        )
    )  # fmt: skip
    assert check_balance(engine, account, at=clock.at) == 1
    session.expire_all()
    [[kind, _number, cents]] = last_check(session).findings
    assert (kind, cents) == ("unbooked:charge", str(-(5_000 - 100)))
    assert "differ" in session.execute(select(Notice.subject).where(Notice.person_id == steward.id)).scalar_one()
    session.rollback()
    check_balance(engine, account, at=clock.at)
    assert len(session.execute(select(Notice).where(Notice.person_id == steward.id)).all()) == 1


def test_events_that_could_not_be_delivered_are_caught_up(engine, session, cards, account, paid, settle, clock):
    charge = paid()
    cards.dispute(charge)
    cards.lose_all()
    assert work.catch_up_events(engine, account, at=clock.at) > 0
    assert work.catch_up_events(engine, account, at=clock.at) == 0
    settle()
    assert of(session, chart.PROCESSOR_DISPUTED) == 10_000
    agree(session, cards)
