"""Reading bookings with all that became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import (
    Acceptance,
    Booking,
    Cancellation,
    Completion,
    Decline,
    NoShow,
    Reschedule,
    Waiver,
)
from coop.market.bookings.states import Facts, NotOpen, Side, State, Step, check, open_steps, state_of
from coop.market.teams.models import TeamMember, TeamVersion
from coop.market.teams.queries import versions_with
from coop.people.persons.models import Person


@dataclass
class Course:
    """A booking and its records; those that are not there are None. Listing, worker and client are loaded."""

    booking: Booking
    claim_ends_at: dt.datetime | None = None
    acceptance: Acceptance | None = None
    decline: Decline | None = None
    waiver: Waiver | None = None
    cancellation: Cancellation | None = None
    completion: Completion | None = None
    no_show: NoShow | None = None
    proposal: Reschedule | None = None
    """The proposed time that waits for its answer."""

    @property
    def facts(self) -> Facts:
        """The moments, as the rules take them."""
        booking, missed, proposal = self.booking, self.no_show, self.proposal
        return Facts(
            starts_at=booking.starts_at,
            hold_ends_at=None if booking.requested_at else self.claim_ends_at,
            requested_at=booking.requested_at,
            answer_by=booking.answer_by,
            accepted_at=self.acceptance.accepted_at if self.acceptance else None,
            declined_at=self.decline.declined_at if self.decline else None,
            expired=self.decline is not None and self.decline.declined_by_id is None,
            cancelled_at=self.cancellation.cancelled_at if self.cancellation else None,
            completed_at=self.completion.confirmed_at if self.completion else None,
            absent=self.side_of(missed.absent_id) if missed else None,
            contest_by=missed.contest_by if missed else None,
            contested_at=missed.contested_at if missed else None,
            waived_at=self.waiver.waived_at if self.waiver else None,
            proposed_by=self.side_of(proposal.proposed_by_id) if proposal else None,
        )

    def state(self, at: dt.datetime) -> State:
        """Where the booking stands."""
        return state_of(self.facts, at)

    def side_of(self, person_id: int | None) -> Side | None:
        """Which party a person is, None for a stranger."""
        if person_id is None:
            return None
        if any(worker.id == person_id for worker in self.workers):
            return Side.WORKER
        return Side.CLIENT if person_id == self.booking.client_id else None

    @property
    def workers(self) -> list[Person]:
        """Who does the work: one, or a team with its lead first."""
        booking = self.booking
        if booking.team_id is None or booking.team is None:
            return [booking.worker]
        return [member.person for member in booking.team.members]

    def steps(self, side: Side, at: dt.datetime) -> frozenset[Step]:
        """The steps open to a side; of a team, to its lead."""
        return open_steps(self.facts, side, at)

    def steps_of(self, person_id: int, at: dt.datetime) -> frozenset[Step]:
        """The steps open to a person. The lead answers for a team; each of it can cancel, which ends the whole."""
        side = self.side_of(person_id)
        steps = self.steps(side, at) if side else frozenset()
        return steps & _OF_EACH if side is Side.WORKER and person_id != self.booking.worker_id else steps

    def check(self, person_id: int, step: Step, at: dt.datetime) -> Side:
        """The person's side, if the step is open to it; raises NotOpen, PermissionError for strangers."""
        side = self.side_of(person_id)
        if side is None:
            raise PermissionError(f"{person_id} is no party of booking {self.booking.reference}")
        check(self.facts, side, step, at)
        if step not in self.steps_of(person_id, at):
            raise NotOpen(step, self.state(at))
        return side

    def address_for(self, side: Side) -> str:
        """The exact address: the client's own words, which the worker reads once it is accepted."""
        known = side is Side.CLIENT or (self.acceptance is not None and self.cancellation is None)
        return self.booking.address if known else ""


_OF_EACH = frozenset({Step.CANCEL})

_RECORDS = (Acceptance, Decline, Waiver, Cancellation, Completion, NoShow)


def _courses() -> Select[*tuple[Any, ...]]:
    """One row a booking, its columns in the order of `Course`."""
    columns = (Booking, SlotClaim.expires_at, *_RECORDS, Reschedule)
    query: Select[*tuple[Any, ...]] = select(*columns).select_from(Booking)
    # Of a team each has a claim, all alike: the lead's tells when they end.
    own = (SlotClaim.booking_id == Booking.id) & (SlotClaim.worker_id == Booking.worker_id)
    query = query.outerjoin(SlotClaim, own)
    for record in _RECORDS:
        query = query.outerjoin(record, record.booking_id == Booking.id)
    return query.outerjoin(
        Reschedule, (Reschedule.booking_id == Booking.id) & Reschedule.answered_at.is_(None)
    ).options(
        joinedload(Booking.listing),
        joinedload(Booking.worker),
        joinedload(Booking.client),
        # Asks nothing where no booking of the page has a team.
        selectinload(Booking.team).selectinload(TeamVersion.members).joinedload(TeamMember.person),
    )


def works_on(person_id: int) -> ColumnElement[bool]:
    """SQL: a booking that a person does, alone or as one of a team."""
    return or_(Booking.worker_id == person_id, Booking.team_id.in_(versions_with(person_id)))


def course(session: Session, reference: str) -> Course | None:
    """The booking of a reference with its records, in one query."""
    row = session.execute(_courses().where(Booking.reference == reference)).first()
    return Course(*row) if row else None


def locked_course(session: Session, reference: str) -> Course | None:
    """`course`, for a step: a second step at the same time waits until this transaction has ended.

    The lock is a statement of its own: PostgreSQL would otherwise read the joined records as they were before
    the wait.
    """
    session.execute(select(Booking.id).where(Booking.reference == reference).with_for_update(key_share=True))
    query = _courses().where(Booking.reference == reference)
    row = session.execute(query, execution_options={"populate_existing": True}).first()
    return Course(*row) if row else None


def courses_of(session: Session, ids: Sequence[int], *, lock: bool = False) -> dict[int, Course]:
    """Bookings by their ids, holds included; `lock` as in `locked_course`, in the order of the ids."""
    if lock:
        rows = select(Booking.id).where(Booking.id.in_(ids)).order_by(Booking.id)
        session.execute(rows.with_for_update(key_share=True)).all()
    query = _courses().where(Booking.id.in_(ids))
    found = session.execute(query, execution_options={"populate_existing": lock})
    return {row[0].id: Course(*row) for row in found}


def courses(
    session: Session,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    limit: int = 100,
) -> list[Course]:
    """Bookings that were asked for and fulfil the conditions, with their records, in one query."""
    query = _courses().where(Booking.requested_at.is_not(None), *conditions).order_by(*order).limit(limit)
    return [Course(*row) for row in session.execute(query)]


def reschedules(session: Session, booking_id: int) -> list[Reschedule]:
    """Every time that was proposed for a booking, oldest first."""
    query = select(Reschedule).where(Reschedule.booking_id == booking_id).order_by(Reschedule.id)
    return list(session.execute(query).scalars())
