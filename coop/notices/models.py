"""The outbox: what people are told, written in the same commit as what it tells of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references

_WAITING = "sent_at IS NULL AND gave_up_at IS NULL"


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
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR gave_up_at IS NULL", name="one_end"),
        Index("ix_mails_waiting", "due_at", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
    )

    id: Mapped[pk]
    notice_id: Mapped[int | None] = references("notices.id", index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")
    """An iCalendar attachment, empty for none."""
    created_at: Mapped[moment]
    due_at: Mapped[moment]
    """Not before this moment; a failed attempt moves it, and so does one under way."""
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    gave_up_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the last attempt failed and no more follow."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
