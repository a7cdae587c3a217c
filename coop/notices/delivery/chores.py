"""Sends what is due, each letter in two short transactions with the sending between them."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from sqlalchemy import Engine, func, select

from coop.config import Settings
from coop.db import transaction
from coop.notices.delivery import actions
from coop.notices.delivery.post import Send, way_out
from coop.notices.models import Mail

log = logging.getLogger("coop.mail")
_AT_ONCE = 200


def deliver(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Send the letters that are due, at most 200 a turn; returns how many went out."""
    send = way_out(settings)
    if send is None:
        _complain_of_waiting(engine)
        return 0
    return sum(_one(engine, send, at) for _turn in range(_waiting(engine, at)))


def _one(engine: Engine, send: Send, at: dt.datetime) -> int:
    with transaction(engine) as session:
        letter = actions.take(session, at=at)
    if letter is None:
        return 0
    try:
        send(letter)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        with transaction(engine) as session:
            actions.failed(session, letter.mail_id, error=f"{type(error).__name__}: {error}", at=at)
        return 0
    with transaction(engine) as session:
        actions.sent(session, letter.mail_id, at=at)
    return 1


def _waiting(engine: Engine, at: dt.datetime) -> int:
    with transaction(engine, write=False) as session:
        query = select(func.count()).where(Mail.sent_at.is_(None), Mail.gave_up_at.is_(None), Mail.due_at <= at)
        return min(_AT_ONCE, int(session.execute(query).scalar_one()))


def _complain_of_waiting(engine: Engine) -> None:
    with transaction(engine, write=False) as session:
        query = select(func.count()).where(Mail.sent_at.is_(None), Mail.gave_up_at.is_(None))
        waiting = session.execute(query).scalar_one()
    if waiting:
        log.warning("%s letters wait for a mail server: set COOP_MAIL_HOST", waiting)


DUTIES = [("notices: send mail", 20, deliver)]
