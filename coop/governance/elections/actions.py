"""Nominating, and answering a nomination, as long as voting has not opened."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.candidates.models import Nomination, NominationAnswer
from coop.governance.candidates.queries import nominated
from coop.governance.elections import letters
from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of

MOST_NOMINATIONS = 30
MOST_STATEMENT = 600


def nominate(session: Session, proposal: Proposal, *, nominee: Person, by: Person, at: dt.datetime) -> Nomination:
    """Put a member forward, or oneself; raises Refused. Others are told and stand only if they accept."""
    _under_nomination(session, proposal)
    if not standing_of(session, nominee.id, at=at).is_member:
        raise Refused(_("Only members can stand."))
    already = nominated(session, proposal.id)
    if any(one.person.id == nominee.id for one in already):
        raise Refused(_("They are nominated already."))
    if len(already) >= MOST_NOMINATIONS:
        raise Refused(_("No more than %(most)s can be nominated.", most=MOST_NOMINATIONS))
    made = Nomination(
        proposal_id=proposal.id, nominee_id=nominee.id, nominated_by_id=by.id, nominated_at=at
    )
    session.add(made)
    session.flush()
    if nominee.id != by.id:
        letters.was_nominated(session, nominee, proposal, at=at)
    return made


def answer(
    session: Session, proposal: Proposal, *, nominee: Person, accepts: bool, statement: str, at: dt.datetime
) -> NominationAnswer:
    """Say whether one stands, with a few words; the last answer counts. Raises Refused."""
    _under_nomination(session, proposal)
    mine = next((one for one in nominated(session, proposal.id) if one.person.id == nominee.id), None)
    if mine is None:
        raise Refused(_("You were not nominated."))
    words = statement.strip() if accepts else ""
    if accepts and not 0 < len(words) <= MOST_STATEMENT:
        raise Refused(_("Say in at most %(most)s letters why you stand.", most=MOST_STATEMENT))
    said = NominationAnswer(nomination_id=mine.nomination.id, accepts=accepts, statement=words, answered_at=at)
    session.add(said)
    session.flush()
    return said


def _under_nomination(session: Session, proposal: Proposal) -> None:
    """Held meanwhile, so that nobody is nominated under an opening vote."""
    session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    if (
        proposal.kind != Kind.ELECT
        or queries.discussion_of(session, proposal) is None
        or queries.is_withdrawn(session, proposal)
        or opening_of(session, proposal.id) is not None
    ):
        raise Refused(_("Nominations are closed."))
