"""Where a vote is held in Belenios, and what was brought in from there: written once, answered by a second steward."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class BeleniosPlace(Base):
    """The address of the election, as members were told it; the newest counts."""

    __tablename__ = "belenios_places"
    __table_args__ = (CheckConstraint("address LIKE 'https://%'", name="https"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("belenios_votes.proposal_id", index=True)
    address: Mapped[str] = mapped_column(String(300))
    given_by_id: Mapped[int] = references("people.id", index=True)
    given_at: Mapped[moment]


class BeleniosImport(Base):
    """An archive that one steward brought in, checked by Belenios' own program, and what it says."""

    __tablename__ = "belenios_imports"
    __table_args__ = (CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name="counts"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("belenios_votes.proposal_id", index=True)
    imported_by_id: Mapped[int] = references("people.id", index=True)
    imported_at: Mapped[moment]
    archive: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The file to the byte, as it came."""
    sha256: Mapped[str] = mapped_column(String(64))
    election: Mapped[str] = mapped_column(String(40))
    """Belenios' own name of the election."""
    voters: Mapped[int] = mapped_column(Integer)
    """How many credentials it was set up with."""
    yes: Mapped[int] = mapped_column(Integer)
    no: Mapped[int] = mapped_column(Integer)
    abstain: Mapped[int] = mapped_column(Integer)
    checked_with: Mapped[str] = mapped_column(String(60))
    """Which version of belenios-tool found it right."""


class BeleniosAnswer(Base):
    """What became of an import: another steward confirmed it, or some steward refused it and said why."""

    __tablename__ = "belenios_answers"

    import_id: Mapped[int] = references("belenios_imports.id", primary_key=True, autoincrement=False)
    answered_by_id: Mapped[int] = references("people.id", index=True)
    answered_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)
    """Why it is refused; empty where it is confirmed."""
