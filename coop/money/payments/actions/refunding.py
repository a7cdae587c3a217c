"""Refunds: decided, then sent. Until the bank has sent it, the client's money stays held.

Before completion what is held goes back. After it, the worker and the fee give back what they got, in the
proportion of the split; a worker who was paid out already owes it. A cash job's money goes back from hand to
hand; the fund gives back its fee.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.entries import Entry
from coop.money.cards.models import CardRefundFailure
from coop.money.cover import require_cover
from coop.money.locks import FUND, lock, party
from coop.money.papers.actions import credit_refund
from coop.money.payments.actions.holding import post_held, tips_going_back
from coop.money.payments.entries import (
    CARD,
    CASH,
    TRANSFER,
    cash_refund_entry,
    refund_entry,
    refund_sent_entry,
    subject_of,
)
from coop.money.payments.held_tips import tips_given_cents
from coop.money.payments.models import Payment, Refund, Settlement
from coop.money.payments.queries import held_cents, not_given_back, refunded_after, refunds_due_cents
from coop.money.payments.shared import credited_to_each, going_back, shared, taken_from
from coop.money.periods.queries import entry_day
from coop.money.split.refunds import refund_split
from coop.money.split.tips import RefundParts, refund_parts
from coop.money.teams.rules import Share, subject_of_share
from coop.people.persons.models import Person
from coop.policies.queries import charter


class NotHeld(ValueError):
    """More would go back than is held for this booking."""


class NotByHand(ValueError):
    """The processor sends this refund back to the card; nobody does it by hand."""


class NotSettled(ValueError):
    """The booking's price was not shared out, so there is nothing to take back from."""


def refund_before(
    session: Session,
    *,
    reference: str,
    amount_cents: int,
    reason: str,
    decided_by: Person | None,
    at: dt.datetime,
    payment_id: int | None = None,
) -> Refund:
    """Decide that held money goes back to the client; due until `send_refund`. Raises NotHeld.

    `payment_id`: of which card payment it is given back, where that is known already.

    Nothing is posted yet: the money is held for the client either way.
    """
    subject = subject_of(reference)
    lock(session, subject)
    if not 0 < amount_cents <= held_cents(session, subject) - refunds_due_cents(session, subject):
        raise NotHeld(f"{subject} does not hold {amount_cents} to give back")
    method = session.execute(select(Payment.method).where(Payment.subject == subject).limit(1)).scalar_one()
    method, payment_id = (CARD, payment_id) if payment_id else _way_back(session, subject, method, amount_cents)
    refund = Refund(
        subject=subject,
        number=_next(session, subject),
        amount_cents=amount_cents,
        after_completion=False,
        method=method,
        payment_id=payment_id,
        reason=reason,
        decided_by_id=decided_by.id if decided_by else None,
        decided_at=at,
    )
    session.add(refund)
    session.flush()
    return refund


def give_back(session: Session, payment: Payment, *, reason: str, at: dt.datetime) -> Refund:
    """Send a card payment back that nobody has a claim on: what an earlier refund does not take of it already.

    The refund of the rest, or the last one that took it all. Raises NotHeld.
    """
    lock(session, payment.subject)
    left = not_given_back(session, payment)
    if left == 0:
        last = select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.number.desc()).limit(1)
        return session.execute(last).scalar_one()
    return refund_before(
        session, reference=payment.subject.removeprefix("booking:"), amount_cents=left, reason=reason, decided_by=None,
        at=at, payment_id=payment.id,
    )  # fmt: skip


def refund_after(
    session: Session,
    *,
    reference: str,
    amount_cents: int,
    reason: str,
    decided_by: Person | None,
    day: dt.date,
    at: dt.datetime,
    payment_id: int | None = None,
) -> Refund:
    """Decide that part or all of a completed booking's price goes back, and after it of a tip paid in one with it.

    Raises NotSettled, RefundTooLarge, and NotCovered when the fund cannot advance what the worker owes.
    """
    subject = subject_of(reference)
    settlement = session.get(Settlement, subject)
    if settlement is None or settlement.settled_at is None:
        raise NotSettled(f"{subject} was not shared out")
    lock(session, subject, *(party(one.party_id) for one in shared(session, settlement)), FUND)
    number = _next(session, subject)
    of = _parts(session, settlement, amount_cents)
    back = _going_back(session, settlement, of)
    gathering = _gathering(session, settlement, back, number, entry_day(session, day))
    require_cover(session, _cover_needed(gathering))
    entry_id = post_held(session, subject, gathering, at=at) if gathering else None
    method = settlement.method
    method, payment_id = (CARD, payment_id) if payment_id else _way_back(session, subject, method, amount_cents)
    refund = Refund(
        subject=subject,
        number=number,
        amount_cents=amount_cents,
        after_completion=True,
        method=method,
        payment_id=payment_id,
        reason=reason,
        decided_by_id=decided_by.id if decided_by else None,
        decided_at=at,
        entry_id=entry_id,
    )
    session.add(refund)
    session.flush()
    if of.price_cents:  # a tip stands on no invoice
        _credit(session, settlement, number, at=at)
    return refund


