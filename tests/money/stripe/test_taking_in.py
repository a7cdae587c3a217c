"""Balance transactions are taken in whole, whatever happens on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from coop.money.stripe import settling, work
from coop.money.stripe.balance.models import ProcessorTransaction, TransactionBooked
from coop.money.stripe.reconciliation.actions import check_balance
from tests.money.stripe.agreeing import agree


def test_a_run_cut_short_loses_no_older_transaction(engine, session, account, cards, cushion, clock, monkeypatch):
    session.commit()
    for cents in (1_000, 2_000, 3_000):
        cards.topup(cents)
        cards.advance(days=5)
    monkeypatch.setattr(work, "_PAGE", 1)
    kept, keep = [], settling.keep_transactions

    def cut_short(engine, page, at):
        if kept:
            raise RuntimeError("the power went")
        kept.extend(page)
        keep(engine, page, at)

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(settling, "keep_transactions", cut_short)
        work.take_in_transactions(engine, account, at=clock.at)
    work.take_in_transactions(engine, account, at=clock.at)
    amounts = select(ProcessorTransaction.gross_cents).order_by(ProcessorTransaction.made_at)
    assert session.execute(amounts).scalars().all() == [1_000, 2_000, 3_000]


def test_what_no_webhook_told_of_is_found_behind_what_they_did(
    engine, session, account, cards, paid, cushion, clock
):
    """The clock of the comparison stood still for days while webhooks were settled."""
    assert check_balance(engine, account, at=clock.at) == 0
    clock.at += dt.timedelta(days=1)
    cards.advance(days=1)
    cards.topup(1_000)
    clock.at += dt.timedelta(days=9)
    cards.advance(days=9)
    paid()
    session.commit()
    assert check_balance(engine, account, at=clock.at) == 0
    assert 1_000 in session.execute(select(ProcessorTransaction.gross_cents)).scalars().all()


def test_money_for_nothing_in_particular_is_booked_in_batches(
    engine, session, account, cards, cushion, clock, monkeypatch
):
    monkeypatch.setattr(settling, "_AT_ONCE", 2)
    for cents in (1_000, 2_000, 3_000, 4_000, 5_000):
        cards.topup(cents)
    session.commit()
    assert check_balance(engine, account, at=clock.at) == 0
    assert session.execute(select(func.count()).select_from(TransactionBooked)).scalar_one() == 5
    session.commit()
    assert check_balance(engine, account, at=clock.at) == 0
    assert session.execute(select(func.count()).select_from(TransactionBooked)).scalar_one() == 5
    agree(session, cards, covered=False)


def test_another_currency_waits_and_keeps_nothing_else_from_being_booked(
    engine, session, account, cards, cushion, clock
):
    cards.topup(1_000)
    cards.topup(777, currency="usd")
    session.commit()
    assert check_balance(engine, account, at=clock.at) == 2, "the transaction, and nothing that explains it in euros"
    booked = select(ProcessorTransaction.currency).join(
        TransactionBooked, TransactionBooked.transaction_id == ProcessorTransaction.id
    )
    assert session.execute(booked).scalars().all() == ["EUR"]
