"""A person's standing at a moment, in one query; guards and pages ask it once a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coop.people.classes.queries import class_at
from coop.people.classes.rules import MemberClass
from coop.people.membership.models import Application, Membership
from coop.people.membership.queries import is_open, member_count, member_count_query, member_ids, worker_ids
from coop.people.persons.models import Person
from coop.people.restrictions.queries import is_restricted
from coop.people.stewards.models import Stewardship

__all__ = ["VISITOR", "Standing", "is_open", "member_count", "member_count_query", "member_ids", "standing_of",
           "worker_ids"]


@dataclass(frozen=True)
class Standing:
    """What a person is here. `membership_id` is None for someone who is not a member."""

    person_id: int | None = None
    membership_id: int | None = None
    member_number: int | None = None
    is_steward: bool = False
    is_applicant: bool = False
    """Has applied and is neither admitted nor refused: in probation, or waiting for the members."""
    is_worker: bool = True
    """Whether their membership, or what they applied for, is a worker's."""
    is_restricted: bool = False
    """A safety pause or a suspension stands: they are what they are, but offer no work meanwhile."""

    @property
    def is_member(self) -> bool:
        return self.membership_id is not None

    @property
    def may_list(self) -> bool:
        """Whether they may offer services: worker members, and applicants, whose probation is served by bookings."""
        return (self.is_member or self.is_applicant) and self.is_worker

    @property
    def may_be_booked(self) -> bool:
        """Whether their listings show and take new bookings: those who may list and are not paused or suspended."""
        return self.may_list and not self.is_restricted


VISITOR = Standing()


def standing_of(session: Session, person_id: int, *, at: dt.datetime) -> Standing:
    """Whether the person is a member, a steward or an applicant at `at`. A steward who left is none."""
    row = session.execute(
        select(Membership.id, Membership.number, Stewardship.id.is_not(None), Application.id.is_not(None),
               is_restricted(person_id, at), class_at(Membership.id, at), Application.member_class)
        .select_from(Person)
        .outerjoin(Membership, (Membership.person_id == Person.id) & is_open(at))
        .outerjoin(
            Stewardship,
            (Stewardship.person_id == Membership.person_id)
            & (Stewardship.begins_at <= at)
            & or_(Stewardship.ends_at.is_(None), Stewardship.ends_at > at),
        )
        .outerjoin(
            Application,
            (Application.person_id == Person.id)
            & (Application.submitted_at <= at)
            & or_(Application.closed_at.is_(None), Application.closed_at > at),
        )
        .where(Person.id == person_id)
        .limit(1)
    ).first()
    if row is None:
        return Standing(person_id)
    membership_id, number, is_steward, is_applicant, restricted, member_class, applied_for = row
    applies = bool(is_applicant) and membership_id is None
    works = (applied_for if applies else member_class) == MemberClass.WORKER
    return Standing(person_id, membership_id, number, bool(is_steward), applies, works, bool(restricted))
