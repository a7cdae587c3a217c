"""Booking disputes by their balance transactions, and answering them."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.money.health.actions import stewards_not_told
from coop.money.locks import FUND, lock, party
from coop.money.payments.actions.holding import post_held, tips_going_back
from coop.money.payments.held_tips import tips_given_cents
from coop.money.payments.models import Settlement
from coop.money.payments.queries import held_cents, refunded_after
from coop.money.payments.shared import going_back
from coop.money.periods.queries import entry_day
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.balance.actions import booked, is_booked, keep, moved_by
from coop.money.stripe.checkouts.models import CardCharge
from coop.money.stripe.checkouts.queries import charge as known_charge
from coop.money.stripe.client import Fields, Gateway, id_of, moment_of
from coop.money.stripe.disputes.models import CardDispute, CardDisputeEnd, CardDisputeEvidence, CardDisputeState
from coop.money.stripe.disputes.queries import status_of
from coop.money.stripe.disputes.rules import loss
from coop.money.stripe.entries import dispute_lost_entry, dispute_won_entry, disputed_entry
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

EVIDENCE = "evidence"
KIND = "card-dispute"


class Answered(ValueError):
    """Evidence can be sent once, while the dispute waits for it."""


def record_dispute(session: Session, fields: Fields, *, at: dt.datetime) -> bool:
    """Keep what Stripe says of a dispute and book what moved; False when its charge is not in the books.

    `fields` has its balance transactions, as the library gives them: whole.
    """
    charge = known_charge(session, id_of(fields.get("charge")))
    if charge is None:
        return False
    lock(session, charge.subject, FUND)
    query = select(CardDispute).where(CardDispute.processor_id == fields["id"])
    dispute = session.execute(query).scalar_one_or_none()
    status = str(fields["status"])
    is_new = dispute is None
    if dispute is None:
        before = session.execute(
            select(func.count()).where(CardDispute.subject == charge.subject)
        ).scalar_one()
        due_by = (fields.get("evidence_details") or {}).get("due_by")
        dispute = CardDispute(
            processor_id=fields["id"],
            subject=charge.subject,
            number=before + 1,
            charge_id=charge.id,
            amount_cents=int(fields["amount"]),
            reason=str(fields["reason"])[:60],
            is_inquiry=status.startswith("warning"),
            opened_at=moment_of(fields["created"]),
            answer_by=moment_of(due_by) if due_by else None,
        )
        session.add(dispute)
        session.flush()
    if status_of(session, dispute) != status:
        session.add(CardDisputeState(dispute_id=dispute.id, status=status, seen_at=at))
        session.flush()
    for moved_fields in sorted(fields.get("balance_transactions") or (), key=lambda one: one["created"]):
        _book(session, dispute, moved_fields, at=at)
    if status in ("won", "lost", "warning_closed"):
        _end(session, dispute, status.removeprefix("warning_"), at=at)
    if is_new:
        _tell_stewards(session, dispute, at=at)
    return True


def _book(session: Session, dispute: CardDispute, fields: Fields, *, at: dt.datetime) -> None:
    row = keep(session, fields, at=at)
    if is_booked(session, row):
        return
    moved, bare = moved_by(session, row), dispute.subject.removeprefix("booking:")
    make_entry = disputed_entry if moved.gross_cents < 0 else dispute_won_entry
    booked(session, row, journal.post(session, make_entry(bare, moved, number=dispute.number), at=at), at=at)


def _end(session: Session, dispute: CardDispute, outcome: str, *, at: dt.datetime) -> None:
    if session.get(CardDisputeEnd, dispute.id) is not None:
        return
    entry_id = _lose(session, dispute, at=at) if outcome == "lost" else None
    session.add(CardDisputeEnd(dispute_id=dispute.id, outcome=outcome, entry_id=entry_id, ended_at=at))
    session.flush()


def _lose(session: Session, dispute: CardDispute, *, at: dt.datetime) -> int:
    settlement = session.get(Settlement, dispute.subject)
    shared = settlement is not None and settlement.settled_at is not None
    bearer = in_force(session, "cards.dispute_bearer", dispute.opened_at)
    parts = loss(
        dispute.amount_cents,
        held_cents=held_cents(session, dispute.subject),
        price_cents=settlement.price_cents if settlement and shared else 0,
        fee_cents=settlement.fee_cents if settlement and shared else 0,
        refunded_cents=refunded_after(session, dispute.subject),
        tip_cents=tips_given_cents(session, dispute.subject) if shared else 0,
        worker_bears=bearer.text == "worker",
    )
    clawbacks: tuple[tuple[int, int], ...] = ()
    if settlement is not None and parts.worker_cents:
        back = going_back(
            session, settlement, worker_cents=parts.of_price_cents, fee_cents=0, tip_cents=parts.of_tip_cents
        )
        lock(session, *(party(one.party_id) for one in back))
        clawbacks = tuple((one.party_id, one.worker_cents) for one in back)
    entry = dispute_lost_entry(
        dispute.subject.removeprefix("booking:"),
        number=dispute.number,
        held_cents=parts.held_cents,
        lost_cents=parts.fund_cents,
        clawbacks=clawbacks,
        day=entry_day(session, local_day(session, at)),
        currency=charter(session).currency,
    )
    charge = session.get_one(CardCharge, dispute.charge_id)
    tips = tips_going_back(session, dispute.subject, parts.held_cents, payment_id=charge.payment_id)
    return post_held(session, dispute.subject, entry, at=at, tips=tips)


def _tell_stewards(session: Session, dispute: CardDispute, *, at: dt.datetime) -> None:
    for steward in stewards_not_told(session, f"{KIND}-{dispute.id}", since=at - dt.timedelta(days=90), at=at):
        tell(
            session,
            steward,
            kind=f"{KIND}-{dispute.id}",
            subject=_("A client's bank asks about a card payment")
            if dispute.is_inquiry
            else _("A card payment is disputed"),
            body=_("Look at what the booking says, and answer in time: without an answer it is lost."),
            link=f"/desk/disputes/{dispute.id}",
            at=at,
        )


def answer(
    session: Session, dispute: CardDispute, *, words: str, sent_by: Person, is_live: bool, at: dt.datetime
) -> Attempt:
    """Write down what is to be sent in answer. Raises Answered."""
    lock(session, dispute.subject)
    known = select(CardDisputeEvidence).where(CardDisputeEvidence.dispute_id == dispute.id)
    waits = status_of(session, dispute) in ("needs_response", "warning_needs_response")
    if session.execute(known).first() or not waits:
        raise Answered(f"dispute {dispute.id}")
    attempt = make(
        session,
        deed=EVIDENCE,
        subject=dispute.subject,
        parameters={"dispute": dispute.id, "processor_id": dispute.processor_id},
        is_live=is_live,
        at=at,
    )
    # The words are kept apart from the attempt: they tell of persons, and can be erased.
    session.add(
        CardDisputeEvidence(attempt_id=attempt.id, dispute_id=dispute.id, words=words, sent_by_id=sent_by.id)
    )
    session.flush()
    return attempt


def evidence_deed(words: str) -> Deed:
    """The deed of one answer, with its words."""

    def send(gateway: Gateway, attempt: Attempt) -> Fields:
        return gateway.ask(
            lambda v1: v1.disputes.update(
                attempt.parameters["processor_id"],
                {"evidence": {"uncategorized_text": words[:20_000]}, "submit": True},
                {"idempotency_key": attempt.key},
            )
        )

    return Deed(call=send, record=_sent)


def _sent(session: Session, _attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    record_dispute(session, made, at=at)


