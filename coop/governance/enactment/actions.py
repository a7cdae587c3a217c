"""Carrying out decisions after the grace period: once each, and never silently not."""

from __future__ import annotations

import datetime as dt
import logging

from flask_babel import gettext as _
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from coop.db.session import is_passing
from coop.governance.closing.models import Outcome
from coop.governance.electorate.queries import lock_opening
from coop.governance.enactment import queries
from coop.governance.enactment.deeds import Case, carry_out
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals import letters
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship
from coop.policies.models import Decision

_log = logging.getLogger(__name__)


def enact_due(session: Session, *, at: dt.datetime) -> int:
    """Carry out every decision whose grace period is over; returns how many were carried out here.

    One that fails is undone to its savepoint, written down and told to the stewards; the others go on.
    """
    return sum(try_to_enact(session, proposal_id, at=at) for proposal_id in queries.due(session, at=at))


def try_to_enact(session: Session, proposal_id: int, *, at: dt.datetime) -> bool:
    """Carry out one decision, or write down why it failed. False when it failed or was done already."""
    proposal = session.get_one(Proposal, proposal_id)
    try:
        with session.begin_nested():
            done = enact(session, proposal, at=at)
            if session.get_bind().dialect.name == "postgresql":
                # What the database would refuse only at COMMIT is to fail here, where it can be written down.
                session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
                session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            return done
    except OperationalError as error:
        if is_passing(error):
            raise
        _write_down(session, proposal, error, at=at)
    except Exception as error:  # whatever it was must be shown, and must not stop the other decisions
        _write_down(session, proposal, error, at=at)
    return False


def enact(session: Session, proposal: Proposal, *, at: dt.datetime) -> bool:
    """Carry out a decision now; False when it has been. Raises Refused when it is not due, or why it fails.

    The opening is held: of many who try at once one does it, and the rest find it done.
    """
    opening = lock_opening(session, proposal.id)
    outcome = session.get(Outcome, proposal.id)
    if opening is None or outcome is None:
        raise Refused(_("There is no outcome to carry out."))
    if session.get(Enactment, proposal.id) is not None:
        return False
    if at < queries.due_from(opening, outcome):
        raise Refused(_("The grace period after the vote is not over."))
    if not queries.has_deeds(proposal, outcome):
        raise Refused(_("The members voted against it."))
    decision = session.get_one(Decision, outcome.decision_id)
    effects = carry_out(session, Case(proposal, opening, outcome, decision), at=at)
    session.add(Enactment(proposal_id=proposal.id, decision_id=decision.id, enacted_at=at, effects=effects))
    session.flush()
    return True


def _write_down(session: Session, proposal: Proposal, error: Exception, *, at: dt.datetime) -> None:
    _log.error("decision %s was not carried out", proposal.reference, exc_info=error)
    reason = str(error).splitlines()[0][:500] if str(error) else type(error).__name__
    is_first = not queries.failures_of(session, proposal.id)
    session.add(EnactmentFailure(proposal_id=proposal.id, failed_at=at, reason=reason))
    session.flush()
    if not is_first:
        return
    stewards = (
        select(Person)
        .join(Stewardship, Stewardship.person_id == Person.id)
        .where(Stewardship.begins_at <= at, Stewardship.ends_at.is_(None) | (Stewardship.ends_at > at))
    )
    for steward in session.execute(stewards).scalars().unique():
        letters.not_carried_out(session, steward, proposal, reason=reason, at=at)
