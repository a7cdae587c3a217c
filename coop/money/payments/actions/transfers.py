"""Money that clients send to the co-op: awaited, received, held."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.entries import Entry, Malformed
from coop.money.cards.authorised.actions import charge_all
from coop.money.locks import lock
from coop.money.payments.actions.cancelling import finish_cancellation
from coop.money.payments.actions.holding import move_tips, post_held
from coop.money.payments.actions.settling import share_out_if_paid
from coop.money.payments.entries import CARD, TRANSFER, payment_entry, subject_of
from coop.money.payments.models import ExpectedTransfer, Payment, Settlement
from coop.money.periods.queries import entry_day
from coop.people.persons.models import Person
from coop.policies.queries import charter


def expect_transfer(
    session: Session,
    *,
    reference: str,
    price_cents: int,
    worker_party_id: int,
    client_id: int | None,
    at: dt.datetime,
) -> ExpectedTransfer:
    """Await a client's transfer for booking `reference`; the desk matches what arrives with it.

    Asked again (a changed price before payment), it keeps the newest price.
    """
    expected = session.get(ExpectedTransfer, subject_of(reference))
    if expected is None:
        expected = ExpectedTransfer(
            subject=subject_of(reference),
            worker_party_id=worker_party_id,
            client_id=client_id,
            expected_at=at,
        )
        session.add(expected)
    expected.price_cents = price_cents
    session.flush()
    return expected


def record_transfer(
    session: Session,
    *,
    subject: str,
    amount_cents: int,
    received_on: dt.date,
    recorded_by: Person | None,
    at: dt.datetime,
    bank_line: str = "",
    method: str = TRANSFER,
) -> Payment:
    """Hold what arrived for `subject` (`booking:<reference>`), and share it out if the work is done already.

    The whole amount is held, so that the books agree with the bank; only the price is ever shared out, and
    more than that can only go back to the client. The same booking, day, amount and bank line is the same
    payment, recorded once. An unknown prefix or an amount below a cent raises Malformed.
    """
    prefix, _, reference = subject.partition(":")
    if prefix != "booking" or not reference or amount_cents <= 0:
        raise Malformed(f"no payment of {amount_cents} for {subject!r}")
    lock(session, subject)
    known = session.execute(
        select(Payment).where(
            Payment.subject == subject,
            Payment.received_on == received_on,
            Payment.amount_cents == amount_cents,
            Payment.bank_line == bank_line,
        )
    ).scalar_one_or_none()
    if known is not None:
        return known
    before = payments_of(session, subject)
    entry = payment_entry(
        reference,
        amount_cents=amount_cents,
        method=method,
        day=entry_day(session, received_on),
        currency=charter(session).currency,
        number=before + 1,
    )
    payment = Payment(
        subject=subject,
        method=method,
        amount_cents=amount_cents,
        received_on=received_on,
        bank_line=bank_line,
        recorded_by_id=recorded_by.id if recorded_by else None,
        recorded_at=at,
        entry_id=post_held(session, subject, entry, at=at),
    )
    return _held(session, payment, at)


def record_card_payment(
    session: Session,
    entry: Entry,
    *,
    subject: str,
    amount_cents: int,
    processor_id: str,
    day: dt.date,
    at: dt.datetime,
    tip_cents: int = 0,
) -> Payment:
    """Hold what a card paid for `subject`, by the processor's own `entry` (its fee is the co-op's expense).

    `tip_cents` of it are a tip, held with the price and taken for nothing else. The caller has the lock on the subject
    and knows that the payment is new; `payments_of` gives its number.
    """
    payment = Payment(
        subject=subject,
        method=CARD,
        amount_cents=amount_cents,
        received_on=day,
        bank_line=processor_id,
        recorded_at=at,
        entry_id=post_held(session, subject, entry, at=at),
    )
    session.add(payment)
    session.flush()
    if tip_cents:
        move_tips(session, subject, payment.entry_id, {payment.id: tip_cents})
    return _held(session, payment, at)


def charge_kept_aside(session: Session, reference: str, *, at: dt.datetime) -> None:
    """Have everything charged that cards keep aside for a booking, so that the co-op holds it."""
    subject = subject_of(reference)
    lock(session, subject)
    charge_all(session, subject, at=at)


def payments_of(session: Session, subject: str) -> int:
    """How many payments a booking has had."""
    return session.execute(select(func.count()).where(Payment.subject == subject)).scalar_one()


def _held(session: Session, payment: Payment, at: dt.datetime) -> Payment:
    """Keep the payment, and share it out if the work is done already, or was cancelled for a part of it."""
    session.add(payment)
    session.flush()
    settlement = session.get(Settlement, payment.subject)
    if settlement is not None:
        share_out_if_paid(session, settlement, day=payment.received_on, at=at)
    finish_cancellation(session, payment.subject, day=payment.received_on, at=at)
    return payment
