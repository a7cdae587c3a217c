"""What is held, awaited and due to go back, by booking."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import CompoundSelect, exists, func, or_, select, union
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.cards.authorised.queries import is_authorised
from coop.money.cards.models import CardRefundFailure
from coop.money.payments.held_tips import tips_standing
from coop.money.payments.models import (
    CancelledPayment,
    ExpectedTransfer,
    HeldMovement,
    HeldTip,
    Payment,
    Refund,
    Settlement,
    Tip,
)
from coop.money.split.tips import FeeParts, fee_parts
from coop.policies.in_force import history


@dataclass(frozen=True)
class Held:
    """Money of one booking: what is held now, and how much of it nobody but the client has a claim on."""

    subject: str
    held_cents: int
    free_cents: int


@dataclass(frozen=True)
class Awaited:
    """A transfer that has not arrived in full; `is_done` says that the work is, and the worker waits too."""

    subject: str
    price_cents: int
    received_cents: int
    is_done: bool

    @property
    def missing_cents(self) -> int:
        return self.price_cents - self.received_cents


_POSTED = (
    (HeldMovement, HeldMovement.entry_id),
    (Payment, Payment.entry_id),
    (Settlement, Settlement.entry_id),
    (Tip, Tip.entry_id),
    (Refund, Refund.entry_id),
    (Refund, Refund.sent_entry_id),
    (CancelledPayment, CancelledPayment.entry_id),
)


def entries_of(session: Session, subject: str) -> list[int]:
    """Every entry of one booking, and those that undid one of them, in the order of the books."""
    of_booking: CompoundSelect[tuple[int]] = union(
        *(select(column).where(table.subject == subject, column.is_not(None)) for table, column in _POSTED),
        select(EntryRow.id).where(EntryRow.reference == f"{subject}:processing"),
    )
    posted = [number for number in session.execute(of_booking).scalars() if number]
    undone = session.execute(select(EntryRow.id).where(EntryRow.reverses.in_(posted))).scalars()
    return sorted({*posted, *undone})


def held_cents(session: Session, subject: str) -> int:
    """What the co-op holds for one booking."""
    query = select(func.coalesce(func.sum(HeldMovement.amount_cents), 0)).where(HeldMovement.subject == subject)
    return int(session.execute(query).scalar_one())


def received_cents(session: Session, subject: str) -> int:
    """What was received for one booking, whatever became of it."""
    query = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(Payment.subject == subject)
    return int(session.execute(query).scalar_one())


def processor_fee_cents(session: Session, subject: str) -> int:
    """What the processor really took of a booking's card payments, as its entries say; 0 for other money.

    Of the price alone: what it took of a tip in the same payment, the fund pays (`tip_fee_cents`).
    """
    return sum(parts.of_price_cents for parts in _processor_fees(session, subject))


def tip_fee_cents(session: Session, subject: str) -> int:
    """What the processor took of the tips that were paid in one with the price."""
    return sum(parts.of_tip_cents for parts in _processor_fees(session, subject))


def _processor_fees(session: Session, subject: str) -> list[FeeParts]:
    taken = (
        select(PostingRow.entry_id, func.sum(PostingRow.amount).label("cents"))
        .join(Account, Account.id == PostingRow.account_id)
        .join(Payment, Payment.entry_id == PostingRow.entry_id)
        .where(Account.code == chart.PROCESSING, Payment.subject == subject)
        .group_by(PostingRow.entry_id)
        .subquery()
    )
    query = (
        select(Payment.amount_cents, taken.c.cents, func.coalesce(HeldTip.amount_cents, 0))
        .join(taken, taken.c.entry_id == Payment.entry_id)
        .outerjoin(HeldTip, (HeldTip.payment_id == Payment.id) & (HeldTip.entry_id == Payment.entry_id))
        .where(Payment.subject == subject, Payment.method == "card")
    )
    return [
        fee_parts(int(fee), paid_cents=paid, tip_cents=tip) for paid, fee, tip in session.execute(query)
    ]


def worker_bears_processor(session: Session, subject: str) -> bool:
    """Whether the worker bears what the processor took: as it was posted, or by the newest rule before that."""
    settlement = session.get(Settlement, subject)
    if settlement is not None and settlement.settled_at is not None:
        posted = select(EntryRow.id).where(EntryRow.reference == f"{subject}:processing")
        return session.execute(posted).first() is not None
    return history(session, "cards.fee_bearer")[-1].text == "worker"


def refunded_after(session: Session, subject: str) -> int:
    """What was given back of a completed booking."""
    query = select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
        Refund.subject == subject, Refund.after_completion.is_(True)
    )
    return int(session.execute(query).scalar_one())


def price_still_claimed(session: Session, subject: str) -> int:
    """The part of the held money that the work has a claim on: the price, until it is shared out."""
    if session.get(CancelledPayment, subject) is not None:
        return 0
    settlement = session.get(Settlement, subject)
    if settlement is not None:
        return settlement.price_cents if settlement.entry_id is None and settlement.method != "cash" else 0
    expected = session.get(ExpectedTransfer, subject)
    return expected.price_cents if expected is not None else 0


def refunds_due_cents(session: Session, subject: str) -> int:
    """Refunds decided and not yet sent."""
    query = select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
        Refund.subject == subject, Refund.sent_entry_id.is_(None), Refund.method != "cash"
    )
    return int(session.execute(query).scalar_one())


def held(session: Session, subject: str) -> Held:
    """The money of one booking; `free_cents` may be sent back without touching the price, a tip or a refund due."""
    held_now = held_cents(session, subject)
    claimed = price_still_claimed(session, subject) + refunds_due_cents(session, subject)
    if held_now > claimed:
        claimed += sum(tips_standing(session, subject).values())
    return Held(subject, held_now, max(0, held_now - claimed))


def is_one_too_many(session: Session, payment: Payment) -> bool:
    """Whether what else is held covers all that has a claim on it: then this payment is nobody's but the client's.

    One that a refund takes whole has gone its way already.
    """
    subject = payment.subject
    others = sum(cents for number, cents in tips_standing(session, subject).items() if number != payment.id)
    claimed = price_still_claimed(session, subject) + refunds_due_cents(session, subject) + others
    left = not_given_back(session, payment)
    return left > 0 and held_cents(session, subject) - left >= claimed


def not_given_back(session: Session, payment: Payment) -> int:
    """What of a card payment no refund takes: of no card more goes back than came from it."""
    back = select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(Refund.payment_id == payment.id)
    return payment.amount_cents - int(session.execute(back).scalar_one())


def awaited(session: Session) -> list[Awaited]:
    """Transfers not arrived in full, those whose work is done first, then the oldest."""
    received = (
        select(Payment.subject, func.sum(Payment.amount_cents).label("cents")).group_by(Payment.subject).subquery()
    )
    arrived = func.coalesce(received.c.cents, 0)
    rows = session.execute(
        select(ExpectedTransfer.subject, ExpectedTransfer.price_cents, arrived, Settlement.subject.is_not(None))
        .outerjoin(received, received.c.subject == ExpectedTransfer.subject)
        .outerjoin(Settlement, Settlement.subject == ExpectedTransfer.subject)
        .outerjoin(CancelledPayment, CancelledPayment.subject == ExpectedTransfer.subject)
        .where(
            CancelledPayment.subject.is_(None),
            Settlement.entry_id.is_(None),
            ~is_authorised(ExpectedTransfer.subject),
            arrived < ExpectedTransfer.price_cents,
        )
        .order_by(Settlement.subject.is_(None), ExpectedTransfer.expected_at)
    )
    return [Awaited(*row) for row in rows]


def refunds_of(session: Session, subject: str) -> list[tuple[int, int]]:
    """(number, cents) of every refund of a booking, in order."""
    query = select(Refund.number, Refund.amount_cents).where(Refund.subject == subject).order_by(Refund.number)
    return [(number, cents) for number, cents in session.execute(query)]


def refunds_due(session: Session) -> list[Refund]:
    """Refunds to be sent by bank, the oldest first; a card's are among them once the processor has refused."""
    by_bank = or_(Refund.method.not_in(("cash", "card")), exists().where(CardRefundFailure.refund_id == Refund.id))
    query = select(Refund).where(Refund.sent_entry_id.is_(None), by_bank).order_by(Refund.id)
    return list(session.execute(query).scalars())


def excess(session: Session) -> list[Held]:
    """Bookings that hold money only the client has a claim on: paid too much, or after a cancellation."""
    subjects = session.execute(
        select(HeldMovement.subject).group_by(HeldMovement.subject).having(func.sum(HeldMovement.amount_cents) > 0)
    ).scalars()
    found = (held(session, subject) for subject in subjects)
    return [money for money in found if money.free_cents > 0]
