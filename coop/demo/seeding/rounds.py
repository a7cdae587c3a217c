"""A round of projects: what is proposed, ticked, spent and returned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.demo.content.votes import Motion, Project
from coop.demo.receipts import receipt
from coop.demo.seeding.calendar import DAY, HOUR
from coop.demo.seeding.story import Deed, Story
from coop.governance.ideas.queries import projects_of
from coop.governance.proposals.models import Proposal
from coop.governance.rounds.actions import propose_project
from coop.money.fund import actions as fund
from coop.money.fund import receipts
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments.models import Commitment
from coop.money.fund.commitments.queries import fund_states
from coop.money.fund.commitments.rules import Fund
from coop.policies.queries import local_day

_APPROVER, _PAYER = "bruno", "amira"


def payload(session: Session, motion: Motion) -> dict[str, Any]:
    """Whole units of the currency, as far as the fund goes: what a vote gave it depends on the bookings of the day."""
    free = fund_states(session)[Fund(motion.fund)].free_cents
    return {"fund": motion.fund, "amount_cents": min(motion.amount_cents, free - free % 100)}


def is_proposed(story: Story, project: Project, proposal_id: int) -> Deed:
    def is_proposed(session: Session, at: dt.datetime) -> None:
        propose_project(
            session, session.get_one(Proposal, proposal_id), title=project.title, text=project.text,
            cost_cents=project.cost_cents, carried_out_by=project.carried_out_by,
            author=story.person(session, project.author), at=at,
        )

    return is_proposed


def ticked(session: Session, motion: Motion, proposal_id: int, keys: list[str]) -> dict[str, int]:
    """A ballot: the numbers of the projects with these keys."""
    titles = {project.key: project.title for project in motion.project}
    numbers = {idea.version.title: number for number, idea in projects_of(session, proposal_id).items()}
    return {numbers[titles[key]]: 1 for key in keys}


def is_spent(story: Story, project: Project) -> Deed:
    """The receipt comes in, is approved and paid, and the project closed; nothing happens to one that lost."""

    def is_spent(session: Session, at: dt.datetime) -> None:
        made = _promise(session, project)
        if made is None or not project.spent_cents:
            return
        spent_on = local_day(session, at) - DAY
        slip = receipt(project.shop, project.title, project.spent_cents, spent_on)
        expense = fund.submit_receipt(
            session, made, submitted_by=story.person(session, project.author), title=project.title,
            amount_cents=project.spent_cents, spent_on=spent_on, pay_to=f"{project.shop}, by transfer",
            receipt=receipts.store(story.uploads, slip), at=at,
        )
        fund.approve_expense(session, expense, approver=story.person(session, _APPROVER), at=at + HOUR)
        fund.pay_expense(
            session, expense, paid_by=story.person(session, _PAYER), paid_on=local_day(session, at), at=at + HOUR
        )
        if project.report:
            story.at(at + 2 * DAY, _is_closed(story, project))

    return is_spent


def _is_closed(story: Story, project: Project) -> Deed:
    def is_closed(session: Session, at: dt.datetime) -> None:
        made = _promise(session, project)
        if made is not None:
            commitments.close(
                session, made, closed_by=story.person(session, project.author), report=project.report, at=at
            )

    return is_closed


def _promise(session: Session, project: Project) -> Commitment | None:
    return session.execute(select(Commitment).where(Commitment.title == project.title)).scalar_one_or_none()
