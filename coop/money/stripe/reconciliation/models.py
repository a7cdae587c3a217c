"""What the daily comparison with Stripe found. Append-only; the newest counts."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, cents, moment, pk


class CardCheck(Base):
    """A comparison: both sides' sums, and every difference."""

    __tablename__ = "card_checks"

    id: Mapped[pk]
    checked_at: Mapped[moment]
    pending_there_cents: Mapped[cents]
    available_there_cents: Mapped[cents]
    pending_here_cents: Mapped[cents]
    available_here_cents: Mapped[cents]
    findings: Mapped[list[list[str]]] = mapped_column(Json)
    """What differs, of what, and by how much; empty when both sides agree."""
