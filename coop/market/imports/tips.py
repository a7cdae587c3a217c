"""Tips of past bookings, in bulk: those paid by card pass the books, those in cash are only written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.db.bulk import insert_rows
from coop.ledger import chart, journal
from coop.money.payments.entries import CASH, subject_of, tip_entry
from coop.money.payments.models import Tip


@dataclass(frozen=True, slots=True)
class TipFacts:
    """A tip given with a past booking; `day` is the co-op's own, `method` cash or clearing."""

    reference: str
    worker_party_id: int
    amount_cents: int
    method: str
    day: dt.date


def record_tips(session: Session, tips: Sequence[TipFacts], *, currency: str, at: dt.datetime) -> None:
    """Record each as the first tip of its booking. Card money lies with the former platform."""
    if not tips:
        return
    entries = {
        tip.reference: tip_entry(
            tip.reference,
            number=1,
            to=[(tip.worker_party_id, tip.amount_cents)],
            source=chart.CLEARING,
            day=tip.day,
            currency=currency,
        )
        for tip in tips
        if tip.method != CASH
    }
    numbers = dict(zip(entries, journal.post_all(session, list(entries.values()), at=at), strict=True))
    rows = [
        {
            "subject": subject_of(tip.reference),
            "number": 1,
            "worker_party_id": tip.worker_party_id,
            "amount_cents": tip.amount_cents,
            "method": tip.method,
            "given_on": tip.day,
            "entry_id": numbers.get(tip.reference),
        }
        for tip in tips
    ]
    insert_rows(session, Tip, rows)
