"""Asking, thinking again, holding, erasing, cutting the link: each once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.erasure import queries, rooms
from coop.commons.erasure.models import Erasure, ErasureEnd, ErasureHold, ErasureRequest, KeptByLaw, Sweep
from coop.commons.erasure.rules import GROUNDS, HOLD
from coop.db.erasing import Gone, Obstacle, Subject
from coop.people.persons.models import Person
from coop.people.sign_in.sessions import end_sessions
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


class NotYet(ValueError):
    """It is too early, a steward holds the request, or something has to be over first: `obstacles` says what."""

    def __init__(self, reason: str, obstacles: tuple[Obstacle, ...] = ()) -> None:
        super().__init__(reason)
        self.obstacles = obstacles


class NoGround(ValueError):
    """A request is held only on a ground that exists: nothing is owed, disputed or booked."""


def ask(session: Session, person: Person, *, at: dt.datetime) -> ErasureRequest:
    """Ask to be erased after the days of the rules; asked again, it answers with the open request."""
    known = queries.open_request(session, person.id)
    if known is not None:
        return known
    days = in_force(session, "erasure.days", at).whole
    request = ErasureRequest(person_id=person.id, requested_at=at, due_at=at + dt.timedelta(days=days))
    session.add(request)
    session.flush()
    return request


def withdraw(session: Session, request: ErasureRequest, *, at: dt.datetime) -> None:
    """Think again, while it is not carried out."""
    if _locked(session, request.id).closed_at is None:
        request.closed_at = at
        session.flush()


def hold(session: Session, request: ErasureRequest, *, ground: str, held_by: Person, at: dt.datetime) -> ErasureHold:
    """Let a request wait 30 days; raises NoGround unless the person's own affairs give that ground now."""
    person = session.get_one(Person, request.person_id)
    found = queries.obstacles_of(session, queries.subject_of(session, person), at=at)
    if ground not in GROUNDS or ground not in {obstacle.ground for obstacle in found}:
        raise NoGround(ground)
    held = ErasureHold(request_id=request.id, ground=ground, held_by_id=held_by.id, held_at=at, until=at + HOLD)
    session.add(held)
    session.flush()
    return held


def release(session: Session, request: ErasureRequest, *, at: dt.datetime) -> None:
    """End the hold on a request."""
    held = queries.hold_on(session, request.id, at=at)
    if held is not None:
        held.until = at
        session.flush()


def erase(session: Session, request_id: int, *, at: dt.datetime) -> None:
    """Erase the person, once; and cut the link to their party if nothing is on its way to them. Raises NotYet."""
    request = _locked(session, request_id)
    if request.closed_at is not None:
        return
    if at < request.due_at:
        raise NotYet("the days to think again are not over")
    if queries.hold_on(session, request.id, at=at) is not None:
        raise NotYet("a steward holds it")
    person = session.execute(select(Person).where(Person.id == request.person_id).with_for_update()).scalar_one()
    subject = queries.subject_of(session, person)
    obstacles = queries.obstacles_of(session, subject, at=at)
    if obstacles:
        raise NotYet("something has to be over first", tuple(obstacles))
    for kept in (one for find in rooms.keeps() for one in find(session, subject, at)):
        session.merge(KeptByLaw(table=kept.table, key=kept.key, until=kept.until))
    # Before the words go: the database lets them go only for somebody whose erasure is written down.
    request.closed_at = at
    session.add(Erasure(request_id=request.id, erased_at=at))
    session.flush()
    end_sessions(session, person, at=at)
    gone = Gone()
    for step in rooms.erasures():
        gone.take(step(session, subject, at))
    session.flush()
    if not _ties(session, subject, at):
        gone.take(_cut(session, request_id, subject, gone, at=at))
    sweep_later(session, gone, at=at)


def end(session: Session, request_id: int, *, at: dt.datetime) -> bool:
    """Cut the link between an erased person and their party, once nothing is on its way to them; whether it did."""
    request = _locked(session, request_id)
    if session.get(ErasureEnd, request_id) is not None or session.get(Erasure, request_id) is None:
        return False
    subject = queries.subject_of(session, session.get_one(Person, request.person_id))
    if queries.obstacles_of(session, subject, at=at) or _ties(session, subject, at):
        return False
    for kept in (one for find in rooms.keeps() for one in find(session, subject, at)):
        session.merge(KeptByLaw(table=kept.table, key=kept.key, until=kept.until))
    session.flush()
    sweep_later(session, _cut(session, request_id, subject, Gone(), at=at), at=at)
    return True


def let_go(session: Session, *, at: dt.datetime, most: int = 500) -> int:
    """Blank the records that the law no longer wants kept; returns how many."""
    blank, gone = rooms.expired(), Gone()
    over = select(KeptByLaw).where(KeptByLaw.blanked_at.is_(None), KeptByLaw.until < local_day(session, at))
    records = session.execute(over.order_by(KeptByLaw.until).limit(most)).scalars().all()
    for record in records:
        gone.take(blank[record.table](session, record.key))
        record.blanked_at = at
    session.flush()
    if records:
        sweep_later(session, gone, at=at)
    return len(records)


def sweep_later(session: Session, gone: Gone, *, at: dt.datetime) -> None:
    """Ask for files to be deleted, and free pages overwritten, after the commit."""
    session.add(Sweep(asked_at=at, files="\n".join(gone.files)))
    session.flush()


def _cut(session: Session, request_id: int, subject: Subject, before: Gone, *, at: dt.datetime) -> Gone:
    gone = Gone()
    for step in rooms.endings():
        gone.take(step(session, subject, at))
    total = Gone()
    total.take(before)
    total.take(gone)
    session.add(ErasureEnd(request_id=request_id, ended_at=at, counts=total.counts))
    session.flush()
    return gone


def _ties(session: Session, subject: Subject, at: dt.datetime) -> list[str]:
    return [said for find in rooms.ties() for said in find(session, subject, at)]


def _locked(session: Session, request_id: int) -> ErasureRequest:
    query = select(ErasureRequest).where(ErasureRequest.id == request_id).with_for_update()
    return session.execute(query, execution_options={"populate_existing": True}).scalar_one()
