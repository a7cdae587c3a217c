"""Reserving, promising, and returning what was not spent. Who may is written here and refused again by the database."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.money.cover import require_cover
from coop.money.fund.commitments import letters, queries
from coop.money.fund.commitments.entries import committed_entry, returned_entry
from coop.money.fund.commitments.models import (
    Commitment,
    CommitmentClosing,
    CommitmentWarning,
    FundRelease,
    FundReservation,
)
from coop.money.fund.commitments.rules import Fund, last_day
from coop.money.locks import lock
from coop.money.periods.queries import entry_day
from coop.money.references import new_reference
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.models import Decision
from coop.policies.queries import charter, local_day


class NotFree(ValueError):
    """The fund has less free than was asked for: `free_cents`."""

    def __init__(self, free_cents: int) -> None:
        super().__init__(f"{free_cents} is free")
        self.free_cents = free_cents


class AboveLimit(ValueError):
    """More than a steward may promise without a vote: `limit_cents`."""

    def __init__(self, limit_cents: int) -> None:
        super().__init__(f"above {limit_cents}")
        self.limit_cents = limit_cents


class NotForOneself(ValueError):
    """Nobody promises themselves money."""


class StillWaiting(ValueError):
    """Receipts wait for approval: first they are approved or refused."""


class AlreadyClosed(ValueError):
    """The project is over."""


def reserve(session: Session, reference: str, *, fund: Fund, amount_cents: int, at: dt.datetime) -> FundReservation:
    """Keep a sum for the vote of that reference; raises NotFree. Nothing else can be promised of it meanwhile."""
    _lock(session, fund)
    free = queries.fund_states(session)[fund].free_cents
    if amount_cents > free:
        raise NotFree(max(0, free))
    made = FundReservation(reference=reference, fund=fund.value, amount_cents=amount_cents, reserved_at=at)
    session.add(made)
    session.flush()
    return made


def release(session: Session, reference: str, *, at: dt.datetime) -> None:
    """End a reservation, in the same database transaction as the promises that it was for."""
    reservation = session.get_one(FundReservation, reference)
    _lock(session, Fund(reservation.fund))
    session.add(FundRelease(reference=reference, released_at=at))
    session.flush()


def commit_by_decision(
    session: Session,
    *,
    decision: Decision,
    line: int,
    fund: Fund,
    title: str,
    amount_cents: int,
    responsible: Person,
    at: dt.datetime,
) -> Commitment:
    """Promise a winner its cost; keyed by the decision and the number on the ballot, so that it happens once.

    Raises NotFree, and NotCovered where the co-op holds less money than it would have promised.
    """
    return _commit(
        session,
        entry_reference=f"decision:{decision.reference}:{line}",
        fund=fund,
        title=title,
        amount_cents=amount_cents,
        responsible=responsible,
        decision=decision,
        line=line,
        at=at,
    )


def commit_without_vote(
    session: Session,
    *,
    fund: Fund,
    title: str,
    amount_cents: int,
    responsible: Person,
    steward: Person,
    at: dt.datetime,
) -> Commitment:
    """Promise a sum up to the rules' limit to somebody else; raises AboveLimit, NotForOneself, NotFree, NotCovered."""
    if amount_cents > in_force(session, "funds.limit_without_vote_cents", at).whole:
        raise AboveLimit(in_force(session, "funds.limit_without_vote_cents", at).whole)
    if steward.id == responsible.id:
        raise NotForOneself(responsible.display_name)
    return _commit(
        session,
        entry_reference="",
        fund=fund,
        title=title,
        amount_cents=amount_cents,
        responsible=responsible,
        steward=steward,
        at=at,
    )


