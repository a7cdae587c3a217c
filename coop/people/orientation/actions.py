"""Keeping the list, and ticking steps off."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.people.orientation.models import OrientationCheck, OrientationStep, OrientationStepEnd
from coop.people.persons.models import Person
from coop.people.refusals import N_, NotPossible


def add_step(
    session: Session, *, title: str, text: str, by_member: bool, added_by: Person, at: dt.datetime
) -> OrientationStep:
    """Ask a further step of newcomers, and of those who are on their way."""
    step = OrientationStep(title=title, text=text, by_member=by_member, added_by_id=added_by.id, added_at=at)
    session.add(step)
    session.flush()
    return step


def end_step(session: Session, step: OrientationStep, *, ended_by: Person, at: dt.datetime) -> None:
    """Ask it no more; what was ticked off stays on record."""
    if session.get(OrientationStepEnd, step.id) is None:
        session.add(OrientationStepEnd(step_id=step.id, ended_by_id=ended_by.id, ended_at=at))
        session.flush()


def tick(session: Session, step: OrientationStep, *, person: Person, checked_by: Person, at: dt.datetime) -> bool:
    """Say that somebody has done a step; False when it was said before. Raises NotPossible for one's own word where
    a member's is asked for; that `checked_by` is a member, the caller has made sure."""
    if step.by_member and checked_by.id == person.id:
        raise NotPossible(N_("A member has to say that you have done this"))
    if not step.by_member and checked_by.id != person.id:
        raise NotPossible(N_("Newcomers tick this off themselves"))
    if session.get(OrientationStepEnd, step.id) is not None:
        raise NotPossible(N_("This step is asked of nobody any more"))
    if session.get(OrientationCheck, (step.id, person.id)) is not None:
        return False
    session.add(
        OrientationCheck(step_id=step.id, person_id=person.id, checked_by_id=checked_by.id, checked_at=at)
    )
    session.flush()
    return True
