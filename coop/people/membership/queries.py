"""Who asks to join, who is in, and what each has paid in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.people.membership.models import Application, Membership


def open_application(session: Session, person_id: int) -> Application | None:
    """The person's application that has not ended, if any."""
    query = select(Application).where(Application.person_id == person_id, Application.closed_at.is_(None))
    return session.execute(query).scalar_one_or_none()


def open_membership(session: Session, person_id: int) -> Membership | None:
    """The person's membership that has not ended, if any."""
    query = select(Membership).where(Membership.person_id == person_id, Membership.left_at.is_(None))
    return session.execute(query).scalar_one_or_none()
