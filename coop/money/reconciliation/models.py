"""The bank's statements, line by line, and what each line is in the books. Private: lines hold names.

Rows are facts. A match that was wrong gets an undoing; the only change ever allowed is to blank a line's words. The
file itself is not kept. The database refuses a line or a posting in two live matches, and a match whose sums differ.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, Json, UtcDateTime, cents, moment, pk, references


class BankStatement(Base):
    """A file that was brought in: its days and balances. `digest` is the SHA-256 of its bytes."""

    __tablename__ = "bank_statements"
    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="days"),)

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[str] = mapped_column(String(8))
    layout: Mapped[dict[str, Any]] = mapped_column(Json)
    """How a CSV file was read: the names of its columns and what was answered about them."""
    opens_on: Mapped[dt.date] = mapped_column(Date)
    closes_on: Mapped[dt.date] = mapped_column(Date, index=True)
    opening_cents: Mapped[cents]
    closing_cents: Mapped[cents]
    imported_by_id: Mapped[int | None] = references("people.id")
    imported_at: Mapped[moment]


class BankLine(Base):
    """One movement at the bank, whichever statements show it; `key` tells it from all others."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        CheckConstraint("amount_cents <> 0", name="amount"),
        Index("ix_bank_lines_booked_on_id", "booked_on", "id"),
    )

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    booked_on: Mapped[dt.date] = mapped_column(Date)
    amount_cents: Mapped[cents]
    """Signed: what came in is positive."""
    text: Mapped[str] = mapped_column(Text)
    counterparty: Mapped[str] = mapped_column(String(140))
    bank_id: Mapped[str] = mapped_column(String(80))
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class StatementLine(Base):
    """That a statement shows a line, and where; overlapping statements show the same one."""

    __tablename__ = "bank_statement_lines"

    statement_id: Mapped[int] = references("bank_statements.id", primary_key=True, autoincrement=False)
    line_id: Mapped[int] = references("bank_lines.id", primary_key=True, autoincrement=False, index=True)
    number: Mapped[int] = mapped_column(Integer)


class BankMatch(Base):
    """That some lines and some postings are the same money. Written last: it seals the parts that name it."""

    __tablename__ = "bank_matches"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(12))
    """The rule that found it (`coop.money.reconciliation.rules`), or `hand`."""
    made_by_id: Mapped[int | None] = references("people.id")
    """None for a sure one, which nobody had to confirm."""
    made_at: Mapped[moment]


def _sealed() -> Any:
    return mapped_column(
        BigKey,
        ForeignKey("bank_matches.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    )


class MatchedLine(Base):
    """A line's part in a match."""

    __tablename__ = "bank_matched_lines"

    match_id: Mapped[int] = _sealed()
    line_id: Mapped[int] = references("bank_lines.id", primary_key=True, autoincrement=False, index=True)


class MatchedPosting(Base):
    """A posting's part in a match: one of the bank account."""

    __tablename__ = "bank_matched_postings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "posting_line"],
            ["postings.entry_id", "postings.line"],
            name="fk_bank_matched_postings_posting",
        ),
        Index("ix_bank_matched_postings_entry_id_posting_line", "entry_id", "posting_line"),
    )

    match_id: Mapped[int] = _sealed()
    entry_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    posting_line: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class MatchUndoing(Base):
    """That a match was wrong: its lines and postings are free again."""

    __tablename__ = "bank_match_undoings"

    match_id: Mapped[int] = references("bank_matches.id", primary_key=True, autoincrement=False)
    undone_by_id: Mapped[int] = references("people.id")
    undone_at: Mapped[moment]
