"""Resigning from an office, and filling a vacancy from the ballots of the election."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.candidates.queries import candidates_of
from coop.governance.elections import letters
from coop.governance.offices import queries
from coop.governance.offices.models import Countback, CountbackAnswer, PassedOver
from coop.governance.proposals.rules import Refused
from coop.governance.tallies.countback import CountbackOutcome
from coop.governance.terms.actions import begin, leave_office, one_at_a_time
from coop.governance.terms.queries import body_of
from coop.governance.terms.rules import How, TooFew
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of
from coop.people.stewards.models import TermOfOffice
from coop.policies.models import Decision


def resign(session: Session, term: TermOfOffice, *, person: Person, at: dt.datetime) -> None:
    """Leave one's office before the term is over; raises Refused where too few would be left."""
    if term.person_id != person.id:
        raise Refused(_("Only who holds an office can resign from it."))
    if term.ends_at is not None:
        raise Refused(_("This term has ended."))
    try:
        leave_office(session, term, how=How.RESIGNED, at=at)
    except TooFew as few:
        raise Refused(str(few)) from few


def count_back(session: Session, term: TermOfOffice, *, name: str, at: dt.datetime) -> Countback:
    """Ask whom the ballots give a vacant seat; raises Refused where there is no vacancy or nobody to ask.

    One at a time of each election: nobody is passed over for a seat while they have not answered about another.
    """
    one_at_a_time(session)
    holder, office = session.get_one(Person, term.person_id), queries.office_of(term)
    if not queries.is_vacant(session, term, holder, at=at):
        raise Refused(_("This seat is not vacant."))
    outcome, proposal = queries.counted_back(session, term, at=at), queries.election_of(session, term)
    if proposal is not None and queries.asked_of_election(session, proposal.id, at=at) is not None:
        raise Refused(_("Somebody is being asked already."))
    key = queries.vacated_key(session, term)
    if outcome is None or proposal is None or key is None:
        raise Refused(_("No ballots can fill this seat: hold an election."))
    asked = Countback(
        office=office, term_id=term.id, proposal_id=proposal.id, vacated=key, key=outcome.elected, asked_at=at
    )
    session.add(asked)
    session.flush()
    _note_passed_over(session, asked, outcome)
    nominee = candidates_of(session, proposal.id)[outcome.elected]
    letters.is_asked(session, nominee, name=name, countback_id=asked.id, at=at)
    return asked


def _note_passed_over(session: Session, asked: Countback, outcome: CountbackOutcome) -> None:
    """Who was left out though they had not answered: a fact of this countback, as membership is no public one."""
    known = {*outcome.election.elected, *outcome.willing}
    known |= queries.answered(session, asked.proposal_id, at=asked.asked_at)
    session.add_all(PassedOver(countback_id=asked.id, key=key) for key in outcome.options if key not in known)
    session.flush()


def answer(session: Session, asked: Countback, *, person: Person, accepts: bool, at: dt.datetime) -> None:
    """Take the seat for the rest of its term, or decline; raises Refused."""
    one_at_a_time(session)
    candidates = candidates_of(session, asked.proposal_id)
    if candidates[asked.key].id != person.id:
        raise Refused(_("Somebody else was asked."))
    if queries.answer_of(session, asked) is not None:
        raise Refused(_("This was answered."))
    if queries.is_passed_over(session, asked):
        raise Refused(_("Somebody else was asked."))
    term = queries.term_asked(session, asked)
    if accepts:
        holder = session.get_one(Person, term.person_id)
        if not queries.is_vacant(session, term, holder, at=at) or not standing_of(session, person.id, at=at).is_member:
            raise Refused(_("This seat is not vacant."))
        begin(
            session,
            person,
            office=asked.office,
            body=body_of(term),
            decision=session.get_one(Decision, term.decision_id),
            due_at=term.due_at,
            at=at,
        )
    session.add(CountbackAnswer(countback_id=asked.id, accepts=accepts, answered_at=at))
    session.flush()
