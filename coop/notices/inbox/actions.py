"""Reading."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from coop.notices.models import Notice


def read(notice: Notice, *, at: dt.datetime) -> None:
    """Note when it was first opened."""
    notice.read_at = notice.read_at or at


def read_all(session: Session, person_id: int, *, at: dt.datetime) -> int:
    """Note that everything was seen; returns how much was not before."""
    query = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None)).values(read_at=at)
    return int(session.connection().execute(query).rowcount)
