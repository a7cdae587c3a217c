"""What was brought in from where: a file, its workers, its bookings."""

from __future__ import annotations

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class BookingImport(Base):
    """That a file of past bookings was brought in. A file that brought nothing new leaves no row."""

    __tablename__ = "booking_imports"

    id: Mapped[pk]
    source: Mapped[str] = mapped_column(String(60))
    """The former platform, as the mapping file calls it; empty without one."""
    file_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    imported_at: Mapped[moment]


class ImportedWorker(Base):
    """Who a name on the former platform is here; they may have another name and address since."""

    __tablename__ = "imported_workers"
    __table_args__ = (UniqueConstraint("source", "name"),)

    id: Mapped[pk]
    source: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = references("people.id", index=True)


class ImportedBooking(Base):
    """Where a booking comes from, and what its line said, so that it is known when it comes again."""

    __tablename__ = "imported_bookings"

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    import_id: Mapped[int] = references("booking_imports.id", index=True)
    line: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what the line says (`PastBooking.digest`), not of its bytes."""
