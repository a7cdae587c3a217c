"""The versions of a listing's team, what each member said to one, and who left."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import BigKey, moment, pk, references
from coop.people.persons.models import Person


class TeamVersion(Base):
    """One proposal of who does a listing's work, and for how many parts. The newest of a listing counts.

    One without members says that the owner works alone again. Append-only, with its members.
    """

    __tablename__ = "team_versions"
    __table_args__ = (UniqueConstraint("listing_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[pk]
    listing_id: Mapped[int] = references("listings.id")
    number: Mapped[int] = mapped_column(Integer)
    proposed_by_id: Mapped[int] = references("people.id")
    proposed_at: Mapped[moment]

    members: Mapped[list[TeamMember]] = relationship(lazy="raise", order_by="TeamMember.place")


class TeamMember(Base):
    """Somebody named in a version, with whole parts of what the job pays. Place 0 is the lead, who owns the listing."""

    __tablename__ = "team_members"
    __table_args__ = (
        UniqueConstraint("version_id", "place"),
        CheckConstraint("parts > 0", name="parts"),
        CheckConstraint("place >= 0", name="place"),
    )

    version_id: Mapped[int] = references("team_versions.id", primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False, index=True)
    place: Mapped[int] = mapped_column(Integer)
    parts: Mapped[int] = mapped_column(Integer)

    person: Mapped[Person] = relationship(lazy="raise")


class TeamWord(Base):
    """What a member said to a version: yes or no, once, and nobody for another."""

    __tablename__ = "team_words"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "person_id"], ["team_members.version_id", "team_members.person_id"]),
        CheckConstraint("said_by_id = person_id", name="own"),
    )

    version_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    accepted: Mapped[bool]
    said_by_id: Mapped[int] = references("people.id")
    said_at: Mapped[moment]


class TeamLeaving(Base):
    """That a member left: the version cannot be booked any more. What was booked before stays theirs to do."""

    __tablename__ = "team_leavings"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "person_id"], ["team_words.version_id", "team_words.person_id"]),
        CheckConstraint("left_by_id = person_id", name="own"),
    )

    version_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    left_by_id: Mapped[int] = references("people.id")
    left_at: Mapped[moment]
