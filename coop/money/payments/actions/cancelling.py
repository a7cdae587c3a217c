"""A cancelled booking's held money: what the terms keep is shared, the rest goes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.ledger.arithmetic import half_up
from coop.money.cards.authorised.actions import Kept, charge_kept
from coop.money.cards.authorised.queries import cancellation_of
from coop.money.locks import lock
from coop.money.payments.actions.holding import post_held
from coop.money.payments.actions.refunding import refund_before
from coop.money.payments.entries import CARD, CASH, cancellation_entry, subject_of
from coop.money.payments.held_tips import tips_standing
from coop.money.payments.models import CancelledPayment
from coop.money.payments.queries import held_cents, refunds_due_cents
from coop.money.periods.queries import entry_day
from coop.money.split.rules import fee_cents
from coop.money.teams.queries import parts_of
from coop.money.teams.rules import split
from coop.policies.in_force import in_force
from coop.policies.queries import charter


@dataclass(frozen=True, slots=True)
class CancelFacts:
    """A cancelled booking: what its terms keep of the price; `booked_at` says whose fee rule applies."""

    reference: str
    worker_party_id: int
    kept_cents: int
    method: str
    booked_at: dt.datetime
    day: dt.date

    @property
    def subject(self) -> str:
        return subject_of(self.reference)


def is_shared_out(session: Session, reference: str) -> bool:
    """Whether what was held for a booking was shared out without completing it, or will be once a card is charged."""
    subject = subject_of(reference)
    return session.get(CancelledPayment, subject) is not None or cancellation_of(session, subject) is not None


def settle_cancellation(session: Session, facts: CancelFacts, *, at: dt.datetime) -> None:
    """Share what is kept, between worker and fund, and let the rest be due to the client; done once.

    Only held money can be kept, and what a card keeps aside, once that was charged: a client who has not paid yet, or
    would have paid in cash, is asked nothing.
    """
    lock(session, facts.subject)
    if is_shared_out(session, facts.reference):
        return
    if facts.method != CASH:
        missing = max(0, facts.kept_cents - _for_the_price(session, facts, _free_cents(session, facts)))
        kept = Kept(facts.kept_cents, facts.worker_party_id, facts.booked_at)
        if charge_kept(session, facts.subject, missing, kept, at=at):
            return
    _share_out(session, facts, at=at)


def finish_cancellation(session: Session, subject: str, *, day: dt.date, at: dt.datetime) -> None:
    """Share out what a cancellation kept of a card, once that was charged or could not be; done once.

    The caller has the lock on the subject.
    """
    asked = cancellation_of(session, subject)
    if asked is None or session.get(CancelledPayment, subject) is not None:
        return
    if asked.kept_cents is None or asked.worker_party_id is None or asked.booked_at is None:
        raise AssertionError("the database keeps the facts of a cancellation together")
    reference = subject.removeprefix("booking:")
    facts = CancelFacts(reference, asked.worker_party_id, asked.kept_cents, CARD, asked.booked_at, day)
    _share_out(session, facts, at=at)


def _free_cents(session: Session, facts: CancelFacts) -> int:
    """What is held and not on its way back."""
    free = 0 if facts.method == CASH else held_cents(session, facts.subject)
    return free - (refunds_due_cents(session, facts.subject) if free else 0)


def _for_the_price(session: Session, facts: CancelFacts, free: int) -> int:
    """Of what is free, what is no tip: a tip was for work that is not done, and goes back whole."""
    return max(0, free - sum(tips_standing(session, facts.subject).values()))


def _share_out(session: Session, facts: CancelFacts, *, at: dt.datetime) -> None:
    free = _free_cents(session, facts)
    kept = min(facts.kept_cents, _for_the_price(session, facts, free))
    share = in_force(session, "cancellation.worker_share", at)
    rate = in_force(session, "fee.rate", facts.booked_at)
    minimum = in_force(session, "fee.minimum_cents", facts.booked_at)
    gross = half_up(kept * share.fraction)
    fee = fee_cents(gross, rate.fraction, minimum.whole)
    entry_id = None
    if kept:
        entry = cancellation_entry(
            facts.reference,
            shares=split(gross - fee, fee, parts_of(session, facts.subject, facts.worker_party_id)),
            fund_cents=kept - gross,
            day=entry_day(session, facts.day),
            currency=charter(session).currency,
            rule_ids=(share.id, rate.id, minimum.id),
        )
        entry_id = post_held(session, facts.subject, entry, at=at)
    session.add(
        CancelledPayment(
            subject=facts.subject,
            worker_cents=gross - fee,
            fee_cents=fee,
            fund_cents=kept - gross,
            cancelled_at=at,
            entry_id=entry_id,
        )
    )
    session.flush()
    if free > kept:
        refund_before(
            session,
            reference=facts.reference,
            amount_cents=free - kept,
            reason="cancelled",
            decided_by=None,
            at=at,
        )
