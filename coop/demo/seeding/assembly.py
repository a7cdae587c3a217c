"""The assembly: proposals discussed, opened, voted on, closed and carried out, each at its own hour."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.demo.content.fund import spending
from coop.demo.content.votes import Motion, Nominated, motions
from coop.demo.seeding import rounds, vacancies
from coop.demo.seeding.calendar import DAY, HOUR
from coop.demo.seeding.fund import CLOSED_AFTER_DAYS, approve_and_pay, expense_named
from coop.demo.seeding.story import Deed, Story
from coop.governance.ballots.actions import cast
from coop.governance.candidates.queries import candidates_of
from coop.governance.closing.actions import close_due
from coop.governance.elections import actions as elections
from coop.governance.electorate.models import Opening
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.governance.proposals import offers, reactions
from coop.governance.proposals.models import Comment, Proposal
from coop.ledger.models import Period

_MINUTE = dt.timedelta(minutes=1)


def plan(story: Story) -> None:
    """Each proposal at its moment; votes follow from it."""
    for motion in motions():
        story.at(_proposed_at(story, motion), _is_proposed(story, motion))


def _proposed_at(story: Story, motion: Motion) -> dt.datetime:
    calendar = story.calendar
    if motion.day is not None:
        return calendar.days_in(motion.day, 19)
    if motion.proposed_days_ago is not None:
        return calendar.now - motion.proposed_days_ago * DAY
    if motion.opened_days_ago is not None:
        return calendar.now - (motion.opened_days_ago + (motion.opens_after or 0)) * DAY - HOUR
    return calendar.on(calendar.first_period[1] + (CLOSED_AFTER_DAYS + 1) * DAY, 19)


def _is_proposed(story: Story, motion: Motion) -> Deed:
    def is_proposed(session: Session, at: dt.datetime) -> None:
        proposal = proposals.propose(
            session, kind=motion.kind, title=motion.title, text=motion.text, payload=_payload(story, session, motion),
            author=story.person(session, motion.author), at=at,
        )
        for number, put in enumerate(motion.nomination):
            story.at(at + (4 + 9 * number) * HOUR, _is_nominated(story, put, proposal.id))
        for number, project in enumerate(motion.project):
            story.at(at + (24 + 31 * number) * HOUR, rounds.is_proposed(story, project, proposal.id))
        for number, _said in enumerate(motion.comment):
            story.at(at + (3 + 11 * number) * HOUR, _comments(story, motion, proposal.id, number))
        for number, _offered in enumerate(motion.offer):
            story.at(at + (40 + 5 * number) * HOUR, _offers(story, motion, proposal.id, number))
        if motion.opens_after is not None:
            story.at(at + motion.opens_after * DAY + HOUR, _opens(story, motion, proposal.id))

    return is_proposed


def _payload(story: Story, session: Session, motion: Motion) -> dict[str, Any]:
    if motion.kind == "set-rule":
        return {"rule": motion.rule, "value": motion.value}
    if motion.kind == "spend":
        return {"expense": expense_named(session, motion.expense).reference}
    if motion.kind == "distribute":
        days = story.calendar.first_period if motion.period == "first" else story.calendar.second_period
        return {"period_id": session.execute(select(Period.id).where(Period.opens_on == days[0])).scalar_one()}
    if motion.kind == "projects":
        return rounds.payload(session, motion)
    if motion.kind == "elect":
        return {"office": motion.office, "body": motion.body, "seats": motion.seats, "replaces": motion.replaces}
    return {"method": motion.method, "options": motion.options} if motion.method else {}


def _is_nominated(story: Story, put: Nominated, proposal_id: int) -> Deed:
    def is_nominated(session: Session, at: dt.datetime) -> None:
        proposal, nominee = session.get_one(Proposal, proposal_id), story.person(session, put.who)
        elections.nominate(session, proposal, nominee=nominee, by=story.person(session, put.by), at=at)
        if put.statement:
            elections.answer(session, proposal, nominee=nominee, accepts=True, statement=put.statement, at=at + HOUR)

    return is_nominated


def _comments(story: Story, motion: Motion, proposal_id: int, number: int) -> Deed:
    def comments(session: Session, at: dt.datetime) -> None:
        said = motion.comment[number]
        proposal = session.get_one(Proposal, proposal_id)
        earlier = select(Comment).where(Comment.proposal_id == proposal_id).order_by(Comment.id)
        answers = session.execute(earlier).scalars().all()[said.answers] if said.answers is not None else None
        made = proposals.comment(
            session, proposal, author=story.person(session, said.author), text=said.text, stance=said.stance,
            answers=answers, at=at,
        )
        for key in said.agree:
            reactions.react(session, proposal, made, person=story.person(session, key), reaction="agree", at=at)

    return comments


def _offers(story: Story, motion: Motion, proposal_id: int, number: int) -> Deed:
    def offers_it(session: Session, at: dt.datetime) -> None:
        offered, proposal = motion.offer[number], session.get_one(Proposal, proposal_id)
        offers.offer(
            session, proposal, title=proposal.title, text=offered.text, payload=proposal.payload, reason=offered.reason,
            author=story.person(session, offered.author), at=at,
        )

    return offers_it


def _opens(story: Story, motion: Motion, proposal_id: int) -> Deed:
    def opens(session: Session, at: dt.datetime) -> None:
        proposals.open_vote(session, session.get_one(Proposal, proposal_id), at=at)
        opening = session.get_one(Opening, proposal_id)
        for number, (key, content) in enumerate(motion.cast.items()):
            story.at(at + (1 + 5 * number) * HOUR, _casts(story, motion, proposal_id, key, content))
        story.at(opening.closes_at + _MINUTE, lambda session, at: _close(session, at))
        enacted = opening.closes_at + opening.grace_hours * HOUR + 2 * _MINUTE
        story.at(enacted, lambda session, at: _enact(session, at))
        if motion.expense:
            story.at(enacted + DAY, _is_paid(story, motion.expense))
        for number, project in enumerate(motion.project):
            story.at(enacted + (3 + number) * DAY, rounds.is_spent(story, project))
        for vacancy in motion.vacancy:
            story.at(enacted + vacancy.days * DAY, vacancies.leaves(story, motion, vacancy))

    return opens


def _casts(story: Story, motion: Motion, proposal_id: int, key: str, content: Any) -> Deed:
    def casts(session: Session, at: dt.datetime) -> None:
        # The receipt code is the voter's alone; the demo's voters throw theirs away.
        ballot = content
        if isinstance(content, list):
            ticks = motion.kind == "projects"
            ballot = (rounds.ticked(session, motion, proposal_id, content) if ticks
                      else _by_number(story, session, proposal_id, content))
        cast(session, session.get_one(Proposal, proposal_id), person=story.person(session, key), content=ballot, at=at)

    return casts


def _by_number(story: Story, session: Session, proposal_id: int, ranked: list[str]) -> dict[str, int]:
    numbers = {person.id: number for number, person in candidates_of(session, proposal_id).items()}
    return {numbers[story.person(session, key).id]: rank for rank, key in enumerate(ranked, 1)}


def _close(session: Session, at: dt.datetime) -> None:
    close_due(session, at=at)


def _enact(session: Session, at: dt.datetime) -> None:
    enact_due(session, at=at)


def _is_paid(story: Story, key: str) -> Deed:
    def is_paid(session: Session, at: dt.datetime) -> None:
        spent = next(spent for spent in spending() if spent.key == key)
        approve_and_pay(story, session, spent, expense_named(session, key), at)

    return is_paid
