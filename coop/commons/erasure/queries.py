"""Where a request stands: what hinders it, what stays until when, and what waits at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.erasure import rooms
from coop.commons.erasure.models import Erasure, ErasureEnd, ErasureHold, ErasureRequest
from coop.commons.erasure.rules import Stay, merged
from coop.db.erasing import Obstacle, Subject
from coop.money.payouts.models import PayoutDetails
from coop.money.payouts.queries import owed_to
from coop.people.membership.models import Membership
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Standing:
    """What erasing a person now would meet: what hinders, what stays until when, and what the link waits for."""

    obstacles: tuple[Obstacle, ...]
    stays: tuple[Stay, ...]
    ties: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A request at the desk, with its person, what hinders it now and who holds it until when."""

    request: ErasureRequest
    person: Person
    obstacles: tuple[Obstacle, ...]
    hold: ErasureHold | None


@dataclass(frozen=True)
class Unpaid:
    """Somebody erased to whom money is still on its way: all that is left is where to pay it."""

    member_number: int | None
    owed_cents: int
    holder: str
    iban: str
    bic: str


def subject_of(session: Session, person: Person) -> Subject:
    """The person as erasing sees them."""
    was_member = session.execute(select(Membership.id).where(Membership.person_id == person.id).limit(1)).first()
    former = _("A former member") if was_member else _("A former client")
    return Subject(person.id, person.party_id, person.display_name, person.email, former)


def standing(session: Session, person: Person, *, at: dt.datetime) -> Standing:
    """Everything the floors have to say about erasing this person."""
    subject = subject_of(session, person)
    return Standing(
        tuple(obstacles_of(session, subject, at=at)),
        merged(one for find in rooms.keeps() for one in find(session, subject, at)),
        tuple(said for find in rooms.ties() for said in find(session, subject, at)),
    )


def obstacles_of(session: Session, subject: Subject, *, at: dt.datetime) -> list[Obstacle]:
    """What has to be over first."""
    return [one for find in rooms.obstacles() for one in find(session, subject, at)]


def open_request(session: Session, person_id: int) -> ErasureRequest | None:
    """The person's request that was neither withdrawn nor carried out."""
    query = select(ErasureRequest).where(ErasureRequest.person_id == person_id, ErasureRequest.closed_at.is_(None))
    return session.execute(query).scalar_one_or_none()


def hold_on(session: Session, request_id: int, *, at: dt.datetime) -> ErasureHold | None:
    """The hold on a request, while it lasts."""
    query = select(ErasureHold).where(ErasureHold.request_id == request_id, ErasureHold.until > at)
    return session.execute(query.order_by(ErasureHold.id.desc()).limit(1)).scalar()


def waiting(session: Session, *, at: dt.datetime) -> list[Waiting]:
    """Open requests, the first due first. Few at a time: each floor is asked about each of them."""
    rows = session.execute(
        select(ErasureRequest, Person)
        .join(Person, Person.id == ErasureRequest.person_id)
        .where(ErasureRequest.closed_at.is_(None))
        .order_by(ErasureRequest.due_at)
        .limit(50)
    ).all()
    return [
        Waiting(
            request,
            person,
            tuple(obstacles_of(session, subject_of(session, person), at=at)),
            hold_on(session, request.id, at=at),
        )
        for request, person in rows
    ]


def unended(session: Session) -> Sequence[int]:
    """Requests carried out whose link to the party still stands."""
    query = select(Erasure.request_id).outerjoin(ErasureEnd, ErasureEnd.request_id == Erasure.request_id)
    return session.execute(query.where(ErasureEnd.request_id.is_(None)).order_by(Erasure.request_id)).scalars().all()


def unpaid(session: Session) -> list[Unpaid]:
    """Money still on its way to somebody erased, with the bank details kept for it."""
    rows = session.execute(
        select(Person.party_id, PayoutDetails, select(Membership.number)
               .where(Membership.person_id == Person.id).order_by(Membership.id.desc()).limit(1).scalar_subquery())
        .select_from(Erasure)
        .join(ErasureRequest, ErasureRequest.id == Erasure.request_id)
        .join(Person, Person.id == ErasureRequest.person_id)
        .join(PayoutDetails, PayoutDetails.person_id == Person.id)
        .outerjoin(ErasureEnd, ErasureEnd.request_id == Erasure.request_id)
        .where(ErasureEnd.request_id.is_(None))
        .order_by(Erasure.request_id)
    ).all()  # fmt: skip
    return [
        Unpaid(number, owed_to(session, party), details.holder, details.iban, details.bic)
        for party, details, number in rows
    ]
