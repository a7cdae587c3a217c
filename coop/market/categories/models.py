"""The category tree; a parent is named by its key, deep as a co-op likes."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import pk, references


class Category(Base):
    """A kind of service. `drawing` names the quiet picture of listings without a photo."""

    __tablename__ = "categories"

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    drawing: Mapped[str] = mapped_column(String(32), default="default")
    parent_id: Mapped[int | None] = references("categories.id", index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