def _commit(
    session: Session,
    *,
    entry_reference: str,
    fund: Fund,
    title: str,
    amount_cents: int,
    responsible: Person,
    decision: Decision | None = None,
    line: int = 1,
    steward: Person | None = None,
    at: dt.datetime,
) -> Commitment:
    _lock(session, fund)
    free = queries.fund_states(session)[fund].free_cents
    if amount_cents > free:
        raise NotFree(max(0, free))
    require_cover(session, amount_cents, keeping_cents=queries.promised_cents(session))
    days, limit = in_force(session, "projects.days", at), in_force(session, "funds.limit_without_vote_cents", at)
    today, reference = local_day(session, at), new_reference("J")
    entry = committed_entry(
        entry_reference or f"project:{reference}:committed",
        project=str(line) if decision else reference,
        fund=fund,
        amount_cents=amount_cents,
        day=entry_day(session, today),
        currency=charter(session).currency,
        rule_ids=(days.id,) if decision else (limit.id, days.id),
        decision_id=decision.id if decision else None,
    )
    commitment = Commitment(
        reference=reference,
        fund=fund.value,
        title=title,
        amount_cents=amount_cents,
        responsible_id=responsible.id,
        decision_id=decision.id if decision else None,
        line=line,
        committed_by_id=steward.id if steward else None,
        limit_cents=limit.whole if steward else None,
        committed_at=at,
        ends_on=last_day(today, days.whole),
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(commitment)
    session.flush()
    letters.committed(session, responsible, commitment, at=at)
    return commitment


def close(
    session: Session, commitment: Commitment, *, closed_by: Person | None, report: str, at: dt.datetime
) -> CommitmentClosing:
    """End a project and return what was not spent; raises AlreadyClosed, StillWaiting."""
    lock(session, thing(commitment))
    _lock(session, Fund(commitment.fund))
    view = queries.by_reference(session, commitment.reference)
    if view is None or view.closing is not None:
        raise AlreadyClosed(commitment.reference)
    if view.state.is_waiting:
        raise StillWaiting(commitment.reference)
    left, entry_id = view.state.left_cents, None
    if left:
        entry = returned_entry(
            commitment.reference,
            project=commitment.named,
            fund=Fund(commitment.fund),
            amount_cents=left,
            day=entry_day(session, local_day(session, at)),
            currency=charter(session).currency,
            decision_id=commitment.decision_id,
        )
        entry_id = journal.post(session, entry, at=at)
    closing = CommitmentClosing(
        commitment_id=commitment.id,
        closed_at=at,
        closed_by_id=closed_by.id if closed_by else None,
        report=report,
        returned_cents=left,
        entry_id=entry_id,
    )
    session.add(closing)
    session.flush()
    return closing


def close_overdue(session: Session, commitment_id: int, *, at: dt.datetime) -> bool:
    """Return what a project whose last day is over has not spent; False when that is done or not due."""
    if commitment_id not in queries.overdue(session, today=local_day(session, at)):
        return False
    commitment = session.get_one(Commitment, commitment_id)
    try:
        closing = close(session, commitment, closed_by=None, report="", at=at)
    except (AlreadyClosed, StillWaiting):
        return False
    responsible = session.get_one(Person, commitment.responsible_id)
    letters.returned(session, responsible, commitment, closing.returned_cents, at=at)
    return True


def warn(session: Session, commitment_id: int, *, at: dt.datetime) -> bool:
    """Tell whoever carries out a project that its last day comes near, once."""
    commitment = session.execute(
        select(Commitment).where(Commitment.id == commitment_id)
    ).scalar_one()
    lock(session, thing(commitment))
    if session.get(CommitmentWarning, commitment_id) is not None:
        return False
    session.add(CommitmentWarning(commitment_id=commitment_id, told_at=at))
    session.flush()
    letters.ending(session, session.get_one(Person, commitment.responsible_id), commitment, at=at)
    return True


def thing(commitment: Commitment) -> str:
    """The name of a promise as a thing to lock."""
    return f"commitment:{commitment.reference}"


def _lock(session: Session, fund: Fund) -> None:
    lock(session, f"fund:{fund.value}")
