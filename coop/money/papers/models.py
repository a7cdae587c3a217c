"""Papers as they were issued: every word and figure on them. Never changed; after the law's years names go."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import Json, cents, moment, pk, references
from coop.money.papers.rules import paper_reference


class PaperIssuer(Base):
    """Who numbers papers: a worker by their party, or the co-op, which has none and the code COOP."""

    __tablename__ = "paper_issuers"
    __table_args__ = (CheckConstraint("(party_id IS NULL) = (code = 'COOP')", name="coop"),)

    id: Mapped[pk]
    party_id: Mapped[int | None] = references("parties.id", unique=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)


class Paper(Base):
    """An invoice, or a credit note on one. `subject` says what it is for, once: `booking:<ref>`,
    `booking:<ref>:refunded:<n>`, `fees:<party>:<yyyy-mm>`.

    A worker's invoice goes to a client, the co-op's to a worker; amounts of both kinds are positive.
    """

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit-note')", name="kind"),
        CheckConstraint("(kind = 'credit-note') = (refers_to_id IS NOT NULL)", name="refers"),
        CheckConstraint("gross_cents > 0 AND vat_cents >= 0 AND vat_cents <= gross_cents", name="amounts"),
        CheckConstraint("rate <> '' OR vat_cents = 0", name="rate"),
        CheckConstraint("number > 0", name="number"),
        UniqueConstraint("issuer_id", "kind", "year", "number"),
    )

    id: Mapped[pk]
    issuer_id: Mapped[int] = references("paper_issuers.id")
    kind: Mapped[str] = mapped_column(String(12))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(100), unique=True)
    refers_to_id: Mapped[int | None] = references("papers.id", index=True)
    issued_on: Mapped[dt.date] = mapped_column(Date)
    issued_at: Mapped[moment]
    supplied_on: Mapped[dt.date] = mapped_column(Date)
    worker_party_id: Mapped[int] = references("parties.id", index=True)
    client_id: Mapped[int | None] = references("people.id", index=True)
    """None on the co-op's papers, which go to the worker."""
    currency: Mapped[str] = mapped_column(String(3))
    gross_cents: Mapped[cents]
    vat_cents: Mapped[cents]
    rate: Mapped[str] = mapped_column(String(12))
    """The VAT rate as an exact fraction, `11/50`; empty where none is charged."""
    seller_name: Mapped[str] = mapped_column(String(120))
    seller_address: Mapped[str] = mapped_column(Text)
    seller_vat_number: Mapped[str] = mapped_column(String(16))
    buyer_name: Mapped[str] = mapped_column(String(120))
    buyer_address: Mapped[str] = mapped_column(Text)
    buyer_vat_number: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    """What has to be said on it, a line each: why no VAT is charged, in whose name it is issued."""
    lines: Mapped[list[Any]] = mapped_column(Json)
    """On the co-op's papers what the amount is made of: [booking or entry, ISO day, cents], ..."""

    issuer: Mapped[PaperIssuer] = relationship(lazy="joined", innerjoin=True)

    @property
    def reference(self) -> str:
        """What is printed on it: `K7M-2026-0001`."""
        return paper_reference(self.issuer.code, self.kind, self.year, self.number)

    @property
    def net_cents(self) -> int:
        return self.gross_cents - self.vat_cents

    @property
    def vat_rate(self) -> Fraction | None:
        return Fraction(self.rate) if self.rate else None

    @property
    def booking(self) -> str:
        """The booking's reference; empty on the co-op's papers."""
        parts = self.subject.split(":")
        return parts[1] if parts[0] == "booking" else ""

    @property
    def is_the_coops(self) -> bool:
        return self.issuer.party_id is None


class PaperEntry(Base):
    """That a worker's fee in an entry of the ledger is on a paper of the co-op's: once, and never on two.

    The entry of a team's job has a fee for each of them.
    """

    __tablename__ = "paper_entries"
    __table_args__ = (CheckConstraint("fee_cents <> 0", name="fee"),)

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    party_id: Mapped[int] = references("parties.id", primary_key=True, autoincrement=False)
    paper_id: Mapped[int] = references("papers.id", index=True)
    fee_cents: Mapped[cents]
    """Taken; negative when given back."""
