"""Reading leaves, how a member stood when, and the hours of the last days against those that the rule asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import by_party
from coop.people.absence.models import MemberLeave, MemberLeaveEnd
from coop.people.absence.rules import DAY, Condition, Span, condition_on, days_of, history, minutes_asked
from coop.people.classes.queries import classes_of
from coop.people.classes.rules import MemberClass
from coop.people.membership.models import Membership
from coop.people.membership.queries import is_open
from coop.people.persons.models import Person
from coop.people.restrictions.models import Restriction, RestrictionEnd
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Hours:
    """A member's work of the last days, and the least that the rule asks for after leave and late admission."""

    membership: Membership
    person: Person
    worked_minutes: int
    asked_minutes: int
    leave_days: int

    @property
    def is_short(self) -> bool:
        return self.worked_minutes < self.asked_minutes


def leaves_of(session: Session, membership_id: int) -> list[tuple[MemberLeave, MemberLeaveEnd | None]]:
    """Every leave of a membership, the newest first, with its early end if it had one."""
    query = (
        select(MemberLeave, MemberLeaveEnd)
        .outerjoin(MemberLeaveEnd, MemberLeaveEnd.leave_id == MemberLeave.id)
        .where(MemberLeave.membership_id == membership_id)
        .order_by(MemberLeave.begins_on.desc(), MemberLeave.id.desc())
    )
    return [(leave, end) for leave, end in session.execute(query)]


def days_on_leave(session: Session, membership_ids: list[int]) -> dict[int, list[Days]]:
    """`membership id -> (first, last day)` of each leave as it was taken or stands; those without are absent."""
    query = (
        select(MemberLeave, MemberLeaveEnd)
        .outerjoin(MemberLeaveEnd, MemberLeaveEnd.leave_id == MemberLeave.id)
        .where(MemberLeave.membership_id.in_(membership_ids))
    )
    found: dict[int, list[Days]] = {}
    for leave, end in session.execute(query):
        last = leave.ends_on if end is None else end.last_day
        if last is not None and last >= leave.begins_on:
            found.setdefault(leave.membership_id, []).append((leave.begins_on, last))
    return found


def conditions(session: Session, memberships: list[Membership]) -> dict[int, list[Span]]:
    """`membership id -> how the member stood, from admission on`, read from leaves, suspensions and departures."""
    zone = ZoneInfo(charter(session).timezone)
    leaves = days_on_leave(session, [membership.id for membership in memberships])
    suspended: dict[int, list[Span]] = {}
    rows = session.execute(
        select(Restriction, RestrictionEnd)
        .outerjoin(RestrictionEnd, RestrictionEnd.restriction_id == Restriction.id)
        .where(Restriction.kind == "suspension", Restriction.person_id.in_([one.person_id for one in memberships]))
    )
    for restriction, end in rows:
        ended = end.ended_at if end is not None else restriction.ends_at
        span = Span(Condition.SUSPENDED, restriction.begins_at.astimezone(zone).date(), ended.astimezone(zone).date())
        suspended.setdefault(restriction.person_id, []).append(span)
    found = {}
    for one in memberships:
        spans = [Span(Condition.ON_LEAVE, *days) for days in leaves.get(one.id, [])]
        spans += suspended.get(one.person_id, [])
        if one.left_at is not None:
            spans.append(Span(Condition.LEFT, one.left_at.astimezone(zone).date()))
        found[one.id] = history(spans, admitted_on=one.admitted_at.astimezone(zone).date())
    return found


def condition_of(session: Session, membership: Membership, *, on: dt.date) -> Condition:
    """How one member stands on a day."""
    return condition_on(conditions(session, [membership])[membership.id], on)


def hours(session: Session, *, at: dt.datetime, membership_id: int | None = None) -> list[Hours]:
    """Of one worker member or of all, by number; empty while the rule asks for none."""
    asked = in_force(session, "membership.minimum_hours", at).whole
    if not asked:
        return []
    window, today = in_force(session, "membership.minimum_days", at).whole, local_day(session, at)
    since, until = today - window * DAY, today - DAY
    query = select(Membership, Person).join(Person, Person.id == Membership.person_id).where(is_open(at))
    if membership_id is not None:
        query = query.where(Membership.id == membership_id)
    rows = [(membership, person) for membership, person in session.execute(query.order_by(Membership.number))]
    ids = [membership.id for membership, _person in rows]
    kinds, leaves = classes_of(session, ids, at=at), days_on_leave(session, ids)
    worked = by_party(session, chart.LABOUR_CONTRIBUTED, since=since, until=until)
    zone = ZoneInfo(charter(session).timezone)
    found = []
    for membership, person in rows:
        if kinds[membership.id] is not MemberClass.WORKER:
            continue
        first = max(since, membership.admitted_at.astimezone(zone).date())
        away = days_of(leaves.get(membership.id, []), since=first, until=until)
        counted = (until - first).days + 1 - away
        least = minutes_asked(asked, window_days=window, counted_days=counted)
        found.append(Hours(membership, person, max(0, -worked.get(person.party_id, 0)), least, away))
    return found
