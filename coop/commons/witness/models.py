"""Tables of a witness. All but the last look are append-only, by trigger on both databases."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references

KINDS = ("rollback", "fork", "signature", "key", "unproven")


class WatchedLog(Base):
    """A log that is watched from now on, by the key that was pinned then."""

    __tablename__ = "witness_logs"

    id: Mapped[pk]
    address: Mapped[str] = mapped_column(String(300))
    origin: Mapped[str] = mapped_column(String(200))
    """The log's own name, as its key and its tree heads say it."""
    is_key_given: Mapped[bool]
    """False: the key is the one that stood beside the log at the first look."""
    allow_insecure: Mapped[bool]
    began_at: Mapped[moment]


class WatchEnd(Base):
    """That a log is watched no longer, and why. What was seen of it stays."""

    __tablename__ = "witness_ends"

    log_id: Mapped[int] = references("witness_logs.id", primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(500))
    ended_at: Mapped[moment]


class WatchedKey(Base):
    """A key of a watched log: number 0 is the one that was pinned, each later one was handed the log by its last."""

    __tablename__ = "witness_keys"

    log_id: Mapped[int] = references("witness_logs.id", primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    verifier: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    """The hand-over, signed by the key before and by this one; empty for the first."""
    learned_at: Mapped[moment]


class SeenHead(Base):
    """A tree head that was fetched, rightly signed, and proven to continue the one before it."""

    __tablename__ = "witness_heads"
    __table_args__ = (UniqueConstraint("log_id", "size"), CheckConstraint("length(root) = 32", name="root"))

    log_id: Mapped[int] = references("witness_logs.id", primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    cosignature: Mapped[str] = mapped_column(Text)
    """Our own signature line below the note; empty when there was no key for it."""
    seen_at: Mapped[moment]


class LastLook(Base):
    """How the last look went: the one row of a watched log that changes."""

    __tablename__ = "witness_looks"

    log_id: Mapped[int] = references("witness_logs.id", primary_key=True, autoincrement=False)
    looked_at: Mapped[moment]
    good_at: Mapped[moment]
    trouble: Mapped[str] = mapped_column(Text, default="")
    """Why the last look could not be finished or was no good one; empty when it was."""
    unproven_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Since when its signed tree heads could not be proven to continue what was seen, for want of tiles."""


class Alarm(Base):
    """The log showed what an honest one cannot. It stands until a steward answers it, whatever comes later."""

    __tablename__ = "witness_alarms"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)

    id: Mapped[pk]
    log_id: Mapped[int] = references("witness_logs.id", index=True)
    kind: Mapped[str] = mapped_column(String(16))
    said: Mapped[str] = mapped_column(Text)
    """What the check said, for whoever looks into it."""
    before: Mapped[str] = mapped_column(Text)
    """The note that was seen and kept."""
    now: Mapped[str] = mapped_column(Text)
    """The note that does not go with it: with the other one, the evidence."""
    raised_at: Mapped[moment]


class AlarmAnswer(Base):
    """That a steward looked into an alarm, and what they found."""

    __tablename__ = "witness_answers"

    alarm_id: Mapped[int] = references("witness_alarms.id", primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id")
    reason: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[moment]
