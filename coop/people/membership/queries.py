"""Who asks to join, how far each has come, and which applications wait for the members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import by_party
from coop.ledger.models import EntryRow, PostingRow
from coop.people.classes.queries import class_at
from coop.people.classes.rules import MemberClass
from coop.people.membership.models import Application, ApplicationEnd, Membership, Objection
from coop.people.membership.rules import Progress, Stage
from coop.people.orientation.queries import left_to_do
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


@dataclass(frozen=True)
class Candidacy:
    """An open application with its person and how far it has come."""

    application: Application
    person: Person
    progress: Progress
    stage: Stage


def is_open(at: dt.datetime) -> ColumnElement[bool]:
    """SQL: the membership is open at a moment."""
    return and_(Membership.admitted_at <= at, or_(Membership.left_at.is_(None), Membership.left_at > at))


def member_ids(session: Session, *, at: dt.datetime) -> list[int]:
    """Person ids of all members at a moment, by membership number."""
    query = select(Membership.person_id).where(is_open(at)).order_by(Membership.number)
    return list(session.execute(query).scalars())


def worker_ids(session: Session, *, at: dt.datetime) -> list[int]:
    """Person ids of the members at a moment who were of the workers' class then, by membership number."""
    query = (
        select(Membership.person_id)
        .where(is_open(at), class_at(Membership.id, at) == MemberClass.WORKER.value)
        .order_by(Membership.number)
    )
    return list(session.execute(query).scalars())


def member_count(session: Session, *, at: dt.datetime) -> int:
    """How many members there are at a moment."""
    return int(session.execute(member_count_query(at)).scalar_one())


def member_count_query(at: dt.datetime) -> Select[int]:
    """The count of members at a moment, to stand by itself or inside another query."""
    return select(func.count()).select_from(Membership).where(is_open(at))


def open_application(session: Session, person_id: int) -> Application | None:
    """The person's application that has not ended, if any."""
    query = select(Application).where(Application.person_id == person_id, Application.closed_at.is_(None))
    return session.execute(query).scalar_one_or_none()


def last_end(session: Session, person_id: int) -> ApplicationEnd | None:
    """How the person's last application ended, where it did not end in admission."""
    query = (
        select(ApplicationEnd)
        .join(Application, Application.id == ApplicationEnd.application_id)
        .where(Application.person_id == person_id)
        .order_by(Application.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def open_membership(session: Session, person_id: int) -> Membership | None:
    """The person's membership that has not ended, if any."""
    query = select(Membership).where(Membership.person_id == person_id, Membership.left_at.is_(None))
    return session.execute(query).scalar_one_or_none()


def candidacies(session: Session, *, at: dt.datetime) -> list[Candidacy]:
    """Every open application, oldest first, by the rules in force now."""
    rows = session.execute(
        select(Application, Person)
        .join(Person, Person.id == Application.person_id)
        .where(Application.closed_at.is_(None))
        .order_by(Application.id)
    ).all()
    return _with_progress(session, [(application, person) for application, person in rows], at=at)


def candidacy(session: Session, application: Application, *, at: dt.datetime) -> Candidacy:
    """One open application and how far it has come."""
    person = session.get_one(Person, application.person_id)
    return _with_progress(session, [(application, person)], at=at)[0]


def applications_awaiting_vote(session: Session, *, at: dt.datetime) -> list[Application]:
    """Applications that the members have to vote on: those objected to, or all by the rule, after probation."""
    return [each.application for each in candidacies(session, at=at) if each.stage is Stage.VOTE]


def objections_to(session: Session, application: Application) -> list[tuple[Objection, str]]:
    """The objections, oldest first, each with the name of the member who raised it."""
    query = (
        select(Objection, Person.display_name)
        .join(Person, Person.id == Objection.member_id)
        .where(Objection.application_id == application.id)
        .order_by(Objection.id)
    )
    return [(objection, name) for objection, name in session.execute(query)]


def completed_bookings(session: Session, party_ids: Sequence[int]) -> dict[int, int]:
    """`party_id -> bookings completed`, counted in the ledger: each completion names the worker's party."""
    query = (
        select(PostingRow.party_id, func.count(func.distinct(PostingRow.entry_id)))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(EntryRow.kind == "booking-completed", PostingRow.party_id.in_(party_ids))
        .group_by(PostingRow.party_id)
    )
    return {int(party): int(count) for party, count in session.execute(query) if party is not None}


def _with_progress(
    session: Session, rows: Sequence[tuple[Application, Person]], *, at: dt.datetime
) -> list[Candidacy]:
    if not rows:
        return []
    required = in_force(session, "membership.probation_bookings", at).whole
    days = dt.timedelta(days=in_force(session, "membership.objection_days", at).whole)
    by_vote = in_force(session, "membership.admission", at).text == "vote"
    hours = in_force(session, "membership.probation_hours", at).whole
    oriented = in_force(session, "membership.orientation", at).text == "required"
    completed = completed_bookings(session, [person.party_id for _, person in rows])
    worked = by_party(session, chart.LABOUR_CONTRIBUTED) if hours else {}
    left = left_to_do(session, [person.id for _, person in rows]) if oriented else {}
    objected = _objection_counts(session, [application.id for application, _ in rows])
    found = []
    for application, person in rows:
        # Who will not offer work cannot serve a probation of work.
        works = application.member_class == MemberClass.WORKER
        progress = Progress(
            completed=completed.get(person.party_id, 0),
            required=required if works else 0,
            minutes=max(0, -worked.get(person.party_id, 0)),
            minutes_required=60 * hours if works else 0,
            steps_left=left.get(person.id, 0),
            objections=objected.get(application.id, 0),
            objections_until=application.submitted_at + days,
            by_vote=by_vote,
        )
        found.append(Candidacy(application, person, progress, progress.stage(at)))
    return found


def _objection_counts(session: Session, application_ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Objection.application_id, func.count())
        .where(Objection.application_id.in_(application_ids))
        .group_by(Objection.application_id)
    )
    return {int(application): int(count) for application, count in session.execute(query)}
