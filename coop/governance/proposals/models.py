"""A proposal's life before voting, as records: drafted, discussed, amended, withdrawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import Json, moment, pk, references
from coop.people.persons.models import Person


class Proposal(Base):
    """What members are asked to decide. Its words may change until voting opens; then it is frozen."""

    __tablename__ = "proposals"

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    """A number in words: the decision's address, and what its entries are keyed by."""
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    """Public, so it names nobody."""
    text: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    """What is to be enacted, checked by `proposals.payloads`."""
    author_id: Mapped[int] = references("people.id", index=True)
    drafted_at: Mapped[moment]

    author: Mapped[Person] = relationship(lazy="raise")


class Discussion(Base):
    """That a draft was put before the members."""

    __tablename__ = "discussions"

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    begun_at: Mapped[moment]


class Amendment(Base):
    """That the author changed a proposal under discussion: the words before and after, and why."""

    __tablename__ = "amendments"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    author_id: Mapped[int] = references("people.id")
    amended_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    """`title`, `text` and `payload` as they were."""
    after: Mapped[dict[str, Any]] = mapped_column(Json)


class Comment(Base):
    """A member's word in the discussion, or an answer to one."""

    __tablename__ = "comments"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    answers_id: Mapped[int | None] = references("comments.id", index=True)
    author_id: Mapped[int] = references("people.id", index=True)
    stance: Mapped[str] = mapped_column(String(16))
    """`reason_for`, `reason_against`, `question` or `remark`."""
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[moment]

    author: Mapped[Person] = relationship(lazy="raise")


class Withdrawal(Base):
    """That the author took a proposal back before voting opened."""

    __tablename__ = "withdrawals"

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    withdrawn_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)


class AmendmentOffer(Base):
    """That a member asks the author to change the proposal: the words as they stood, and as they would be."""

    __tablename__ = "amendment_offers"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    author_id: Mapped[int] = references("people.id", index=True)
    offered_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    """`title`, `text` and `payload`, as in an Amendment."""

    author: Mapped[Person] = relationship(lazy="raise")


class AmendmentAnswer(Base):
    """What became of an offer: the proposal's author took it or declined it, or who offered it took it back."""

    __tablename__ = "amendment_answers"
    __table_args__ = (
        CheckConstraint("answer IN ('accepted', 'declined', 'withdrawn')", name="answer"),
        CheckConstraint("(answer = 'accepted') = (amendment_id IS NOT NULL)", name="amendment"),
    )

    offer_id: Mapped[int] = references("amendment_offers.id", primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[moment]
    amendment_id: Mapped[int | None] = references("amendments.id", unique=True)
    """The change that it became."""


class Cosponsorship(Base):
    """That a member supports putting a proposal to the vote, or no longer does; their newest word counts."""

    __tablename__ = "cosponsorships"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    person_id: Mapped[int] = references("people.id", index=True)
    stands: Mapped[bool]
    said_at: Mapped[moment]


class CommentReaction(Base):
    """A member's reaction to a comment, or that they took it back; the newest of each counts."""

    __tablename__ = "comment_reactions"
    __table_args__ = (CheckConstraint("reaction IN ('agree', 'doubt', 'thanks')", name="reaction"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = references("comments.id", index=True)
    person_id: Mapped[int] = references("people.id", index=True)
    reaction: Mapped[str] = mapped_column(String(8))
    stands: Mapped[bool]
    said_at: Mapped[moment]
