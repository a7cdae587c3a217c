"""What the co-op owes a member later, and that its day came. Append-only; the database compares both to the books."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class CapitalObligation(Base):
    """That a dividend is to be paid, and when: what was retained years after that, cash after its period's end."""

    __tablename__ = "capital_obligations"
    __table_args__ = (
        UniqueConstraint("entry_id", "party_id", "account"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[pk]
    entry_id: Mapped[int] = references("entries.id")
    """The entry that retained or owes it."""
    party_id: Mapped[int] = references("parties.id", index=True)
    account: Mapped[str] = mapped_column(String(64))
    amount_cents: Mapped[cents]
    due_on: Mapped[dt.date] = mapped_column(Date, index=True)
    rule_id: Mapped[int] = references("rule_versions.id")
    """The version of `patronage.retained_years` or `patronage.cash_half_months` that gave the day; a later one changes
    nothing of it."""


class CapitalRelease(Base):
    """That an obligation came due: its entry makes it a dividend to be paid out with the next run."""

    __tablename__ = "capital_releases"

    obligation_id: Mapped[int] = references("capital_obligations.id", primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = references("entries.id", unique=True)
    released_at: Mapped[moment]
