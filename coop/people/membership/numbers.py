"""Membership numbers: given once, in order, never again."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from coop.people.membership.models import Membership


def next_number(session: Session) -> int:
    """The number after the highest ever given; two admissions at once wait for each other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7042)"))
    highest = session.execute(select(func.max(Membership.number))).scalar()
    return (highest or 0) + 1