def send_refund(
    session: Session, refund: Refund, *, sent_by: Person | None, sent_on: dt.date, at: dt.datetime
) -> Refund:
    """Record that the bank has sent it; recording it again changes nothing.

    Raises NotByHand for one that goes back to a card by itself.
    """
    lock(session, refund.subject)
    session.refresh(refund, with_for_update=True)
    if refund.method == CARD and session.get(CardRefundFailure, refund.id) is None:
        raise NotByHand(f"refund {refund.number} of {refund.subject} goes back to the card")
    if refund.sent_entry_id is None and refund.method != CASH:
        entry = refund_sent_entry(
            refund.subject.removeprefix("booking:"),
            number=refund.number,
            amount_cents=refund.amount_cents,
            method=TRANSFER if refund.method == CARD else refund.method,
            day=entry_day(session, sent_on),
            currency=charter(session).currency,
        )
        # Who and when first: once it says that it was sent, the database takes no change.
        refund.sent_by_id, refund.sent_on = (sent_by.id if sent_by else None), sent_on
        tips = tips_of(session, refund)
        refund.sent_entry_id = post_held(session, refund.subject, entry, at=at, tips=tips)
        session.flush()
    return refund


def tips_of(session: Session, refund: Refund) -> dict[int, int]:
    """What held tips lose when a refund is sent (payment -> cents, negative)."""
    paid = None if refund.after_completion else refund.payment_id
    return tips_going_back(session, refund.subject, refund.amount_cents, payment_id=paid)


def _parts(session: Session, settlement: Settlement, amount_cents: int) -> RefundParts:
    """What of a refund after the work is of the price, and what of the tip. Raises RefundTooLarge."""
    return refund_parts(
        settlement.price_cents,
        tips_given_cents(session, settlement.subject),
        amount_cents,
        refunded_before_cents=refunded_after(session, settlement.subject),
    )


def _going_back(session: Session, settlement: Settlement, of: RefundParts) -> list[Share]:
    """What each worker gives back, and the fund of the fee on it."""
    before = min(refunded_after(session, settlement.subject), settlement.price_cents)
    parts = refund_split(settlement.price_cents, settlement.fee_cents, of.price_cents, refunded_before_cents=before)
    return going_back(
        session, settlement, worker_cents=parts.worker_cents, fee_cents=parts.fee_cents, tip_cents=of.tip_cents
    )


def _credit(session: Session, settlement: Settlement, number: int, *, at: dt.datetime) -> None:
    """A credit note on the invoice of each worker who gives something back."""
    for place, cents in enumerate(credited_to_each(session, settlement)[number]):
        if cents:
            invoiced = subject_of_share(settlement.subject, place)
            credit_refund(session, invoiced, number=number, refund_cents=cents, at=at)


def _gathering(
    session: Session, settlement: Settlement, back: list[Share], number: int, day: dt.date
) -> Entry | None:
    """The entry that takes a refund back from workers and fees; None when the books hold no cent of it."""
    reference, currency = settlement.subject.removeprefix("booking:"), charter(session).currency
    given = taken_from(session, back)
    if settlement.method == CASH:
        lead = settlement.worker_party_id
        due = sum(one.fee_cents for one in given) + sum(one.worker_cents for one in given[1:])
        return cash_refund_entry(
            reference,
            number=number,
            worker_party_id=lead,
            owed_cents=min(due, max(0, balance(session, chart.WORKER_FEES, party_id=lead))),
            given_back=given,
            day=day,
            currency=currency,
        )
    return refund_entry(reference, number=number, given_back=given, day=day, currency=currency)


def _way_back(session: Session, subject: str, method: str, amount_cents: int) -> tuple[str, int | None]:
    """How a refund goes back: to the newest card payment that still covers it, by bank where none does."""
    if method not in (CARD, TRANSFER):
        return method, None
    for payment in session.execute(
        select(Payment).where(Payment.subject == subject, Payment.method == CARD).order_by(Payment.id.desc())
    ).scalars():
        if not_given_back(session, payment) >= amount_cents:
            return CARD, payment.id
    return TRANSFER, None


def _cover_needed(entry: Entry | None) -> int:
    """By how much the entry raises what the co-op owes."""
    return -sum(posting.amount for posting in entry.postings if posting.account in chart.OWED) if entry else 0


def _next(session: Session, subject: str) -> int:
    return (session.execute(select(func.max(Refund.number)).where(Refund.subject == subject)).scalar() or 0) + 1
