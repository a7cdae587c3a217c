"""Members propose projects, fund some of them by Equal Shares, and hand in what they cost."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coop.commons.rehearsal.acts import Content, Unfinished, count_and_carry_out, open_vote
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.course import Course
from coop.commons.rehearsal.year.votes import propose
from coop.db import transaction
from coop.governance.ideas.queries import projects_of
from coop.governance.proposals.models import Proposal
from coop.governance.rounds.actions import propose_project
from coop.money.fund.actions import approve_expense, pay_expense, submit_receipt
from coop.money.fund.commitments.actions import close
from coop.money.fund.commitments.queries import CommitmentView, of_decision
from coop.money.fund.commitments.rules import Fund
from coop.people.persons.models import Person
from coop.policies.queries import decision_by_reference


def fund_projects(course: Course) -> str:
    """A round is voted on, its winners spend what they are promised, and return the rest; its decision's number."""
    payload = {"fund": Fund.PROJECTS, "amount_cents": plot.ROUND_CENTS}
    proposal_id, reference = propose(course, "projects", "What we do for our quarter", payload)
    with transaction(course.engine) as session:
        proposal = session.get_one(Proposal, proposal_id)
        for project in plot.PROJECTS:
            author = course.member(session, project.place)
            propose_project(
                session, proposal, title=project.title, text="It is needed.", cost_cents=project.cost_cents,
                carried_out_by=author.display_name, author=author, at=course.clock.now,
            )
    open_vote(course.engine, course.clock, proposal_id)
    with transaction(course.engine, write=False) as session:
        keys = {idea.version.title: key for key, idea in projects_of(session, proposal_id).items()}

    def ticked(place: int) -> Content:
        return {keys[project.title]: 1 for project in plot.PROJECTS if place in project.liked_by}

    count_and_carry_out(course.engine, course.clock, proposal_id, ticked)
    course.clock.reach(course.clock.now + plot.SPENT_AFTER)
    for project in plot.PROJECTS:
        if project.spent_cents:
            with transaction(course.engine) as session:
                _spend(course, session, reference, project)
    return reference


def _spend(course: Course, session: Session, reference: str, project: plot.Project) -> None:
    """Its receipt comes in, is approved and paid; then the project is over, and what was not spent returns."""
    at, today = course.clock.now, course.clock.today
    promise, steward = _promise(session, reference, project), course.steward(session)
    carries_out = session.get_one(Person, promise.commitment.responsible_id)
    expense = submit_receipt(
        session, promise.commitment, submitted_by=carries_out, title=project.title, amount_cents=project.spent_cents,
        spent_on=today, pay_to="The shop, by transfer", at=at,
    )
    approve_expense(session, expense, approver=steward, at=at)
    pay_expense(session, expense, paid_by=steward, paid_on=today, at=at)
    close(session, promise.commitment, closed_by=carries_out, report="Done, and in use.", at=at)


def _promise(session: Session, reference: str, project: plot.Project) -> CommitmentView:
    decision = decision_by_reference(session, reference)
    for promise in of_decision(session, decision.id) if decision else ():
        if promise.commitment.title == project.title:
            return promise
    raise Unfinished(f"nothing was promised to {project.title!r}")
