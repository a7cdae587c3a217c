"""Sharing out a completed booking's price.

A transfer that has not arrived in full is no reason to refuse a completion: the settlement is recorded,
waits, and is posted by whoever records the missing money. Never is a worker paid with other clients' money.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.db.bulk import among, insert_rows
from coop.ledger import chart, journal
from coop.ledger.entries import Entry
from coop.money.cards.authorised.actions import charge
from coop.money.cover import require_cover
from coop.money.locks import lock
from coop.money.payments.actions.giving import give_held_tips
from coop.money.payments.actions.holding import held_movement, post_held
from coop.money.payments.entries import (
    CARD,
    CASH,
    CLEARING,
    completion_entry,
    fee_borne_entry,
    payment_entry,
    subject_of,
)
from coop.money.payments.models import HeldMovement, Payment, Settlement
from coop.money.payments.queries import held_cents, processor_fee_cents, refunds_due_cents
from coop.money.payments.shared import shared
from coop.money.periods.queries import entry_day
from coop.money.teams.models import TeamShare
from coop.money.teams.queries import shares_of
from coop.money.teams.rules import Share, borne_by
from coop.policies.in_force import in_force
from coop.policies.queries import charter


class AlreadySettled(ValueError):
    """The booking was settled before, with other facts."""


@dataclass(frozen=True, slots=True)
class SettleFacts:
    """A completed booking; `fee_cents` and `rule_ids` were fixed when it was booked, `day` is the co-op's."""

    reference: str
    worker_party_id: int
    price_cents: int
    fee_cents: int
    rule_ids: tuple[int, ...]
    minutes: int
    method: str
    day: dt.date

    @property
    def subject(self) -> str:
        return subject_of(self.reference)


def settle(session: Session, facts: SettleFacts, *, at: dt.datetime) -> Settlement:
    """Share out a completed booking, now or when its money arrives; the same facts again change nothing.

    Raises AlreadySettled when the booking was settled with other facts, and NotCovered when the fund cannot owe a team
    what its lead was paid in cash.
    """
    lock(session, facts.subject)
    known = session.get(Settlement, facts.subject)
    if known is not None:
        if _facts(known) != _key(facts):
            raise AlreadySettled(f"{facts.subject} was settled with other figures")
        return known
    settlement = Settlement(**_row(facts, at))
    session.add(settlement)
    session.flush()
    share_out_if_paid(session, settlement, day=facts.day, at=at)
    if settlement.settled_at is None:
        held = held_cents(session, settlement.subject) - refunds_due_cents(session, settlement.subject)
        missing = settlement.price_cents - held
        charge(session, settlement.subject, missing, at=at)  # it is shared out when the processor has charged it
    return settlement


def share_out_if_paid(session: Session, settlement: Settlement, *, day: dt.date, at: dt.datetime) -> None:
    """Post a waiting settlement once the booking's own money suffices; the caller has the subject's lock."""
    if settlement.settled_at is not None:
        return
    subject = settlement.subject
    # What is to go back is held still, but is no money of this work's any more.
    waits = held_cents(session, subject) - refunds_due_cents(session, subject) < settlement.price_cents
    if waits and settlement.method != CASH:
        return
    day = entry_day(session, max(day, settlement.completed_on))
    entry = _completion(settlement, day, charter(session).currency, shares_of(session, subject))
    if settlement.method == CASH and entry is not None:
        # What the lead of a team owes the others, the fund owes them from now on: it must be able to.
        require_cover(session, -sum(each.amount for each in entry.postings if each.account in chart.OWED))
    if entry is not None:
        settlement.entry_id = post_held(session, subject, entry, at=at)
    if settlement.method == CARD:
        _bear_processor_fee(session, settlement, day=day, at=at)
    settlement.settled_at = at
    session.flush()
    give_held_tips(session, subject, day=day, at=at)


def _bear_processor_fee(session: Session, settlement: Settlement, *, day: dt.date, at: dt.datetime) -> None:
    """Take what the processor kept of the payment out of the workers' shares, where the rule of the day says so."""
    bearer = in_force(session, "cards.fee_bearer", settlement.recorded_at)
    fee = min(processor_fee_cents(session, settlement.subject), settlement.price_cents - settlement.fee_cents)
    if bearer.text != "worker" or fee <= 0:
        return
    entry = fee_borne_entry(
        settlement.subject.removeprefix("booking:"),
        borne=borne_by(shared(session, settlement), fee),
        day=day,
        currency=charter(session).currency,
        rule_ids=(bearer.id,),
    )
    journal.post(session, entry, at=at)


