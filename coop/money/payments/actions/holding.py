"""Posting an entry together with what it moves of a booking's held money."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.entries import Entry
from coop.money.payments.models import HeldMovement


def held_movement(entry: Entry) -> int:
    """What the entry adds to the held money: its credit on ClientsHeld."""
    return -sum(posting.amount for posting in entry.postings if posting.account == chart.CLIENTS_HELD)


def post_held(session: Session, subject: str, entry: Entry, *, at: dt.datetime) -> int:
    """Post the entry and its movement of the booking's held money; returns the entry's number.

    The caller holds the lock on the subject and knows that the reference is new.
    """
    number = journal.post(session, entry, at=at)
    moved = held_movement(entry)
    if moved:
        session.execute(insert(HeldMovement), [{"entry_id": number, "subject": subject, "amount_cents": moved}])
    return number
