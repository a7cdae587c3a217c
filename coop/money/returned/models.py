"""A payout that came back. Append-only; once for each line of a run."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, moment, references


class PayoutReturn(Base):
    """That the bank sent one person's payout of a run back: a closed account, a wrong number."""

    __tablename__ = "payout_returns"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "party_id"], ["payout_lines.run_id", "payout_lines.party_id"], name="fk_payout_returns_line"
        ),
    )

    run_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    party_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    returned_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)