def settle_many(session: Session, many: Sequence[SettleFacts], *, at: dt.datetime) -> int:
    """Settle bookings of the past in bulk, cash or clearing, and return how many were new.

    Clearing (card money of an imported booking) is taken as received on the day of completion. All days must
    lie in an open period. A reference settled before is skipped.
    """
    fresh = _not_yet_settled(session, many)
    currency = charter(session).currency
    paid = [facts for facts in fresh if facts.method == CLEARING and facts.price_cents]
    payments = [
        payment_entry(
            facts.reference,
            amount_cents=facts.price_cents,
            method=facts.method,
            day=facts.day,
            currency=currency,
        )
        for facts in paid
    ]
    completions = [_completion(facts, facts.day, currency) for facts in fresh]
    posted = [entry for entry in completions if entry is not None]
    numbers = journal.post_all(session, [*payments, *posted], at=at)
    number_of = {entry.reference: number for entry, number in zip([*payments, *posted], numbers, strict=True)}
    insert_rows(
        session,
        Payment,
        [
            {**_payment_row(facts, at), "entry_id": number_of[entry.reference]}
            for facts, entry in zip(paid, payments, strict=True)
        ],
    )
    insert_rows(
        session,
        HeldMovement,
        [
            {
                "entry_id": number_of[entry.reference],
                "subject": facts.subject,
                "amount_cents": held_movement(entry),
            }
            for facts, entry in [*zip(paid, payments, strict=True), *zip(fresh, completions, strict=True)]
            if entry is not None and held_movement(entry)
        ],
    )
    insert_rows(
        session,
        Settlement,
        [
            {**_row(facts, at), "settled_at": at, "entry_id": number_of[entry.reference] if entry else None}
            for facts, entry in zip(fresh, completions, strict=True)
        ],
    )
    return len(fresh)


def _payment_row(facts: SettleFacts, at: dt.datetime) -> dict[str, Any]:
    return {
        "subject": facts.subject,
        "method": facts.method,
        "amount_cents": facts.price_cents,
        "received_on": facts.day,
        "bank_line": "",
        "recorded_at": at,
    }


def _not_yet_settled(session: Session, many: Sequence[SettleFacts]) -> list[SettleFacts]:
    sought = among(session, Settlement.subject, [facts.subject for facts in many])
    known = set(session.execute(select(Settlement.subject).where(sought)).scalars())
    return [facts for facts in many if facts.subject not in known]


def _completion(
    facts: SettleFacts | Settlement, day: dt.date, currency: str, team: Sequence[TeamShare] = ()
) -> Entry | None:
    return completion_entry(
        facts.subject.removeprefix("booking:"),
        worker_party_id=facts.worker_party_id,
        price_cents=facts.price_cents,
        fee_cents=facts.fee_cents,
        minutes=facts.minutes,
        method=facts.method,
        day=day,
        currency=currency,
        rule_ids=tuple(facts.rule_ids),
        team=tuple(Share(one.party_id, one.worker_cents, one.fee_cents) for one in team),
        parts=":".join(str(one.parts) for one in team),
    )


def _row(facts: SettleFacts, at: dt.datetime) -> dict[str, Any]:
    return {
        "subject": facts.subject,
        "worker_party_id": facts.worker_party_id,
        "price_cents": facts.price_cents,
        "fee_cents": facts.fee_cents,
        "minutes": facts.minutes,
        "method": facts.method,
        "completed_on": facts.day,
        "rule_ids": list(facts.rule_ids),
        "recorded_at": at,
    }


def _key(facts: SettleFacts) -> tuple[Any, ...]:
    return (facts.worker_party_id, facts.price_cents, facts.fee_cents, facts.minutes, facts.method)


def _facts(settlement: Settlement) -> tuple[Any, ...]:
    return (
        settlement.worker_party_id,
        settlement.price_cents,
        settlement.fee_cents,
        settlement.minutes,
        settlement.method,
    )
