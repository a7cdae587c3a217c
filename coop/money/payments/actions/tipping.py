"""Tips: whole, without a fee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.entries import Entry
from coop.money.locks import lock
from coop.money.payments.actions.holding import post_held
from coop.money.payments.actions.refunding import NotHeld
from coop.money.payments.entries import CARD, CASH, MONEY_OF, TRANSFER, subject_of, tip_entry
from coop.money.payments.models import Settlement, Tip
from coop.money.payments.queries import held
from coop.money.periods.queries import entry_day
from coop.money.teams.queries import parts_of
from coop.money.teams.rules import tip_split
from coop.policies.queries import charter


def record_tip(
    session: Session,
    *,
    reference: str,
    worker_party_id: int,
    amount_cents: int,
    method: str,
    day: dt.date,
    at: dt.datetime,
    number: int | None = None,
) -> Tip:
    """A tip that was given: in cash to the worker (no entry), or received by the co-op for the worker.

    With a `number`, recording the same tip again is harmless; without one, it is the booking's next tip.
    """
    source = None if method == CASH else MONEY_OF[method]
    return _record(session, subject_of(reference), worker_party_id, amount_cents, method, source, day, number, at)


def record_card_tip(
    session: Session, entry_of: Callable[[int], Entry], *, settlement: Settlement, amount_cents: int, day: dt.date,
    at: dt.datetime,
) -> Tip:
    """A tip paid by card: `entry_of(number)` is its entry, as the processor moved the money."""
    lock(session, settlement.subject)
    last = session.execute(select(func.max(Tip.number)).where(Tip.subject == settlement.subject)).scalar()
    number = (last or 0) + 1
    tip = Tip(
        subject=settlement.subject,
        number=number,
        worker_party_id=settlement.worker_party_id,
        amount_cents=amount_cents,
        method=CARD,
        given_on=day,
        entry_id=post_held(session, settlement.subject, entry_of(number), at=at),
    )
    session.add(tip)
    session.flush()
    return tip


def tip_from_excess(
    session: Session,
    *,
    reference: str,
    worker_party_id: int,
    amount_cents: int,
    day: dt.date,
    at: dt.datetime,
) -> Tip:
    """What a client transferred beyond the price was meant as a tip. Raises NotHeld if there is less."""
    subject = subject_of(reference)
    lock(session, subject)
    if amount_cents > held(session, subject).free_cents:
        raise NotHeld(f"{subject} has no {amount_cents} beyond its price")
    return _record(session, subject, worker_party_id, amount_cents, TRANSFER, chart.CLIENTS_HELD, day, None, at)


def _record(
    session: Session,
    subject: str,
    worker_party_id: int,
    amount_cents: int,
    method: str,
    source: str | None,
    day: dt.date,
    number: int | None,
    at: dt.datetime,
) -> Tip:
    lock(session, subject)
    if number is not None:
        known = session.execute(select(Tip).where(Tip.subject == subject, Tip.number == number)).scalar_one_or_none()
        if known is not None:
            return known
    else:
        last = session.execute(select(func.max(Tip.number)).where(Tip.subject == subject)).scalar()
        number = (last or 0) + 1
    entry_id = None
    if source is not None:
        entry = tip_entry(
            subject.removeprefix("booking:"),
            number=number,
            to=tip_split(amount_cents, parts_of(session, subject, worker_party_id)),
            source=source,
            day=entry_day(session, day),
            currency=charter(session).currency,
        )
        entry_id = post_held(session, subject, entry, at=at)
    tip = Tip(
        subject=subject,
        number=number,
        worker_party_id=worker_party_id,
        amount_cents=amount_cents,
        method=method,
        given_on=day,
        entry_id=entry_id,
    )
    session.add(tip)
    session.flush()
    return tip
