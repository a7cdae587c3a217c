"""Bank statements and a person who goes: what the bank wrote of them stays for the law's years, then is blanked."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from coop.db.erasing import Fates, Gone, Kept, Subject, fates, kept_until, mentions
from coop.money.erasing import years_kept
from coop.money.reconciliation.models import BankLine
from coop.web import clock

FATES: dict[str, Fates] = {
    "bank_statements": fates(nameless="imported_by_id", nobody="digest form layout"),
    "bank_lines": fates(kept="text counterparty", nobody="key bank_id"),
    "bank_statement_lines": fates(),
    "bank_matches": fates(nameless="made_by_id", nobody="rule"),
    "bank_matched_lines": fates(),
    "bank_matched_postings": fates(),
    "bank_match_undoings": fates(nameless="undone_by_id"),
}


def kept_by_law(session: Session, subject: Subject, at: dt.datetime) -> list[Kept]:
    """Lines of bank statements with their name or address in the bank's words."""
    years = years_kept(session, at)
    named = select(BankLine.id, BankLine.booked_on).where(
        BankLine.erased_at.is_(None), or_(mentions(BankLine.text, subject), mentions(BankLine.counterparty, subject))
    )
    return [
        Kept("bank_lines", str(number), _("Bank statements: the bank's own words"), kept_until(booked_on, years))
        for number, booked_on in session.execute(named)
    ]


def blank_bank_line(session: Session, key: str) -> Gone:
    """The bank's words of one line; its day and amount stay."""
    blank = update(BankLine).where(BankLine.id == int(key), BankLine.erased_at.is_(None))
    words = blank.values(text="", counterparty="", erased_at=clock.now())
    return Gone({"bank_lines": session.connection().execute(words).rowcount})


KEPT = [kept_by_law]
EXPIRED = {"bank_lines": blank_bank_line}
