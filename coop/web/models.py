"""Forms already answered: a key per rendered form, so that a second press or a retry changes nothing."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment


class FormAnswer(Base):
    """The answer given to one rendered form; written in the same commit as the form's effects."""

    __tablename__ = "form_answers"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    answered_at: Mapped[moment]
    location: Mapped[str] = mapped_column(Text, default="")
