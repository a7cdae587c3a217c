"""Balance transactions are taken in whole, whatever happens on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coop.money.stripe import settling, work
from coop.money.stripe.balance.models import ProcessorTransaction


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
