"""What a person was told, newest first."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.notices.models import Notice

PAGE = 20


def notices(session: Session, person_id: int, *, before: int | None = None) -> tuple[list[Notice], bool]:
    """A page of the person's notices older than `before`, and whether there are older ones still."""
    query = select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Notice.id < before)
    rows = list(session.execute(query).scalars())
    return rows[:PAGE], len(rows) > PAGE


def notice_of(session: Session, person_id: int, notice_id: int) -> Notice | None:
    """One notice, if it is the person's own."""
    query = select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id)
    return session.execute(query).scalar_one_or_none()


def unread_count(session: Session, person_id: int) -> int:
    """How many notices the person has not opened."""
    query = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return int(session.execute(query).scalar_one())
