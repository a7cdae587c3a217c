"""Reading the figures of a year back from the database it was played in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.rehearsal.acts import Unfinished
from coop.commons.rehearsal.queries import dividends_by_name, nonzero_balances, outcome_of, use_of, yes_no
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.course import Course
from coop.commons.rehearsal.year.figures import Case, Election, Leaving, Quarter, Round, Year
from coop.governance.candidates.queries import candidates_of
from coop.governance.cases.queries import by_reference, file_of
from coop.governance.distribution.rules import Basis
from coop.governance.proposals.models import Proposal
from coop.governance.terms.queries import terms_of
from coop.governance.terms.rules import Office
from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import cover
from coop.ledger.models import EntryRow
from coop.money.fund.commitments.queries import of_decision
from coop.money.periods.queries import statement
from coop.people.membership.models import Departure, Membership
from coop.people.membership.queries import open_membership
from coop.people.obligations.models import CapitalObligation, CapitalRelease
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


def year(session: Session, course: Course) -> Year:
    """Every figure of what was played."""
    covered = cover(session)
    due = select(func.coalesce(func.sum(CapitalObligation.amount_cents), 0)).join(
        CapitalRelease, CapitalRelease.obligation_id == CapitalObligation.id
    )
    return Year(
        quarters=tuple(
            _quarter(session, course, *days, reference)
            for days, (_brought, reference) in zip(plot.QUARTERS, course.quarters, strict=True)
        ),
        fee=yes_no(session, course.fee),
        election=_election(session, course),
        case=_case(session, course),
        projects=_projects(session, course),
        leaving=_leaving(session, course),
        came_due=course.came_due,
        came_due_cents=int(session.execute(due).scalar_one()),
        balances=nonzero_balances(session),
        held_cents=covered.held_cents,
        owed_cents=covered.owed_cents,
    )


def _quarter(session: Session, course: Course, opens_on: dt.date, closes_on: dt.date, reference: str) -> Quarter:
    outcome = outcome_of(session, reference)
    result = outcome.result
    said = statement(session, opens_on=opens_on, closes_on=closes_on)
    trips = select(func.count()).where(
        EntryRow.kind == "booking-completed", EntryRow.effective_on.between(opens_on, closes_on)
    )
    noon = dt.datetime.combine(closes_on, dt.time(12), course.clock.zone)
    return Quarter(
        opens_on=opens_on,
        closes_on=closes_on,
        trips=session.execute(trips).scalar_one(),
        fee_rate=Fraction(in_force(session, "fee.rate", noon).text),
        fee_cents=said.income_cents,
        surplus_cents=result["surplus_cents"],
        non_member_cents=sum(line["cents"] for line in result["lines"] if line["basis"] == Basis.NON_MEMBER),
        ballots=result["ballots"],
        roll=result["roll"],
        uses=tuple((name, use_of(name, result).cents) for name in result["options"]),
        dividends=dividends_by_name(session, reference, outcome.decision_id),
    )


def _election(session: Session, course: Course) -> Election:
    outcome = outcome_of(session, course.election)
    candidates = candidates_of(session, outcome.proposal_id)
    terms = terms_of(session, Office.STEWARD)
    return Election(
        method=outcome.result["method"],
        ballots=outcome.result["ballots"],
        stood=tuple(sorted(person.display_name for person in candidates.values())),
        elected=tuple(candidates[key].display_name for key in outcome.result["elected"]),
        before=_names(person for term, person in terms if term.ends_at is not None),
        now=_names(person for term, person in terms if term.ends_at is None),
    )


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(sorted(person.display_name for person in people))


def _case(session: Session, course: Course) -> Case:
    found = by_reference(session, course.case)
    held = file_of(session, found) if found else None
    if held is None or held.draw is None or held.decision is None or held.appeal is None or held.ending is None:
        raise Unfinished("the case has not come to its end")
    return Case(
        filed_on=local_day(session, held.case.filed_at),
        drawn_on=local_day(session, held.draw.drawn_at),
        panel=len(held.seats),
        pool=held.draw.pool_size,
        excluded=held.draw.excluded,
        decided_on=local_day(session, held.decision.decided_at),
        measure=held.decision.measure,
        appealed_on=local_day(session, held.appeal.appealed_at),
        appeal=yes_no(session, session.get_one(Proposal, held.appeal.proposal_id).reference),
        ended_on=local_day(session, held.ending.ended_at),
        overturned=held.ending.overturned,
        is_member=open_membership(session, held.case.respondent_id) is not None,
    )


def _projects(session: Session, course: Course) -> Round:
    outcome = outcome_of(session, course.projects)
    promises = [(each.commitment, each.closing) for each in of_decision(session, outcome.decision_id)]
    return Round(
        budget_cents=outcome.result["budget_cents"],
        ballots=outcome.result["ballots"],
        stood=len(outcome.result["options"]),
        funded=tuple(sorted(
            (promise.title, promise.amount_cents, promise.amount_cents - end.returned_cents, end.returned_cents)
            for promise, end in promises
            if end is not None
        )),
    )


def _leaving(session: Session, course: Course) -> Leaving:
    departure, membership = session.get_one(Departure, course.left), session.get_one(Membership, course.left)
    person = session.get_one(Person, membership.person_id)
    if membership.left_at is None or departure.paid_entry_id is None:
        raise Unfinished("the share was not paid back")
    retained = (chart.PATRONAGE_QUALIFIED, chart.PATRONAGE_NONQUALIFIED)
    return Leaving(
        name=person.display_name,
        left_on=local_day(session, membership.left_at),
        share_cents=departure.redeemable_cents,
        redeem_by=departure.redeem_by,
        paid_on=session.get_one(EntryRow, departure.paid_entry_id).effective_on,
        retained_cents=-sum(balance(session, code, party_id=person.party_id) for code in retained),
    )
