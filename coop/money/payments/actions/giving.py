"""A tip that was paid in one with the price becomes the worker's when the work is done."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.money.locks import lock, party
from coop.money.payments.actions.holding import post_held
from coop.money.payments.entries import CARD, tip_entry
from coop.money.payments.held_tips import tips_to_give
from coop.money.payments.models import Settlement, Tip
from coop.money.payments.queries import held_cents, refunds_due_cents
from coop.money.periods.queries import entry_day
from coop.money.teams.queries import parts_of
from coop.money.teams.rules import tip_split
from coop.policies.queries import charter


def give_held_tips(session: Session, subject: str, *, day: dt.date, at: dt.datetime) -> list[Tip]:
    """Pass the tips held for a booking on, whole and without a fee, once its price is shared out; safe to repeat.

    Only of payments that are known to have paid for it: one too many goes back with its tip. The caller has the lock on
    the subject.
    """
    settlement = session.get(Settlement, subject)
    if settlement is None or settlement.settled_at is None:
        return []
    given = []
    for payment_id, standing in tips_to_give(session, subject).items():
        lock(session, *(party(who) for who, _ in parts_of(session, subject, settlement.worker_party_id)))
        cents = min(standing, held_cents(session, subject) - refunds_due_cents(session, subject))
        if cents > 0:
            given.append(_give(session, settlement, payment_id, cents, day=day, at=at))
    return given


def _give(
    session: Session, settlement: Settlement, payment_id: int, cents: int, *, day: dt.date, at: dt.datetime
) -> Tip:
    subject = settlement.subject
    last = session.execute(select(func.max(Tip.number)).where(Tip.subject == subject)).scalar()
    day = entry_day(session, max(day, settlement.completed_on))
    entry = tip_entry(
        subject.removeprefix("booking:"),
        number=(last or 0) + 1,
        to=tip_split(cents, parts_of(session, subject, settlement.worker_party_id)),
        source=chart.CLIENTS_HELD,
        day=day,
        currency=charter(session).currency,
    )
    tip = Tip(
        subject=subject,
        number=(last or 0) + 1,
        worker_party_id=settlement.worker_party_id,
        amount_cents=cents,
        method=CARD,
        given_on=day,
        entry_id=post_held(session, subject, entry, at=at, tips={payment_id: -cents}),
    )
    session.add(tip)
    session.flush()
    return tip
