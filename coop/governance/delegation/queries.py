"""Reading delegations: who gave their vote to whom, what holds in a vote, how many were given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from coop.governance.delegation.models import Delegation, DelegationAnswer, DelegationEnd
from coop.governance.delegation.rules import Given, in_vote
from coop.governance.electorate.models import Opening, RollLine
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal
from coop.governance.proposals.rules import PERSONAL
from coop.people.membership.models import Membership
from coop.people.membership.queries import is_open
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


@dataclass(frozen=True)
class Shown:
    """A delegation that is asked for or holds, with the two and the vote it is for."""

    delegation: Delegation
    delegator: Person
    delegate: Person
    proposal: Proposal | None
    is_accepted: bool


def cap(session: Session, *, at: dt.datetime) -> int:
    """How many members a delegate may carry by the rule in force; 0: nobody carries."""
    return in_force(session, "vote.delegation_cap", at).whole


def is_over(at: dt.datetime) -> ColumnElement[bool]:
    """SQL: the term is over, or the vote is, or its proposal was withdrawn."""
    closed = _there_is(Opening.proposal_id == Delegation.proposal_id, Opening.closes_at <= at)
    withdrawn = _there_is(Withdrawal.proposal_id == Delegation.proposal_id)
    return or_(and_(Delegation.until_at.is_not(None), Delegation.until_at <= at), closed, withdrawn)


def has_ended() -> ColumnElement[bool]:
    """SQL: it was taken back, handed back or has lapsed; or it was declined."""
    declined = _there_is(DelegationAnswer.delegation_id == Delegation.id, DelegationAnswer.accepts.is_(False))
    return or_(_there_is(DelegationEnd.delegation_id == Delegation.id), declined)


def _there_is(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: a row beside the delegation that a query is about, even where the query joins the same table."""
    return exists().where(*conditions).correlate(Delegation)


def of_person(session: Session, person_id: int, *, at: dt.datetime) -> list[Shown]:
    """What a member gave and what they were given, waiting or in force, the oldest first."""
    theirs = or_(Delegation.delegator_id == person_id, Delegation.delegate_id == person_id)
    return _shown(session, theirs, ~is_over(at))


def by_id(session: Session, number: int) -> Shown | None:
    """One that has not ended."""
    found = _shown(session, Delegation.id == number)
    return found[0] if found else None


def unended(session: Session) -> list[Shown]:
    """All that have not ended, those among them whose time is over."""
    return _shown(session)


def _shown(session: Session, *conditions: ColumnElement[bool]) -> list[Shown]:
    delegator, delegate = aliased(Person), aliased(Person)
    query = (
        select(Delegation, delegator, delegate, Proposal, DelegationAnswer.accepts)
        .join(delegator, delegator.id == Delegation.delegator_id)
        .join(delegate, delegate.id == Delegation.delegate_id)
        .outerjoin(Proposal, Proposal.id == Delegation.proposal_id)
        .outerjoin(DelegationAnswer, DelegationAnswer.delegation_id == Delegation.id)
        .where(~has_ended(), *conditions)
        .order_by(Delegation.id)
    )
    return [
        Shown(one, gives, carries, proposal, bool(accepts))
        for one, gives, carries, proposal, accepts in session.execute(query)
    ]


def holding(session: Session, proposal_id: int, *, at: dt.datetime) -> dict[int, Given]:
    """Delegator -> the delegation that holds in a vote at a moment, told from dated facts alone."""
    query = (
        select(Delegation, DelegationAnswer.answered_at, DelegationEnd.ended_at)
        .join(DelegationAnswer, DelegationAnswer.delegation_id == Delegation.id)
        .outerjoin(DelegationEnd, DelegationEnd.delegation_id == Delegation.id)
        .where(
            DelegationAnswer.accepts.is_(True),
            or_(Delegation.proposal_id.is_(None), Delegation.proposal_id == proposal_id),
        )
    )
    given = [
        Given(one.id, one.delegator_id, one.delegate_id, one.proposal_id, accepted_at, one.until_at, ended_at)
        for one, accepted_at, ended_at in session.execute(query)
    ]
    return in_vote(given, proposal=proposal_id, at=at)


def voters_still(session: Session, proposal_id: int, *, at: dt.datetime) -> set[int]:
    """Those on the roll who are members at a moment."""
    query = (
        select(RollLine.person_id)
        .join(Membership, (Membership.person_id == RollLine.person_id) & is_open(at))
        .where(RollLine.proposal_id == proposal_id)
    )
    return set(session.execute(query).scalars())


def given_in(session: Session, opening: Opening, *, at: dt.datetime) -> dict[int, Given]:
    """The delegations of one vote, as far as both can vote in it; at most as many a delegate as may be carried."""
    if opening.delegation_cap < 1:
        return {}
    voters = voters_still(session, opening.proposal_id, at=at)
    found = holding(session, opening.proposal_id, at=at)
    return {
        giver: one for giver, one in found.items()
        if giver in voters and one.delegate in voters and one.delegate not in found
    }  # fmt: skip


def votes_to_give(session: Session, *, at: dt.datetime) -> list[Proposal]:
    """Votes that are open, or under discussion and about to open, and not about a person, the newest first."""
    query = (
        select(Proposal)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .outerjoin(Opening, Opening.proposal_id == Proposal.id)
        .where(
            Withdrawal.proposal_id.is_(None),
            Proposal.kind.not_in(PERSONAL),
            or_(Opening.proposal_id.is_(None), and_(Opening.closes_at > at, Opening.delegation_cap > 0)),
        )
        .order_by(Proposal.id.desc())
    )
    return list(session.execute(query).scalars())


def forgettable(session: Session, *, at: dt.datetime) -> Sequence[int]:
    """Delegations that ended or were declined before `at`."""
    ended = _there_is(DelegationEnd.delegation_id == Delegation.id, DelegationEnd.ended_at <= at)
    declined = _there_is(
        DelegationAnswer.delegation_id == Delegation.id,
        DelegationAnswer.accepts.is_(False),
        DelegationAnswer.answered_at <= at,
    )
    return session.execute(select(Delegation.id).where(or_(ended, declined))).scalars().all()


def carried_by(session: Session, delegate_id: int, *, at: dt.datetime) -> int:
    """How many a member carries now, in whatever votes."""
    query = (
        select(func.count())
        .select_from(Delegation)
        .join(DelegationAnswer, DelegationAnswer.delegation_id == Delegation.id)
        .where(
            Delegation.delegate_id == delegate_id, DelegationAnswer.accepts.is_(True), ~has_ended(), ~is_over(at)
        )
    )
    return int(session.execute(query).scalar_one())
