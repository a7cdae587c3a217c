"""A member is expelled by a panel, asks all members, and stays."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

import coop.market.disputes.dealings  # noqa: F401  tells who worked for whom: they cannot judge
from coop.commons.rehearsal.acts import Unfinished, count_and_carry_out, members
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.course import Course
from coop.db import transaction
from coop.governance.cases import actions
from coop.governance.cases.drawing import PATIENCE
from coop.governance.cases.models import Case
from coop.governance.cases.queries import CaseFile, by_reference, file_of
from coop.governance.cases.rules import Measure, Verdict
from coop.people.persons.models import Person


def expel_and_overturn(course: Course) -> str:
    """Complaint, notice, answer, drawn panel, expulsion, appeal, vote of all; returns the case's reference."""
    reference, answer_by = _complain(course)
    course.clock.reach(answer_by + PATIENCE)
    course.tick()
    course.clock.reach(course.clock.now + plot.VOTED_AFTER)
    _panel_votes(course, reference)
    course.clock.reach(course.clock.now + plot.APPEALED_AFTER)
    with transaction(course.engine) as session:
        held = _file(session, reference)
        held = actions.appeal(
            session, held.case, by=_respondent(held), grounds="Nobody heard who was with me.", at=course.clock.now
        )
        if held.appeal is None:
            raise Unfinished("the appeal was not made")
        proposal_id = held.appeal.proposal_id
    count_and_carry_out(course.engine, course.clock, proposal_id, plot.appeal_choice)
    with transaction(course.engine, write=False) as session:
        held = _file(session, reference)
        if held.ending is None or not held.ending.overturned:
            raise Unfinished("the members did not overturn what the panel decided")
    return reference


def _complain(course: Course) -> tuple[str, dt.datetime]:
    """Some members are willing to judge, one complains about another, who answers; until when they could."""
    at = course.clock.now
    with transaction(course.engine) as session:
        everybody = members(session, course.clock)
        for person in everybody[plot.WILLING_FROM :]:
            actions.offer(session, person, willing=True, at=at)
        case = actions.file(
            session, complainant=everybody[plot.COMPLAINANT], respondent=everybody[plot.RESPONDENT],
            text="He took my passengers at the station, every day.", at=at,
        )
        reference = case.reference
    course.tick()
    course.clock.reach(at + plot.ANSWERED_AFTER)
    with transaction(course.engine) as session:
        held = _file(session, reference)
        actions.answer(
            session, held.case, by=_respondent(held), text="They came to me by themselves.", at=course.clock.now
        )
        return reference, held.notice.answer_by


def _panel_votes(course: Course, reference: str) -> None:
    """All who were drawn vote to expel. Raises Unfinished when that decides nothing."""
    with transaction(course.engine) as session:
        held = _file(session, reference)
        for seat in held.seats:
            held = actions.vote(
                session, held.case, by=held.people[held.person_at(seat.position)], verdict=Verdict(Measure.EXPULSION),
                reasons="It went on for weeks.", public_reasons="It went on after three warnings.",
                at=course.clock.now,
            )
        if held.decision is None or held.decision.measure != Measure.EXPULSION:
            raise Unfinished("the panel did not decide")


def _file(session: Session, reference: str) -> CaseFile:
    case = by_reference(session, reference)
    if not isinstance(case, Case):
        raise Unfinished(f"there is no case {reference}")
    return file_of(session, case)


def _respondent(held: CaseFile) -> Person:
    return held.people[held.case.respondent_id]
