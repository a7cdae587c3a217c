"""Reading tips that were paid in one with the price: what is left of them, and what became the workers'."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow
from coop.money.cards.models import CardPaymentAnswer
from coop.money.payments.models import HeldTip, Refund, Tip


def tips_left(session: Session, subject: str) -> dict[int, int]:
    """`payment -> cents` of its tip that are held still, in the order of the payments."""
    left = func.sum(HeldTip.amount_cents)
    query = (
        select(HeldTip.payment_id, left)
        .where(HeldTip.subject == subject)
        .group_by(HeldTip.payment_id)
        .having(left > 0)
        .order_by(HeldTip.payment_id)
    )
    return {payment: int(cents) for payment, cents in session.execute(query)}


def tips_standing(session: Session, subject: str) -> dict[int, int]:
    """The same, less what refunds that are decided and not yet sent take of them."""
    query = (
        select(Refund.payment_id, func.sum(Refund.amount_cents))
        .where(
            Refund.subject == subject,
            Refund.after_completion.is_(False),
            Refund.sent_entry_id.is_(None),
            Refund.payment_id.is_not(None),
        )
        .group_by(Refund.payment_id)
    )
    going = {payment: int(cents) for payment, cents in session.execute(query)}
    found = {payment: cents - going.get(payment, 0) for payment, cents in tips_left(session, subject).items()}
    return {payment: cents for payment, cents in found.items() if cents > 0}


def tips_to_give(session: Session, subject: str) -> dict[int, int]:
    """Of those, the tips of payments that are known to have paid for the booking."""
    query = select(CardPaymentAnswer.payment_id).where(CardPaymentAnswer.outcome.in_(("booked", "paid")))
    standing = tips_standing(session, subject)
    good = set(session.execute(query.where(CardPaymentAnswer.payment_id.in_(list(standing)))).scalars())
    return {payment: cents for payment, cents in standing.items() if payment in good}


def tips_given_cents(session: Session, subject: str) -> int:
    """What of held tips became the worker's."""
    query = (
        select(func.coalesce(func.sum(HeldTip.amount_cents), 0))
        .join(EntryRow, EntryRow.id == HeldTip.entry_id)
        .where(HeldTip.subject == subject, EntryRow.kind == "tip")
    )
    return -int(session.execute(query).scalar_one())


def card_tips_cents(session: Session, subject: str) -> int:
    """The tips that came by card, with the price or after the work; what was given in cash stays between two people."""
    query = select(func.coalesce(func.sum(Tip.amount_cents), 0)).where(Tip.subject == subject, Tip.method == "card")
    return int(session.execute(query).scalar_one())
