"""Sending refunds back to the card, and booking those that somebody made at Stripe."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.money.cards.models import CardRefundFailure
from coop.money.locks import lock
from coop.money.payments.actions import refund_after, refund_before
from coop.money.payments.actions.holding import post_held
from coop.money.payments.actions.refunding import tips_of
from coop.money.payments.models import Refund, Settlement
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt, AttemptAnswer
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.balance.actions import booked, is_booked, keep, moved_by
from coop.money.stripe.checkouts.queries import charge as known_charge
from coop.money.stripe.checkouts.queries import charge_of_payment
from coop.money.stripe.client import Fields, Gateway, id_of
from coop.money.stripe.entries import refund_failed_entry, refund_sent_entry

REFUND = "refund"
MADE_THERE = "made at Stripe"


def due(session: Session) -> list[Refund]:
    """Refunds to a card that were not sent and that Stripe has not refused."""
    refused = exists().where(CardRefundFailure.refund_id == Refund.id)
    query = select(Refund).where(
        Refund.method == "card", Refund.sent_entry_id.is_(None), Refund.payment_id.is_not(None), ~refused
    )
    return list(session.execute(query.order_by(Refund.id).limit(200)).scalars())


def set_out(session: Session, refund: Refund, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write the attempt down; None when it was made before."""
    lock(session, refund.subject)
    if any(attempt.parameters["refund"] == refund.id for attempt, _ in of_subject(session, refund.subject, REFUND)):
        return None
    charge = charge_of_payment(session, refund.payment_id or 0)
    if charge is None:
        return None
    return make(
        session,
        deed=REFUND,
        subject=refund.subject,
        parameters={"refund": refund.id, "charge": charge.charge_id, "amount": refund.amount_cents},
        is_live=is_live,
        at=at,
    )


def _refund(gateway: Gateway, attempt: Attempt) -> Fields:
    return gateway.ask(
        lambda v1: v1.refunds.create(
            {
                "charge": attempt.parameters["charge"],
                "amount": attempt.parameters["amount"],
                "metadata": {"attempt": str(attempt.id)},
                "expand": ["balance_transaction"],
            },
            {"idempotency_key": attempt.key},
        )
    )


def _find(gateway: Gateway, attempt: Attempt) -> Fields | None:
    made = gateway.every(
        lambda v1: v1.refunds.list({"charge": attempt.parameters["charge"], "expand": ["data.balance_transaction"]})
    )
    return next((one for one in made if one.get("metadata", {}).get("attempt") == str(attempt.id)), None)


def _refunded(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    _book(session, session.get_one(Refund, attempt.parameters["refund"]), made, at=at)


def _not_refunded(session: Session, attempt: Attempt, code: str, at: dt.datetime) -> None:
    session.add(CardRefundFailure(refund_id=attempt.parameters["refund"], code=code, failed_at=at))
    session.flush()


DEED = Deed(call=_refund, record=_refunded, refused=_not_refunded, find=_find)


def record_refund(session: Session, fields: Fields, *, at: dt.datetime) -> bool:
    """Book what Stripe says of a refund, ours or one made there; False when it is of no charge of ours.

    `fields` has both its balance transactions expanded. Raises NotCovered when the fund cannot advance it.
    """
    charge = known_charge(session, id_of(fields.get("charge")))
    if charge is None:
        return False
    lock(session, charge.subject)
    refund = _ours(session, fields)
    if refund is None:
        if str(fields.get("metadata", {}).get("attempt", "")).isdigit():
            return False  # ours, its answer still on the way; the attempt is repeated and books it
        if charge.payment_id is None or fields["status"] not in ("succeeded", "pending"):
            return False
        refund = _adopt(session, charge.subject, charge.payment_id, fields, at=at)
    _book(session, refund, fields, at=at)
    failed = fields.get("failure_balance_transaction")
    if failed:
        row = keep(session, failed, at=at)
        if not is_booked(session, row):
            entry = refund_failed_entry(_bare(refund), moved_by(session, row), number=refund.number)
            booked(session, row, post_held(session, refund.subject, entry, at=at), at=at)
            session.add(CardRefundFailure(refund_id=refund.id, code=str(fields.get("failure_reason") or "failed")[:80],
                                          failed_at=at))  # fmt: skip
            session.flush()
    return True


def _book(session: Session, refund: Refund, fields: Fields, *, at: dt.datetime) -> None:
    moved_fields = fields.get("balance_transaction")
    if not moved_fields or refund.sent_entry_id is not None:
        return
    lock(session, refund.subject)
    row = keep(session, moved_fields, at=at)
    if is_booked(session, row):
        return
    moved = moved_by(session, row)
    refund.sent_entry_id = post_held(
        session, refund.subject, refund_sent_entry(_bare(refund), moved, number=refund.number), at=at,
        tips=tips_of(session, refund),
    )  # fmt: skip
    refund.sent_on = moved.day
    session.flush()
    booked(session, row, refund.sent_entry_id, at=at)


def _ours(session: Session, fields: Fields) -> Refund | None:
    query = (
        select(Attempt.parameters)
        .join(AttemptAnswer, AttemptAnswer.attempt_id == Attempt.id)
        .where(AttemptAnswer.object_id == fields["id"], Attempt.deed == REFUND)
    )
    parameters = session.execute(query).scalar()
    if parameters is not None:
        return session.get_one(Refund, parameters["refund"])
    return session.execute(
        select(Refund).where(Refund.reason == f"{MADE_THERE}: {fields['id']}")
    ).scalar_one_or_none()


def _adopt(session: Session, subject: str, payment_id: int, fields: Fields, *, at: dt.datetime) -> Refund:
    """A refund that a steward made on Stripe's own pages is decided here as it was there."""
    reference, amount = subject.removeprefix("booking:"), int(fields["amount"])
    settlement = session.get(Settlement, subject)
    reason = f"{MADE_THERE}: {fields['id']}"
    if settlement is None or settlement.settled_at is None:
        return refund_before(
            session, reference=reference, amount_cents=amount, reason=reason, decided_by=None, at=at,
            payment_id=payment_id,
        )  # fmt: skip
    return refund_after(
        session, reference=reference, amount_cents=amount, reason=reason, decided_by=None,
        day=settlement.completed_on, at=at, payment_id=payment_id,
    )  # fmt: skip


def _bare(refund: Refund) -> str:
    return refund.subject.removeprefix("booking:")
