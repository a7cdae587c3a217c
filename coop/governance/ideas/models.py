"""Projects proposed for a round, in every wording they had, and their numbers on the ballot. Append-only."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class ProjectIdea(Base):
    """That a member proposes a project for a round. They carry it out, or see to it."""

    __tablename__ = "project_ideas"

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    author_id: Mapped[int] = references("people.id", index=True)
    proposed_at: Mapped[moment]


class ProjectIdeaVersion(Base):
    """A project's wording; the one with the highest number counts."""

    __tablename__ = "project_idea_versions"
    __table_args__ = (CheckConstraint("cost_cents > 0", name="cost"), CheckConstraint("number > 0", name="number"))

    idea_id: Mapped[int] = references("project_ideas.id", primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(80))
    """Public, so it names nobody."""
    text: Mapped[str] = mapped_column(Text)
    """What it is for, for everybody to read."""
    carried_out_by: Mapped[str] = mapped_column(String(200))
    """Who does it and who is paid, for members to read."""
    cost_cents: Mapped[cents]
    written_at: Mapped[moment]


class ProjectIdeaWithdrawal(Base):
    """That its author took a project back before voting opened."""

    __tablename__ = "project_idea_withdrawals"

    idea_id: Mapped[int] = references("project_ideas.id", primary_key=True, autoincrement=False)
    withdrawn_at: Mapped[moment]


class RoundProject(Base):
    """A project under its number on the ballot, at its frozen cost."""

    __tablename__ = "round_projects"
    __table_args__ = (CheckConstraint("cost_cents > 0", name="cost"),)

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(3), primary_key=True)
    idea_id: Mapped[int] = references("project_ideas.id", unique=True)
    cost_cents: Mapped[cents]
