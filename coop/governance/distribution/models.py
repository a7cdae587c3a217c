"""A distribution as posted: one for a period, its lines, and each member's dividend under a pseudonym."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, cents, references


class DistributionSheet(Base):
    """The distribution of one period's surplus by one decision."""

    __tablename__ = "distributions"

    id: Mapped[int] = mapped_column(BigKey, ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    """The decision's."""
    period_id: Mapped[int] = references("periods.id", unique=True)
    surplus_cents: Mapped[cents]
    dividend_cents: Mapped[cents]
    withheld_cents: Mapped[cents]
    """Of the dividends, what minimum or cap withheld, or nobody could receive: it went to reserve."""


class DistributionLine(Base):
    """Part of a surplus for one use and on one basis, as the outcome stated it."""

    __tablename__ = "distribution_lines"

    distribution_id: Mapped[int] = references("distributions.id", primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    use: Mapped[str] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(16))
    share: Mapped[str] = mapped_column(Text)
    """Exact, as "a/b"; it can be long."""
    amount_cents: Mapped[cents]


class DividendLine(Base):
    """One member's dividend and what it rests on. The pseudonym belongs to this distribution alone."""

    __tablename__ = "dividend_lines"

    distribution_id: Mapped[int] = references("distributions.id", primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256(decision reference || party token), in hex."""
    minutes: Mapped[int] = mapped_column(BigInteger)
    earned_cents: Mapped[cents]
    years: Mapped[int] = mapped_column(Integer)
    share: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[cents]
    cash_cents: Mapped[cents]
    retained_cents: Mapped[cents]
