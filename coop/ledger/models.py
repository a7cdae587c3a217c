"""Tables of the ledger. All but `EntryPrivate` are append-only, by trigger on both databases.

Entries are written through `coop.ledger.journal` with Core inserts; these classes serve reading.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import Json, moment, pk, references


class Party(Base):
    """Whom a posting concerns, as a random token: the books hold no name and survive an erasure."""

    __tablename__ = "parties"

    id: Mapped[pk]
    token: Mapped[str] = mapped_column(String(32), unique=True)


class ErasedParty(Base):
    """That the person behind a party was erased: the token leads to nobody. Neither who it was nor when stands here."""

    __tablename__ = "erased_parties"
    __table_args__ = ({"sqlite_with_rowid": False},)

    party_id: Mapped[int] = references("parties.id", primary_key=True, autoincrement=False)


class Account(Base):
    """An account of the chart in one commodity."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("code", "commodity"), UniqueConstraint("id", "commodity"))

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    commodity: Mapped[str] = mapped_column(String(8))


class EntryRow(Base):
    """A committed entry. `lines` says how many postings it has, so that none can be added to a checked one."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("lines >= 2", name="lines"),
        CheckConstraint("length(reference) > 0", name="reference"),
        CheckConstraint("book IN (0, 1, 2)", name="book"),
        Index("ix_entries_effective_on_id", "effective_on", "id"),
        Index("ix_entries_kind_id", "kind", "id"),
        Index(
            "ix_entries_decision_id_id",
            "decision_id",
            "id",
            postgresql_where=text("decision_id IS NOT NULL"),
            sqlite_where=text("decision_id IS NOT NULL"),
        ),
        Index(
            "ix_entries_book_effective_on",
            "book",
            "effective_on",
            postgresql_where=text("book <> 0"),
            sqlite_where=text("book <> 0"),
        ),
    )

    id: Mapped[pk]
    uuid: Mapped[str] = mapped_column(String(32), unique=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    effective_on: Mapped[dt.date] = mapped_column(Date)
    recorded_at: Mapped[moment]
    lines: Mapped[int] = mapped_column(SmallInteger)
    rule_ids: Mapped[list[int]] = mapped_column(Json)
    decision_id: Mapped[int | None] = references("decisions.id")
    reverses: Mapped[int | None] = references("entries.id", unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")
    """Public figures the postings alone do not show, such as the price of a job paid in cash."""
    book: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """Who reads it: `BOTH`, `INNER` or `SUMMED` of `coop.ledger.readings`. Set when it is recorded, for good."""

    postings: Mapped[list[PostingRow]] = relationship(lazy="raise", order_by="PostingRow.line", viewonly=True)


class PostingRow(Base):
    """One line of an entry: signed minor units, debit positive."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("line >= 1", name="line"),
        CheckConstraint("book IN (0, 1, 2)", name="book"),
        ForeignKeyConstraint(["account_id", "commodity"], ["accounts.id", "accounts.commodity"]),
        Index("ix_postings_account_id_entry_id", "account_id", "entry_id", "amount"),
        Index("ix_postings_party_id_account_id", "party_id", "account_id", "entry_id", "amount"),
    )

    entry_id: Mapped[int] = references("entries.id", primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(BigInteger)
    commodity: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int] = mapped_column(BigInteger)
    party_id: Mapped[int | None] = references("parties.id")
    book: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """The entry's own, so that sums need not ask it."""

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)


class EntryPrivate(Base):
    """What only the parties and stewards may read of an entry; the only part that can be erased."""

    __tablename__ = "entry_private"

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    memo: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Period(Base):
    """A closed period: its row is made at closing, and from then on no entry may fall inside."""

    __tablename__ = "periods"
    __table_args__ = (CheckConstraint("opens_on <= closes_on", name="order"),)

    id: Mapped[pk]
    opens_on: Mapped[dt.date] = mapped_column(Date)
    closes_on: Mapped[dt.date] = mapped_column(Date)
    closed_at: Mapped[moment]
    surplus_cents: Mapped[int] = mapped_column(BigInteger)
    """Income less expenses of the period; negative for a loss."""
    closing_entry_id: Mapped[int | None] = references("entries.id", unique=True)
    """None when the period saw neither income nor expense."""
