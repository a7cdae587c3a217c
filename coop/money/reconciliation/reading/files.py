"""Any file a bank gives: which kind it is, read, and checked against itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from coop.money.reconciliation.reading.camt_files import read_camt
from coop.money.reconciliation.reading.csv_files import read_csv
from coop.money.reconciliation.reading.decoding import decoded
from coop.money.reconciliation.reading.ofx_files import read_ofx
from coop.money.reconciliation.reading.statement import (
    MOST_BYTES,
    Answers,
    BadStatement,
    Fault,
    Question,
    Statement,
    Unclear,
    refused,
)

_OTHERS = ((b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP, XLSX"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"{\\rtf", "RTF"))


def read_statement(
    content: bytes,
    *,
    currency: str,
    today: dt.date,
    answers: Answers | None = None,
    remembered: Mapping[str, Answers] | None = None,
) -> Statement:
    """The statement in a file, with both balances, summing up. Raises BadStatement and Unclear.

    `currency` is the co-op's; `remembered` are answers to former CSV files, by the digest of their header.
    """
    answers = answers or Answers()
    statement = _read(content, currency, answers, remembered or {})
    late = [line for line in statement.lines if line.day > today]
    if late:
        raise BadStatement(
            *(
                Fault(line.number, _("%(day)s has not come yet", day=line.day.isoformat()),
                      _("Take out what is only announced, or correct the order of day and month."))
                for line in late
            )
        )
    return _balanced(replace(statement, closes_on=min(statement.closes_on, today)), answers)


def _read(content: bytes, currency: str, answers: Answers, remembered: Mapping[str, Answers]) -> Statement:
    if len(content) > MOST_BYTES:
        raise refused(_("The file is larger than 10 MB"), _("Bring it in month by month."))
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise refused(_("The file is empty"), _("Download it again."))
    for mark, kind in _OTHERS:
        if content.startswith(mark):
            raise refused(
                _("This is a file of another kind: %(kind)s", kind=kind),
                _("Download the statement as CSV, OFX or camt.053."),
            )
    text = decoded(content)
    begins = text[:4_000].lstrip("\ufeff \r\n\t")
    if "OFXHEADER" in begins.upper() or "<OFX>" in begins:
        return read_ofx(text)
    if begins.startswith("<"):
        return read_camt(content)
    if begins.startswith((":20:", "{1:")):
        raise refused(_("This is an MT940 file"), _("Download the statement as CSV, OFX or camt.053."))
    return read_csv(text, currency=currency, answers=answers, remembered=remembered)


def _balanced(statement: Statement, answers: Answers) -> Statement:
    """The statement with both balances; asks for the last one where the file has none."""
    moved = sum(line.cents for line in statement.lines)
    opening, closing = statement.opening_cents, statement.closing_cents
    if closing is None and opening is not None:
        closing = opening + moved
    if closing is None:
        if answers.closing_cents is None:
            raise Unclear(
                Question(
                    "closing",
                    _("The file holds no balance. Enter the balance that the bank shows at the end of %(day)s.",
                      day=statement.closes_on.isoformat()),
                )
            )
        closing = answers.closing_cents
    if opening is None:
        opening = closing - moved
    if opening + moved != closing:
        raise refused(
            _("The lines do not lead from the opening to the closing balance: %(off)s is missing",
              off=_figure(closing - opening - moved)),
            _("Lines are missing or were changed. Download the file again."),
        )
    return replace(statement, opening_cents=opening, closing_cents=closing)


def _figure(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
