"""The steps asked for now, and how far people have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from coop.people.orientation.models import OrientationCheck, OrientationStep, OrientationStepEnd


@dataclass(frozen=True)
class Ticked:
    """A step and whether somebody has done it."""

    step: OrientationStep
    check: OrientationCheck | None


def steps(session: Session) -> list[OrientationStep]:
    """Those asked for now, in the order in which they were written."""
    ended = exists().where(OrientationStepEnd.step_id == OrientationStep.id)
    return list(session.execute(select(OrientationStep).where(~ended).order_by(OrientationStep.id)).scalars())


def checklist(session: Session, person_id: int) -> list[Ticked]:
    """The steps for one person."""
    done = select(OrientationCheck).where(OrientationCheck.person_id == person_id)
    checks = {check.step_id: check for check in session.execute(done).scalars()}
    return [Ticked(step, checks.get(step.id)) for step in steps(session)]


def left_to_do(session: Session, person_ids: Sequence[int]) -> dict[int, int]:
    """`person id -> steps that are still to be done`, of all that were asked for."""
    now = [step.id for step in steps(session)]
    query = (
        select(OrientationCheck.person_id, func.count())
        .where(OrientationCheck.person_id.in_(person_ids), OrientationCheck.step_id.in_(now))
        .group_by(OrientationCheck.person_id)
    )
    done = {person: int(count) for person, count in session.execute(query)}
    return {person: len(now) - done.get(person, 0) for person in person_ids}
