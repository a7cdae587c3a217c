"""Posting an entry together with what it moves of a booking's held money, and of the tips in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.entries import Entry
from coop.money.payments.held_tips import tips_left
from coop.money.payments.models import HeldMovement, HeldTip
from coop.money.payments.queries import held_cents
from coop.money.split.tips import taken_from_tips


def held_movement(entry: Entry) -> int:
    """What the entry adds to the held money: its credit on ClientsHeld."""
    return -sum(posting.amount for posting in entry.postings if posting.account == chart.CLIENTS_HELD)


def post_held(
    session: Session, subject: str, entry: Entry, *, at: dt.datetime, tips: Mapping[int, int] | None = None
) -> int:
    """Post the entry and its movement of the booking's held money; returns the entry's number.

    `tips`: what it takes from the held tips of payments (payment -> cents, negative). The caller holds the lock on the
    subject and knows that the reference is new.
    """
    number = journal.post(session, entry, at=at)
    if tips:
        # First: the database asks after each movement whether what stays held still covers the tips.
        move_tips(session, subject, number, tips)
    moved = held_movement(entry)
    if moved:
        session.execute(insert(HeldMovement), [{"entry_id": number, "subject": subject, "amount_cents": moved}])
    return number


def move_tips(session: Session, subject: str, entry_id: int, tips: Mapping[int, int]) -> None:
    """Note what an entry adds to held tips or takes from them: payment -> cents."""
    rows = [
        {"entry_id": entry_id, "payment_id": payment, "subject": subject, "amount_cents": cents}
        for payment, cents in tips.items()
    ]
    session.execute(insert(HeldTip), rows)


def tips_going_back(session: Session, subject: str, amount_cents: int, *, payment_id: int | None) -> dict[int, int]:
    """What held tips lose (payment -> cents, negative) when held money goes back, of a payment where that is known."""
    left = tips_left(session, subject)
    if not left:
        return {}
    taken = taken_from_tips(left, amount_cents, held_cents=held_cents(session, subject), payment=payment_id)
    return {payment: -cents for payment, cents in taken.items()}
