"""Giving one's vote, saying whether one carries it, and ending that; each under the lock that its count needs."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select, text
from sqlalchemy.orm import Session

from coop.governance.delegation import letters, queries
from coop.governance.delegation.models import Delegation, DelegationAnswer, DelegationEnd
from coop.governance.delegation.queries import Shown
from coop.governance.delegation.rules import How, last_day
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import is_on_roll
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal
from coop.governance.proposals.rules import Refused, may_be_given
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day


def ask(
    session: Session,
    *,
    delegator: Person,
    delegate: Person,
    proposal: Proposal | None = None,
    until: dt.date | None = None,
    at: dt.datetime,
) -> Delegation:
    """Ask a member to vote for oneself: in one vote, or in all until the end of a day. Raises Refused.

    Who is asked is told, and carries nothing before having accepted.
    """
    one_at_a_time(session, proposal.id if proposal else None, at=at)
    if (proposal is None) == (until is None):
        raise ValueError("a delegation is for one vote or until a day")
    if delegator.id == delegate.id:
        raise Refused(_("Nobody gives their vote to themselves."))
    if queries.cap(session, at=at) < 1:
        raise Refused(_("By our rules everyone votes for themselves."))
    members = set(member_ids(session, at=at))
    if delegator.id not in members or delegate.id not in members:
        raise Refused(_("Only members can give and carry votes."))
    if proposal is not None:
        _can_be_given(session, proposal, delegator, delegate, at=at)
    own = [one for one in queries.of_person(session, delegator.id, at=at) if one.delegator.id == delegator.id]
    if any(one.delegation.proposal_id == (proposal.id if proposal else None) for one in own):
        raise Refused(_("You have asked somebody already: take that back first."))
    asked = Delegation(
        delegator_id=delegator.id,
        delegate_id=delegate.id,
        proposal_id=proposal.id if proposal else None,
        until_at=_end_of(session, until, at=at) if until else None,
        asked_at=at,
    )
    session.add(asked)
    session.flush()
    letters.was_asked(session, Shown(asked, delegator, delegate, proposal, False), at=at)
    return asked


def answer(session: Session, shown: Shown, *, accepts: bool, at: dt.datetime) -> None:
    """Say whether one carries the vote; raises Refused. The same answer twice changes nothing."""
    delegation, proposal = shown.delegation, shown.proposal
    one_at_a_time(session, delegation.proposal_id, at=at)
    _is_there(session, delegation)
    given = session.get(DelegationAnswer, delegation.id, populate_existing=True)
    if given is not None:
        if given.accepts == accepts:
            return
        raise Refused(_("You have answered already."))
    if session.get(DelegationEnd, delegation.id, populate_existing=True) is not None:
        raise Refused(_("They took it back meanwhile."))
    if accepts:
        _can_be_carried(session, shown, at=at)
    session.add(DelegationAnswer(delegation_id=delegation.id, accepts=accepts, answered_at=at))
    session.flush()
    letters.was_answered(session, Shown(delegation, shown.delegator, shown.delegate, proposal, accepts),
                         accepts=accepts, at=at)  # fmt: skip


def end(session: Session, shown: Shown, *, how: How, at: dt.datetime) -> None:
    """End a delegation and tell the other of the two; raises Refused once the vote it is for is over."""
    one_at_a_time(session, shown.delegation.proposal_id, at=at)
    _is_there(session, shown.delegation)
    if session.get(DelegationEnd, shown.delegation.id, populate_existing=True) is not None:
        return
    given = session.get(DelegationAnswer, shown.delegation.id, populate_existing=True)
    if how is How.REVOKED and given is None:
        how = How.WITHDRAWN
    if shown.proposal is not None and how is not How.LAPSED:
        opening = session.get(Opening, shown.proposal.id)
        if opening is not None and opening.closes_at <= at:
            raise Refused(_("Voting is over."))
    session.add(DelegationEnd(delegation_id=shown.delegation.id, how=how.value, ended_at=at))
    session.flush()
    letters.has_ended(session, shown, how, at=at)


def lapse(session: Session, *, at: dt.datetime) -> int:
    """End those whose term is over, whose proposal was withdrawn, or one of whose two left; returns how many."""
    one_at_a_time(session, None, at=at)
    members, lapsed = set(member_ids(session, at=at)), 0
    for one in queries.unended(session):
        over = one.delegation.until_at is not None and one.delegation.until_at <= at
        gone = one.delegator.id not in members or one.delegate.id not in members
        withdrawn = one.proposal is not None and session.get(Withdrawal, one.proposal.id) is not None
        opening = session.get(Opening, one.proposal.id) if one.proposal else None
        # Those of a vote past its deadline go with its closing, which has yet to count them.
        if (over or gone or withdrawn) and not (opening is not None and opening.closes_at <= at):
            end(session, one, how=How.LAPSED, at=at)
            lapsed += 1
    return lapsed


def forget_vote(session: Session, proposal_id: int) -> None:
    """Delete the delegations for one vote, which is closed: from here on nothing tells who carried whom in it."""
    _delete(session, Delegation.proposal_id == proposal_id)


def forget_ended(session: Session, *, at: dt.datetime) -> int:
    """Delete those that ended or were declined before `at`, and the letters about them; returns how many."""
    return _delete(session, Delegation.id.in_(queries.forgettable(session, at=at)))


def _delete(session: Session, chosen: ColumnElement[bool]) -> int:
    numbers = session.execute(select(Delegation.id).where(chosen)).scalars().all()
    letters.forget(session, numbers)
    if numbers:
        session.execute(delete(Delegation).where(Delegation.id.in_(numbers)))
    return len(numbers)


def _can_be_given(
    session: Session, proposal: Proposal, delegator: Person, delegate: Person, *, at: dt.datetime
) -> None:
    if not may_be_given(proposal.kind):
        raise Refused(_("A vote about a person is nobody's to give: each member judges alone."))
    opening = session.get(Opening, proposal.id)
    gone = session.get(Withdrawal, proposal.id) is not None or session.get(Discussion, proposal.id) is None
    if gone or (opening is not None and opening.closes_at <= at):
        raise Refused(_("There is nothing to vote on."))
    if opening is None:
        return
    if opening.delegation_cap < 1:
        raise Refused(_("When this vote opened, our rules let nobody carry votes."))
    if not (is_on_roll(session, proposal.id, delegator.id) and is_on_roll(session, proposal.id, delegate.id)):
        raise Refused(_("One of you was no member when voting opened, so you are not both on its roll."))


def _can_be_carried(session: Session, shown: Shown, *, at: dt.datetime) -> None:
    delegation = shown.delegation
    members = set(member_ids(session, at=at))
    if not {shown.delegator.id, shown.delegate.id} <= members:
        raise Refused(_("Only members can give and carry votes."))
    if delegation.until_at is not None and delegation.until_at <= at:
        raise Refused(_("Its time is over."))
    if shown.proposal is not None:
        _can_be_given(session, shown.proposal, shown.delegator, shown.delegate, at=at)
    if queries.carried_by(session, shown.delegate.id, at=at) >= queries.cap(session, at=at):
        raise Refused(_("You carry as many votes as our rules allow."))
    for one in queries.of_person(session, shown.delegate.id, at=at):
        if one.is_accepted and one.delegator.id == shown.delegate.id and _meets(one.delegation, delegation):
            raise Refused(_("You have given your own vote away, so you carry nobody's: take yours back first."))
    for one in queries.of_person(session, shown.delegator.id, at=at):
        if one.is_accepted and one.delegate.id == shown.delegator.id and _meets(one.delegation, delegation):
            raise Refused(_("They carry votes of others, so they cannot give theirs away."))
    if shown.proposal is not None:
        opening = session.get(Opening, shown.proposal.id)
        if opening is not None:
            holding = queries.holding(session, shown.proposal.id, at=at).values()
            if sum(one.delegate == shown.delegate.id for one in holding) >= opening.delegation_cap:
                raise Refused(_("You carry as many votes as the terms of this vote allow."))


def _is_there(session: Session, delegation: Delegation) -> None:
    """Raises Refused where it was forgotten while we waited: its vote closed, or it is over since long."""
    # Asked in SQL: what this session read before it waited is no evidence.
    if session.execute(select(Delegation.id).where(Delegation.id == delegation.id)).first() is None:
        raise Refused(_("Voting is over."))


def _meets(one: Delegation, other: Delegation) -> bool:
    """Whether there is a vote that both are for."""
    return one.proposal_id is None or other.proposal_id is None or one.proposal_id == other.proposal_id


def _end_of(session: Session, day: dt.date, *, at: dt.datetime) -> dt.datetime:
    """The moment the day is over, in the co-op's own zone. Raises Refused."""
    today, months = local_day(session, at), in_force(session, "vote.delegation_months", at).whole
    if not today <= day <= last_day(today, months):
        raise Refused(_("Choose a day from today on, and no later than our rules allow."))
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(charter(session).timezone))


def one_at_a_time(session: Session, proposal_id: int | None, *, at: dt.datetime) -> None:
    """Hold off closings of the votes concerned, then everybody else who gives or takes votes, until COMMIT.

    A delegation that holds before a deadline is then seen by the closing, and two who accept at once count each other.
    """
    votes = select(Opening.proposal_id).order_by(Opening.proposal_id).with_for_update()
    concerned = Opening.closes_at > at if proposal_id is None else Opening.proposal_id == proposal_id
    session.execute(votes.where(concerned)).all()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7044)"))
