"""Tables of the log. All but the queue and the openings are append-only, by trigger on both databases."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class QueuedFact(Base):
    """A committed fact that has no leaf yet, written by trigger in the fact's own commit.

    Numbers of rows commit out of order, so asking for "newer than the last" would miss some; a queue misses none.
    The database lets a row go only once its leaf is there.
    """

    __tablename__ = "log_queue"

    id: Mapped[pk]
    source: Mapped[str] = mapped_column(String(16))
    """The leaf's type."""
    key: Mapped[int] = mapped_column(BigInteger)
    """The number of the row in the source's table."""


class Leaf(Base):
    """A leaf: its bytes as they were hashed, never written anew from the row behind them."""

    __tablename__ = "log_leaves"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        CheckConstraint("leaf_index >= 0", name="leaf_index"),
        CheckConstraint("length(body) BETWEEN 2 AND 65535", name="body"),
        CheckConstraint("length(hash) = 32", name="hash"),
    )

    leaf_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(16))
    key: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LeafOpening(Base):
    """What opens a leaf's commitment. Deleted when a person is erased; never changed."""

    __tablename__ = "log_openings"
    __table_args__ = (
        ForeignKeyConstraint(["leaf_index"], ["log_leaves.leaf_index"]),
        CheckConstraint("length(salt) = 32", name="salt"),
    )

    leaf_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    private: Mapped[bytes] = mapped_column(LargeBinary)


class FullTile(Base):
    """A tile of 256 hashes, and their root, which is one hash of the tile above."""

    __tablename__ = "log_tiles"
    __table_args__ = (
        CheckConstraint("length(hashes) = 8192", name="hashes"),
        CheckConstraint("length(root) = 32", name="root"),
    )

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[bytes] = mapped_column(LargeBinary)


class LogKey(Base):
    """A key of the log and the signed note that handed the log over to it."""

    __tablename__ = "log_keys"

    id: Mapped[pk]
    verifier: Mapped[str] = mapped_column(String(300), unique=True)
    previous: Mapped[str | None] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger)
    """Leaves there were when it began."""
    began_at: Mapped[moment]
    note: Mapped[str] = mapped_column(Text)


class Checkpoint(Base):
    """A tree head that was signed and published, for good."""

    __tablename__ = "log_checkpoints"
    __table_args__ = (
        CheckConstraint("length(root) = 32", name="root"),
        Index("ix_log_checkpoints_signed_at", "signed_at"),
    )

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[moment]
    key_id: Mapped[int] = references("log_keys.id")
