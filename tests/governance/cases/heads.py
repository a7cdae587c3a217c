"""Signed tree heads for draws."""

from __future__ import annotations

import itertools

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from tests import logs

_numbers = itertools.count(1)


def sign_head(session, key_file, *, at):
    """Something is booked, and a tree head that covers it is signed at that moment."""
    entry = Entry(
        reference=f"donation:{next(_numbers)}", kind="donation", effective_on=at.date(),
        postings=lines((chart.BANK, 500, "EUR"), (chart.DONATIONS, -500, "EUR")),
    )  # fmt: skip
    journal.post(session, entry, at=at)
    head = logs.bring_up_to_date(session, key_file, at=at)
    assert head is not None
    return head
