"""The stated outcome of a vote."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, references


class Outcome(Base):
    """What the count of the published ballots gave, exactly; written once."""

    __tablename__ = "outcomes"

    proposal_id: Mapped[int] = references("closings.proposal_id", primary_key=True, autoincrement=False)
    decision_id: Mapped[int] = references("decisions.id", unique=True)
    stated_at: Mapped[moment]
    passed: Mapped[bool]
    ballots: Mapped[int] = mapped_column(Integer)
    chain_head: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]] = mapped_column(Json)
    """All numbers of the count, fractions as "a/b": `closing.rules` says which."""
    statement: Mapped[str] = mapped_column(Text)
