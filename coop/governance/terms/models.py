"""Seats on committees: an office that gives no rights on the site, only a name to turn to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.people.stewards.models import TermOfOffice


class CommitteeSeat(TermOfOffice, Base):
    """A term on a committee."""

    __tablename__ = "committee_seats"
    __table_args__ = (CheckConstraint("ended_how IN ('replaced', 'recalled', 'resigned')", name="how"),)

    body: Mapped[str] = mapped_column(String(80), index=True)
    """The committee's name."""
