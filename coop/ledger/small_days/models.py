"""Tables of small days: which entries a summary sums, and what opens each of them to whoever it concerns."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import references


class SummedEntry(Base):
    """That an inner entry is part of a summary: written with the summary, once, for good."""

    __tablename__ = "summed_entries"

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    summary_id: Mapped[int] = references("entries.id", index=True)


class InnerSalt(Base):
    """The salt of an inner entry's commitment, drawn as it is recorded. Deleted when its person is erased: a summary
    that is made later commits to the entry with a salt that nobody keeps.
    """

    __tablename__ = "inner_salts"
    __table_args__ = (CheckConstraint("length(salt) = 32", name="salt"),)

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class InnerOpening(Base):
    """What a summary's leaf committed to for one entry: the bytes of the leaf it would have had, and of its private
    part. Deleted when its person is erased; never changed.
    """

    __tablename__ = "inner_openings"

    entry_id: Mapped[int] = references("summed_entries.entry_id", primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    private: Mapped[bytes] = mapped_column(LargeBinary)
