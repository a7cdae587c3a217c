"""The outbox: what people are told, written in the same commit as what it tells of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references


class Notice(Base):
    """One thing a person was told, in their inbox here."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_person_id_id", "person_id", "id"),)

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id")
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[moment]
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Mail(Base):
    """An e-mail to be sent; the worker sends it, again after a failure, and says so when it gives up."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_sent_at_id", "sent_at", "id"),)

    id: Mapped[pk]
    notice_id: Mapped[int | None] = references("notices.id", index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")
    """An iCalendar attachment, empty for none."""
    created_at: Mapped[moment]
    due_at: Mapped[moment]
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
