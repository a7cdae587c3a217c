"""Tables of the snapshots: append-only, made by a duty, never by an entry that is written."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, references


class BalanceCut(Base):
    """A promise: no entry will ever enter at or below `upto`. The entries after `after` are the cut's own."""

    __tablename__ = "balance_cuts"
    __table_args__ = (CheckConstraint("after < upto", name="order"),)

    upto: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    after: Mapped[int] = mapped_column(BigInteger, unique=True)
    """The cut before, 0 for the first: the cuts are one chain."""
    first_on: Mapped[dt.date] = mapped_column(Date)
    last_on: Mapped[dt.date] = mapped_column(Date)
    """The earliest and the latest effective day among the cut's own entries."""
    made_at: Mapped[moment]


class BalanceSnapshot(Base):
    """What the entries up to a cut put on an account, ever or with an effective day in one year, month or day.

    Summaries of small days are not counted: the entries that they sum are.
    Only what a cut's own entries touched has a row at that cut: the newest row up to a cut is what stands there.
    """

    __tablename__ = "balance_snapshots"
    __table_args__ = (
        CheckConstraint("span IN ('ever', 'year', 'month', 'day')", name="span"),
        Index("ix_balance_snapshots_upto", "upto"),
    )

    account_id: Mapped[int] = references("accounts.id", primary_key=True)
    span: Mapped[str] = mapped_column(String(5), primary_key=True)
    begins_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    """The first day of the span; `spans.EVER` for ever."""
    upto: Mapped[int] = references("balance_cuts.upto", primary_key=True)
    amount: Mapped[cents]


class PublishedSnapshot(Base):
    """By how much what the public reads of an account differs from its `BalanceSnapshot`: summaries up to the cut,
    less the inner entries up to it. No row where no small days were ever summed.
    """

    __tablename__ = "published_snapshots"
    __table_args__ = (
        CheckConstraint("span IN ('ever', 'year', 'month', 'day')", name="span"),
        Index("ix_published_snapshots_upto", "upto"),
    )

    account_id: Mapped[int] = references("accounts.id", primary_key=True)
    span: Mapped[str] = mapped_column(String(5), primary_key=True)
    begins_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    upto: Mapped[int] = references("balance_cuts.upto", primary_key=True)
    amount: Mapped[cents]


class PartySnapshot(Base):
    """What the entries up to a cut put on an account for one party; the newest row up to a cut stands there."""

    __tablename__ = "party_snapshots"
    __table_args__ = (Index("ix_party_snapshots_upto", "upto"),)

    account_id: Mapped[int] = references("accounts.id", primary_key=True)
    party_id: Mapped[int] = references("parties.id", primary_key=True)
    upto: Mapped[int] = references("balance_cuts.upto", primary_key=True)
    amount: Mapped[cents]


class RuleCitation(Base):
    """That an entry up to the newest summed cut cites a rule version, found by version where `entries` holds a list.

    Not a foreign key to the rule: what an entry says it cites is kept as it says it.
    """

    __tablename__ = "rule_citations"
    __table_args__ = (Index("ix_rule_citations_entry_id", "entry_id"),)

    rule_version_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
