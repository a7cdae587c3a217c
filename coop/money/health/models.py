"""What the last check of the whole books found: kept, for it takes longer than a page may."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, pk


class BookCheck(Base):
    """A check of all the books from zero, and what it found. Append-only; the newest counts."""

    __tablename__ = "book_checks"

    id: Mapped[pk]
    checked_at: Mapped[moment]
    findings: Mapped[list[list[str]]] = mapped_column(Json)
    """Check, where and detail of each finding; empty when the books were sound."""
