"""Telling people something. Nothing is sent here: the row commits with its cause, the worker delivers."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from sqlalchemy.orm import Session

from coop.notices.models import Mail, Notice


class Recipient(Protocol):
    """Whoever has an inbox and an address; `Person` is one."""

    id: int
    email: str
    active: bool


def tell(
    session: Session,
    recipient: Recipient,
    *,
    kind: str,
    subject: str,
    body: str,
    link: str = "",
    calendar: str = "",
    by_mail: bool = True,
    at: dt.datetime,
) -> Notice:
    """Put a notice in a person's inbox and, unless told otherwise, the same words in an e-mail.

    `link` is a path on this site; the mail carries it as a whole address when it is delivered.
    """
    notice = Notice(person_id=recipient.id, kind=kind, subject=subject, body=body, link=link, created_at=at)
    session.add(notice)
    session.flush()
    if by_mail and recipient.active:
        mail(session, to=recipient.email, subject=subject, body=body, calendar=calendar, notice=notice, at=at)
    return notice


def mail(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    calendar: str = "",
    notice: Notice | None = None,
    at: dt.datetime,
) -> Mail:
    """Queue an e-mail; it goes out after the commit, or not at all when the commit fails."""
    letter = Mail(notice_id=notice.id if notice else None, to_address=to, subject=subject, body=body,
                  calendar=calendar, created_at=at, due_at=at)
    session.add(letter)
    return letter
