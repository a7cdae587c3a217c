"""Delegations as facts: asked, answered, ended. Nothing says how a ballot reads, nor which ballot was cast for whom.

Those that are over are deleted: the pair of the two is kept only while it is of use, so that a database that leaks
later does not tell who carried whose vote. `governance.delegation.chores` and the closing of a vote see to it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, UtcDateTime, moment, pk, references

PAIRS = ("delegations", "delegation_answers", "delegation_ends")
"""Tables that tell who gave their vote to whom: what was deleted from them goes from the files too."""


class Delegation(Base):
    """That a member asked another to vote for them: in one vote, or until the end of a day."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("delegator_id <> delegate_id", name="another"),
        CheckConstraint("(proposal_id IS NULL) <> (until_at IS NULL)", name="scope"),
        CheckConstraint("until_at IS NULL OR until_at > asked_at", name="term"),
    )

    id: Mapped[pk]
    delegator_id: Mapped[int] = references("people.id", index=True)
    delegate_id: Mapped[int] = references("people.id", index=True)
    proposal_id: Mapped[int | None] = references("proposals.id", index=True)
    """The one vote it is for; None for a term."""
    until_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """The moment the term is over; None for one vote."""
    asked_at: Mapped[moment]


def _of_delegation() -> Mapped[int]:
    return mapped_column(
        BigKey, ForeignKey("delegations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class DelegationAnswer(Base):
    """What the member who was asked said: without a yes nobody carries a vote."""

    __tablename__ = "delegation_answers"

    delegation_id: Mapped[int] = _of_delegation()
    accepts: Mapped[bool]
    answered_at: Mapped[moment]


class DelegationEnd(Base):
    """That it ended, and how."""

    __tablename__ = "delegation_ends"
    __table_args__ = (CheckConstraint("how IN ('withdrawn', 'revoked', 'returned', 'lapsed')", name="how"),)

    delegation_id: Mapped[int] = _of_delegation()
    how: Mapped[str] = mapped_column(String(10))
    ended_at: Mapped[moment]
