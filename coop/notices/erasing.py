"""What people were told: a person's own inbox and letters go, and what told others of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from coop.db.erasing import Fates, Gone, Subject, fates, mentions
from coop.notices.models import Mail, Notice

FATES: dict[str, Fates] = {
    "notices": fates(erased="person_id kind subject body link"),
    "mails": fates(erased="to_address subject body calendar last_error"),
}


def forget_letters(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Their inbox, letters to their address, and their name in what others were told."""
    gone = _delete(session, Notice.person_id == subject.person_id)
    letters = delete(Mail).where(Mail.to_address == subject.email)
    gone.add("mails", session.connection().execute(letters).rowcount)
    for model, columns in ((Notice, (Notice.subject, Notice.body)), (Mail, (Mail.subject, Mail.body, Mail.calendar))):
        naming = or_(*(mentions(column, subject) for column in columns))
        for row in session.execute(select(model.id, *columns).where(naming)).all():
            said = {column.key: subject.unnamed(text)[:200] if column.key == "subject" else subject.unnamed(text)
                    for column, text in zip(columns, row[1:], strict=True)}  # fmt: skip
            session.connection().execute(update(model).where(model.id == row[0]).values(said))
            gone.add(model.__tablename__, 1)
    return gone


def forget_inbox(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """What the empty person was told since: that a payout is on its way."""
    return _delete(session, Notice.person_id == subject.person_id)


def forget_about(session: Session, links: Sequence[str]) -> Gone:
    """Notices to anyone that lead to these pages, with their letters."""
    return _delete(session, Notice.link.in_(links)) if links else Gone()


def _delete(session: Session, chosen: ColumnElement[bool]) -> Gone:
    gone, connection = Gone(), session.connection()
    letters = delete(Mail).where(Mail.notice_id.in_(select(Notice.id).where(chosen)))
    gone.add("mails", connection.execute(letters).rowcount)
    gone.add("notices", connection.execute(delete(Notice).where(chosen)).rowcount)
    return gone


ERASURES = [forget_letters]
ENDINGS = [forget_inbox]
