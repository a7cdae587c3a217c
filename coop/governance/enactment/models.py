"""That a decision was carried out, or that it could not be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, pk, references


class Enactment(Base):
    """A decision carried out; the key refuses a second time."""

    __tablename__ = "enactments"

    proposal_id: Mapped[int] = references("outcomes.proposal_id", primary_key=True, autoincrement=False)
    decision_id: Mapped[int] = references("decisions.id", unique=True)
    enacted_at: Mapped[moment]
    effects: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """What it did, in order: `{"what": "entry", "id": 12, "reference": "..."}` and the like."""


class EnactmentFailure(Base):
    """An attempt that failed and left nothing behind but this row."""

    __tablename__ = "enactment_failures"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("outcomes.proposal_id", index=True)
    failed_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)
