"""Requests to be erased and what became of them. None of these rows says who somebody was.

The database refuses an erasure before its day, of a request that was withdrawn, of a member, and a second one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Date, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, UtcDateTime, moment, pk, references


class ErasureRequest(Base):
    """That a person asked to be erased; until `due_at` they may think again. Closed when it ends either way."""

    __tablename__ = "erasure_requests"
    __table_args__ = (
        Index("uq_erasure_requests_open", "person_id", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    requested_at: Mapped[moment]
    due_at: Mapped[moment]
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When it was withdrawn or carried out (an Erasure names it)."""


class ErasureHold(Base):
    """That a steward holds a request, on a ground the law allows, until a moment; said to the person."""

    __tablename__ = "erasure_holds"

    id: Mapped[pk]
    request_id: Mapped[int] = references("erasure_requests.id", index=True)
    ground: Mapped[str] = mapped_column(String(16))
    held_by_id: Mapped[int] = references("people.id")
    held_at: Mapped[moment]
    until: Mapped[moment]


class Erasure(Base):
    """That a request was carried out: their words are gone, and they cannot sign in."""

    __tablename__ = "erasures"

    request_id: Mapped[int] = references("erasure_requests.id", primary_key=True, autoincrement=False)
    erased_at: Mapped[moment]


class ErasureEnd(Base):
    """That nothing was left to pay, and the link between the empty person and the party was cut."""

    __tablename__ = "erasure_ends"

    request_id: Mapped[int] = references("erasures.request_id", primary_key=True, autoincrement=False)
    ended_at: Mapped[moment]
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    """Rows erased or blanked in both steps, by table."""


class KeptByLaw(Base):
    """A record of an erased person that the law wants kept to the end of a day; whose it was does not stand here."""

    __tablename__ = "kept_by_law"

    table: Mapped[str] = mapped_column("record_table", String(40), primary_key=True)
    key: Mapped[str] = mapped_column("record_key", String(60), primary_key=True)
    until: Mapped[dt.date] = mapped_column(Date, index=True)
    blanked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Sweep(Base):
    """Files to delete and free pages to overwrite after a commit; done again until it is done."""

    __tablename__ = "erasure_sweeps"

    id: Mapped[pk]
    asked_at: Mapped[moment]
    files: Mapped[str] = mapped_column(Text, default="")
    """Paths below the uploads folder, one a line."""
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
