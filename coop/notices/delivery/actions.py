"""Taking a letter from the outbox, and writing down what became of it. Nothing is sent here."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.notices.delivery.letters import Letter
from coop.notices.delivery.rules import LEASE, next_attempt
from coop.notices.models import Mail, Notice

log = logging.getLogger("coop.mail")


def take(session: Session, *, at: dt.datetime) -> Letter | None:
    """The letter that waits longest, kept from other workers for the lease; None when nothing is due."""
    query = (
        select(Mail)
        .where(Mail.sent_at.is_(None), Mail.gave_up_at.is_(None), Mail.due_at <= at)
        .order_by(Mail.due_at, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = session.execute(query).scalar_one_or_none()
    if mail is None:
        return None
    mail.due_at = at + LEASE
    notice = session.get(Notice, mail.notice_id) if mail.notice_id else None
    return Letter(
        mail_id=mail.id,
        to_address=mail.to_address,
        subject=mail.subject,
        body=mail.body,
        link=notice.link if notice else "",
        calendar=mail.calendar,
        created_at=mail.created_at,
    )


def sent(session: Session, mail_id: int, *, at: dt.datetime) -> None:
    """The letter went out."""
    mail = session.get_one(Mail, mail_id)
    mail.attempts += 1
    mail.sent_at = at
    mail.last_error = ""


def failed(session: Session, mail_id: int, *, error: str, at: dt.datetime) -> bool:
    """It did not; returns whether it will be tried again. Giving up is said in the log and in the inbox."""
    mail = session.get_one(Mail, mail_id)
    mail.attempts += 1
    mail.last_error = error[:500]
    again = next_attempt(mail.attempts, at)
    if again is not None:
        mail.due_at = again
        return True
    mail.gave_up_at = at
    log.error("gave up on mail %s after %s attempts", mail_id, mail.attempts)
    about = session.get(Notice, mail.notice_id) if mail.notice_id else None
    if about is not None:
        session.add(
            Notice(
                person_id=about.person_id,
                kind="mail-failed",
                subject=N_("We could not reach you by mail"),
                body=N_("A letter to you came back. Is the address in your profile still right?"),
                link=about.link,
                created_at=at,
            )
        )
    return False


def N_(message: str) -> str:
    """Mark a message for translation: the inbox translates it, since nobody's language is known here."""
    return message
