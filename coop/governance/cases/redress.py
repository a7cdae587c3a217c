"""Giving a client's money back as a panel decided, through the refunds that money knows, once."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.cases.models import Case
from coop.governance.cases.queries import CaseFile, file_of
from coop.governance.cases.refusals import Refused
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.held_tips import tips_standing
from coop.money.payments.models import CancelledPayment, ExpectedTransfer, Refund, Settlement
from coop.money.payments.queries import held_cents, refunds_due_cents
from coop.money.split.refunds import RefundTooLarge
from coop.policies.queries import local_day


class Ends(Protocol):
    """What carries a decision out."""

    def __call__(self, session: Session, held: CaseFile, *, at: dt.datetime) -> CaseFile: ...


def refundable_cents(session: Session, booking: str) -> int:
    """What of a booking's price can go back: of one that was shared out, all not given back yet; else what is held."""
    subject = subject_of(booking)
    if session.get(CancelledPayment, subject) is not None:
        return 0
    settlement = session.get(Settlement, subject)
    if settlement is None:
        # A tip was given for work that is in dispute: it goes back whole, whatever is decided of the price.
        tips = sum(tips_standing(session, subject).values())
        return max(0, held_cents(session, subject) - refunds_due_cents(session, subject) - tips)
    if settlement.settled_at is None:
        return 0
    back = select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
        Refund.subject == subject, Refund.after_completion.is_(True)
    )
    return max(0, settlement.price_cents - int(session.execute(back).scalar_one()))


def refund(session: Session, case: Case, amount_cents: int, *, at: dt.datetime) -> Refund:
    """Decide the refund; raises what money raises. Of a booking that was not shared out the worker gets the rest."""
    booking, reason = str(case.booking), _("Case %(ref)s", ref=case.reference)
    settlement = session.get(Settlement, subject_of(booking))
    if settlement is not None:
        return payments.refund_after(
            session, reference=booking, amount_cents=amount_cents, reason=reason, decided_by=None,
            day=local_day(session, at), at=at,
        )  # fmt: skip
    _share_rest(session, booking, kept_cents=refundable_cents(session, booking) - amount_cents, at=at)
    given = select(Refund).where(Refund.subject == subject_of(booking)).order_by(Refund.number.desc()).limit(1)
    return session.execute(given).scalar_one()


def _share_rest(session: Session, booking: str, *, kept_cents: int, at: dt.datetime) -> None:
    expected = session.get(ExpectedTransfer, subject_of(booking))
    if expected is None or kept_cents < 0:
        raise Refused(_("Less is held for this booking than was decided."))
    payments.settle_cancellation(
        session,
        payments.CancelFacts(
            reference=booking,
            worker_party_id=expected.worker_party_id,
            kept_cents=kept_cents,
            method="transfer",
            booked_at=expected.expected_at,
            day=local_day(session, at),
        ),
        at=at,
    )


def try_to_end(session: Session, held: CaseFile, end: Ends, *, at: dt.datetime) -> CaseFile:
    """End a dispute; where the fund cannot advance the money now it stays open, and the clock tries again."""
    try:
        with session.begin_nested():
            return end(session, held, at=at)
    except (payments.NotCovered, payments.NotHeld, payments.NotSettled, RefundTooLarge, Refused):
        return file_of(session, held.case)
