"""The split of one booking among its team, in parts and in cents."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, references


class TeamShare(Base):
    """What one of a team gets of a booking's price, as it was agreed when it was booked. A booking of one has none.

    `worker_cents` are theirs after the fee, `fee_cents` their part of it: over a booking they sum to the price.
    Place 0 is the lead. The database refuses any change once the booking was asked for.
    """

    __tablename__ = "team_shares"
    __table_args__ = (
        UniqueConstraint("subject", "party_id"),
        CheckConstraint("parts > 0", name="parts"),
        CheckConstraint("worker_cents >= 0 AND fee_cents >= 0", name="cents"),
        CheckConstraint("place >= 0", name="place"),
    )

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    party_id: Mapped[int] = references("parties.id", index=True)
    parts: Mapped[int] = mapped_column(Integer)
    worker_cents: Mapped[cents]
    fee_cents: Mapped[cents]

    @property
    def gross_cents(self) -> int:
        """Their part of the price, fee included: what they invoice."""
        return self.worker_cents + self.fee_cents
