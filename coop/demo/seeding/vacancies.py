"""A seat left before its time, and offered to whom the ballots of its election give it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.demo.content.votes import Motion, Vacancy
from coop.demo.seeding.calendar import DAY, HOUR
from coop.demo.seeding.story import Deed, Story
from coop.governance.candidates.queries import candidates_of
from coop.governance.offices.actions import answer, count_back, resign
from coop.governance.offices.models import Countback
from coop.governance.terms.queries import in_office, term_by_id


def leaves(story: Story, motion: Motion, vacancy: Vacancy) -> Deed:
    """Somebody resigns; a day later a member asks the ballots for the next one."""

    def leaves(session: Session, at: dt.datetime) -> None:
        person = story.person(session, vacancy.who)
        for term, who in in_office(session, motion.office, body=motion.body, at=at):
            if who.id == person.id:
                resign(session, term, person=person, at=at)
                story.at(at + DAY, _is_asked_for(story, motion, vacancy, term.id))

    return leaves


def _is_asked_for(story: Story, motion: Motion, vacancy: Vacancy, term_id: int) -> Deed:
    def is_asked_for(session: Session, at: dt.datetime) -> None:
        term = term_by_id(session, motion.office, term_id)
        if term is not None:
            asked = count_back(session, term, name=motion.body, at=at)
            story.at(at + 20 * HOUR, _is_answered(story, motion, vacancy, asked.id))

    return is_asked_for


def _is_answered(story: Story, motion: Motion, vacancy: Vacancy, countback_id: int) -> Deed:
    def is_answered(session: Session, at: dt.datetime) -> None:
        asked = session.get_one(Countback, countback_id)
        person = candidates_of(session, asked.proposal_id)[asked.key]
        declines = person.id in [story.person(session, key).id for key in vacancy.declines]
        answer(session, asked, person=person, accepts=not declines, at=at)
        if declines:
            story.at(at + HOUR, _is_asked_for(story, motion, vacancy, asked.term_id))

    return is_answered
