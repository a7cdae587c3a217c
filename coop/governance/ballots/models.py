"""Who voted, and what was voted: two tables with nothing in common but the proposal.

No ballot has a person, a moment or a sequence; its key is its own hash, which a random secret goes into.
Neither table numbers its rows on SQLite (`WITHOUT ROWID`), so none tells the order in which they came. On
PostgreSQL a row knows the database transaction that wrote it, so at close all ballots are moved, sorted by
hash, into `published_ballots` by one such transaction, and the dead rows are vacuumed. SQLite's log of changes is
emptied then, and a backup holds both tables in the order of their keys.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, moment, pk, references

BOX = ("ballots", "voter_marks", "carried_ballots", "paper_contents")
"""Tables that grow together while voting is open: no copy may tell which of their rows came together."""


class VoterMark(Base):
    """That a member on the roll has voted; at most one each, and no moment."""

    __tablename__ = "voter_marks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "person_id"], ["vote_rolls.proposal_id", "vote_rolls.person_id"]
        ),
        {"sqlite_with_rowid": False},
    )

    proposal_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Ballot(Base):
    """A ballot in the box while voting is open; replaced when its holder changes it, moved out at close."""

    __tablename__ = "ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The commitment of `ballots.receipts`."""
    proposal_id: Mapped[int] = references("vote_openings.proposal_id", index=True)
    content: Mapped[str] = mapped_column(Text)


class CarriedBallot(Base):
    """A ballot laid ready for somebody whom a delegate carries, one for each that the rules let them carry.

    The one thing that leads from a member to what they voted, for others, and only while voting is open: at close as
    many as are needed are published among all the others, and every row goes.
    """

    __tablename__ = "carried_ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    # No foreign key to the delegate's mark: PostgreSQL would note in the mark, for good, that a paper referred to it.
    # A trigger asks for the mark instead.
    proposal_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delegate_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(Text)


class CarriedMark(Base):
    """That a ballot was cast for a member who did not vote: written at close, and not by whom."""

    __tablename__ = "carried_marks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "person_id"], ["vote_rolls.proposal_id", "vote_rolls.person_id"]
        ),
        {"sqlite_with_rowid": False},
    )

    proposal_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class PublishedBallot(Base):
    """A ballot as it stood at close, for good. Whole rows of splits are never shown, only their columns."""

    __tablename__ = "published_ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    proposal_id: Mapped[int] = references("vote_openings.proposal_id", primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class Closing(Base):
    """That the box was closed: from this row on the database takes no ballot and no voter mark."""

    __tablename__ = "closings"

    proposal_id: Mapped[int] = references("vote_openings.proposal_id", primary_key=True, autoincrement=False)
    recorded_at: Mapped[moment]
    """When it was written down; the vote ended at the opening's `closes_at`, whatever this says."""
    voted: Mapped[int] = mapped_column(Integer)
    """Who voted, or was carried by a delegate."""
    ballots: Mapped[int] = mapped_column(Integer)
    delegated: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many of these ballots delegates cast for others."""
    paper: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many of these ballots were on paper."""
    spoiled: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many who voted handed in a paper that was blank or spoiled, and so no ballot."""


class BoxSweep(Base):
    """That after a closing the database's files were rid of what told the order in which ballots had come."""

    __tablename__ = "vote_sweeps"

    proposal_id: Mapped[int] = references("closings.proposal_id", primary_key=True, autoincrement=False)
    done_at: Mapped[moment]


class Reminder(Base):
    """That those who had not voted were reminded, once."""

    __tablename__ = "vote_reminders"

    proposal_id: Mapped[int] = references("vote_openings.proposal_id", primary_key=True, autoincrement=False)
    sent_at: Mapped[moment]
    people: Mapped[int] = mapped_column(Integer)


class PaperBatch(Base):
    """Ballots of a meeting that are entered together: begun by one steward, and signed by another or discarded."""

    __tablename__ = "paper_batches"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("vote_openings.proposal_id", index=True)
    opened_by_id: Mapped[int] = references("people.id", index=True)
    opened_at: Mapped[moment]


class PaperName(Base):
    """That a member handed in a ballot on paper; with the signing of its batch, that they voted."""

    __tablename__ = "paper_names"
    __table_args__ = ({"sqlite_with_rowid": False},)

    batch_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("paper_batches.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False, index=True
    )


class PaperContent(Base):
    """What a paper ballot says, while its batch waits for a second steward: no name, and gone when it is settled."""

    __tablename__ = "paper_contents"
    __table_args__ = ({"sqlite_with_rowid": False},)

    batch_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("paper_batches.id"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    proposal_id: Mapped[int] = references("vote_openings.proposal_id", index=True)
    content: Mapped[str | None] = mapped_column(Text)
    """None for a paper that is blank or spoiled."""


class PaperSigning(Base):
    """That a second steward checked a batch against the paper, and how many ballots went into the box."""

    __tablename__ = "paper_signings"

    batch_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("paper_batches.id"), primary_key=True, autoincrement=False
    )
    signed_by_id: Mapped[int] = references("people.id", index=True)
    signed_at: Mapped[moment]
    ballots: Mapped[int] = mapped_column(Integer)
    spoiled: Mapped[int] = mapped_column(Integer)
    """How many papers besides were blank or spoiled."""


class PaperDiscard(Base):
    """That a batch counts no more: a steward threw it away and said why, or voting ended before it was signed."""

    __tablename__ = "paper_discards"
    __table_args__ = (CheckConstraint("discarded_by_id IS NULL OR reason <> ''", name="why"),)

    batch_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("paper_batches.id"), primary_key=True, autoincrement=False
    )
    discarded_by_id: Mapped[int | None] = references("people.id", index=True)
    reason: Mapped[str] = mapped_column(Text)
    discarded_at: Mapped[moment]
