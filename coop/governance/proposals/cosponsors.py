"""Co-sponsors: members who want a proposal to be voted on. How many it needs, a rule says."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import queries
from coop.governance.proposals.models import Cosponsorship, Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.policies.in_force import in_force


def needed(session: Session, *, at: dt.datetime) -> int:
    """How many the rules ask for, besides the author."""
    return in_force(session, "proposals.cosponsors", at).whole


def cosponsors_of(session: Session, proposal: Proposal, *, at: dt.datetime) -> list[Person]:
    """Members now whose newest word is that they support it, in the order in which they said so."""
    newest = (
        select(func.max(Cosponsorship.id))
        .where(Cosponsorship.proposal_id == proposal.id)
        .group_by(Cosponsorship.person_id)
    )
    query = (
        select(Person)
        .join(Cosponsorship, Cosponsorship.person_id == Person.id)
        .where(Cosponsorship.id.in_(newest), Cosponsorship.stands.is_(True))
        .order_by(Cosponsorship.id)
    )
    members = set(member_ids(session, at=at))
    return [person for person in session.execute(query).scalars() if person.id in members]


def cosponsor(session: Session, proposal: Proposal, *, person: Person, stands: bool, at: dt.datetime) -> None:
    """Support a proposal under discussion, or no longer; raises Refused. Saying the same twice changes nothing."""
    session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    if opening_of(session, proposal.id) is not None:
        raise Refused(_("Voting has opened: co-sponsors are no longer counted."))
    if queries.discussion_of(session, proposal) is None or queries.is_withdrawn(session, proposal):
        raise Refused(_("This proposal is not under discussion."))
    if person.id == proposal.author_id:
        raise Refused(_("It is your own proposal: others have to support it."))
    if person.id not in member_ids(session, at=at):
        raise Refused(_("Only members can support a proposal."))
    if stands == any(one.id == person.id for one in cosponsors_of(session, proposal, at=at)):
        return
    session.add(Cosponsorship(proposal_id=proposal.id, person_id=person.id, stands=stands, said_at=at))
    session.flush()


def require(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Refuse to open a vote that too few support; raises Refused."""
    wanted = needed(session, at=at)
    if wanted > len(cosponsors_of(session, proposal, at=at)):
        raise Refused(_("Our rules ask for %(count)s co-sponsors before a vote opens.", count=wanted))
