"""Mail, newest first, each with the link of its notice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.notices.models import Mail, Notice

PAGE = 20


def mails(session: Session, *, before: int | None = None) -> tuple[list[tuple[Mail, str]], bool]:
    """A page of mails older than `before` with their links, and whether there are older ones still."""
    query = (
        select(Mail, Notice.link)
        .outerjoin(Notice, Notice.id == Mail.notice_id)
        .order_by(Mail.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Mail.id < before)
    rows = [(mail, link or "") for mail, link in session.execute(query)]
    return rows[:PAGE], len(rows) > PAGE
