"""What people have read, and which mail has gone out, by the time the demo opens.

No action can say that something was read or sent in the past: reading is a click, sending is the worker's, and
eight months of letters would otherwise all be new and all leave at once.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from coop.demo.seeding.calendar import DAY
from coop.demo.seeding.story import Story
from coop.notices.models import Mail, Notice

_UNREAD = 4 * DAY
_MINUTE = dt.timedelta(minutes=1)


def plan(story: Story) -> None:
    """Last of all."""
    story.at(story.calendar.now, lambda session, at: _settle(session, at))


def _settle(session: Session, at: dt.datetime) -> None:
    session.execute(
        update(Notice).where(Notice.read_at.is_(None), Notice.created_at < at - _UNREAD).values(read_at=at - _UNREAD)
    )
    session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(sent_at=Mail.due_at, attempts=1))
