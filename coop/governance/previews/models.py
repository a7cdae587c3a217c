"""The figures that members had before them when they voted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, references


class FrozenPreview(Base):
    """A proposal's preview as it stood when voting opened: the books go on, these figures do not."""

    __tablename__ = "frozen_previews"

    proposal_id: Mapped[int] = references("vote_openings.proposal_id", primary_key=True, autoincrement=False)
    worked_out_at: Mapped[moment]
    figures: Mapped[dict[str, Any]] = mapped_column(Json)
    """As `rules.Preview.written` gives them."""
