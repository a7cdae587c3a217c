"""Offices, vacancies, and countbacks as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from coop.governance.ballots.profiles import rankings
from coop.governance.ballots.publication import chain_head
from coop.governance.ballots.queries import contents
from coop.governance.candidates.models import Candidate
from coop.governance.candidates.queries import candidates_of
from coop.governance.electorate.frozen import SCOTTISH_STV
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.offices.models import Countback, CountbackAnswer, PassedOver
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import days_before_voting
from coop.governance.proposals.rules import Kind
from coop.governance.tallies.countback import CountbackOutcome, countback
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.terms.queries import Holder, bodies, body_of, in_office, term_by_id, terms_of
from coop.governance.terms.rules import How, Office, over_at
from coop.people.membership.queries import open_membership
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.people.stewards.models import TermOfOffice
from coop.policies.in_force import in_force
from coop.policies.models import Decision


@dataclass(frozen=True)
class Seat:
    """Somebody in office, the decision behind it, and when the term is over; they serve until replaced.

    An election is due when one that is called now is carried out about then, or later. `countback` is the number of
    what gave them the seat of somebody who left before.
    """

    term: TermOfOffice
    person: Person
    decision: Decision
    over_at: dt.datetime
    is_due: bool
    is_overdue: bool
    countback: int | None


@dataclass(frozen=True)
class Vacancy:
    """A seat left before its time. `asked` is who is being asked now; `is_countable` whether ballots can fill it.

    `waits_for` is who is being asked first, for another seat of the same election.
    """

    term: TermOfOffice
    person: Person
    decision: Decision
    asked: Countback | None
    is_countable: bool
    waits_for: Countback | None


@dataclass(frozen=True)
class OfficeShown:
    """An office with all its seats; `body` is a committee's name. `past` are ended terms, the newest first."""

    office: str
    body: str
    seats: Sequence[Seat]
    vacancies: Sequence[Vacancy]
    past: Sequence[Holder]


def offices(session: Session, *, at: dt.datetime) -> list[OfficeShown]:
    """The stewards, then every committee by name."""
    named = [(Office.STEWARD.value, ""), *((Office.COMMITTEE.value, body) for body in bodies(session))]
    return [_shown(session, office, body, at) for office, body in named]


def _shown(session: Session, office: str, body: str, at: dt.datetime) -> OfficeShown:
    seats = [_seat(session, term, person, at) for term, person in in_office(session, office, body=body, at=at)]
    sitting = {seat.term.id for seat in seats}
    past = [(term, person) for term, person in terms_of(session, office, body=body) if term.id not in sitting]
    empty = [
        _vacancy(session, office, term, person, at) for term, person in past if is_vacant(session, term, person, at=at)
    ]
    return OfficeShown(office, body, seats, empty, past)


def _seat(session: Session, term: TermOfOffice, person: Person, at: dt.datetime) -> Seat:
    over = over_at(term.begins_at, term.due_at, days=in_force(session, "office.term_days", at).whole)
    is_due = at >= over - time_of_an_election(session, at=at)
    decision = session.get_one(Decision, term.decision_id)
    return Seat(term, person, decision, over, is_due, at >= over, _taken_by(session, decision, person))


def _taken_by(session: Session, decision: Decision, person: Person) -> int | None:
    """The countback by which somebody took a seat of an election."""
    query = (
        select(Countback.id)
        .join(CountbackAnswer, CountbackAnswer.countback_id == Countback.id)
        .join(Candidate, and_(Candidate.proposal_id == Countback.proposal_id, Candidate.key == Countback.key))
        .join(Proposal, Proposal.id == Countback.proposal_id)
        .where(Proposal.reference == decision.reference, Candidate.person_id == person.id, CountbackAnswer.accepts)
    )
    return session.execute(query).scalars().first()


def time_of_an_election(session: Session, *, at: dt.datetime) -> dt.timedelta:
    """How long one takes at the least: until voting may open, while it is open, and until it is carried out."""
    return dt.timedelta(
        days=days_before_voting(session, Kind.ELECT, at=at) + in_force(session, "vote.period_days", at).whole,
        hours=in_force(session, "vote.grace_hours", at).whole,
    )


def is_vacant(session: Session, term: TermOfOffice, person: Person, *, at: dt.datetime) -> bool:
    """Whether a seat stands empty before its time: its holder left, and nobody took it, by ballots or election."""
    if term.due_at is None or term.due_at <= at or term.ended_how == How.REPLACED or _is_filled(session, term):
        return False
    if term.ends_at is None and open_membership(session, person.id) is not None:
        return False
    office, since = office_of(term), term.ends_at or term.begins_at
    later = [other for other, _who in terms_of(session, office, body=body_of(term)) if other.begins_at > since]
    return all(other.decision_id == term.decision_id for other in later)


def _vacancy(session: Session, office: str, term: TermOfOffice, person: Person, at: dt.datetime) -> Vacancy:
    decision = session.get_one(Decision, term.decision_id)
    outcome, election = counted_back(session, term, at=at), election_of(session, term)
    asked = asked_now(session, office, term.id, at=at)
    waits_for = asked_of_election(session, election.id, at=at) if election else None
    return Vacancy(term, person, decision, asked, outcome is not None, waits_for)


def _is_filled(session: Session, term: TermOfOffice) -> bool:
    query = (
        select(Countback.id)
        .join(CountbackAnswer, CountbackAnswer.countback_id == Countback.id)
        .where(Countback.office == office_of(term), Countback.term_id == term.id, CountbackAnswer.accepts.is_(True))
    )
    return session.execute(query).first() is not None


def asked_now(session: Session, office: str, term_id: int, *, at: dt.datetime) -> Countback | None:
    """The countback of a vacancy that waits for an answer."""
    here = Countback.office == office, Countback.term_id == term_id
    return next(iter(_waiting(session, *here, at=at)), None)


def asked_of_election(session: Session, proposal_id: int, *, at: dt.datetime) -> Countback | None:
    """The countback from an election's ballots that waits for an answer: whoever is asked may want the next seat."""
    return next(iter(_waiting(session, Countback.proposal_id == proposal_id, at=at)), None)


def _waiting(session: Session, *conditions: ColumnElement[bool], at: dt.datetime) -> list[Countback]:
    """Without an answer, and whoever was asked is still a member and was not passed over for this seat since."""
    query = (
        select(Countback, Candidate.person_id)
        .join(Candidate, and_(Candidate.proposal_id == Countback.proposal_id, Candidate.key == Countback.key))
        .outerjoin(CountbackAnswer, CountbackAnswer.countback_id == Countback.id)
        .where(CountbackAnswer.countback_id.is_(None), *conditions)
        .order_by(Countback.id)
    )
    members = set(member_ids(session, at=at))
    rows = session.execute(query).all()
    return [asked for asked, person_id in rows if person_id in members and not is_passed_over(session, asked)]


def is_passed_over(session: Session, asked: Countback) -> bool:
    """Whether another was asked for the same seat since, because they had left the co-op."""
    query = (
        select(PassedOver.key)
        .join(Countback, Countback.id == PassedOver.countback_id)
        .where(Countback.office == asked.office, Countback.term_id == asked.term_id, PassedOver.key == asked.key)
    )
    return session.execute(query).first() is not None


def answered(session: Session, proposal_id: int, *, at: dt.datetime) -> set[str]:
    """The numbers of those who were asked for a seat of an election and had answered by then, either way."""
    query = (
        select(Countback.key)
        .join(CountbackAnswer, CountbackAnswer.countback_id == Countback.id)
        .where(Countback.proposal_id == proposal_id, CountbackAnswer.answered_at <= at)
    )
    return set(session.execute(query).scalars())


def answer_of(session: Session, asked: Countback) -> CountbackAnswer | None:
    """What was said to it."""
    return session.get(CountbackAnswer, asked.id)


def countbacks_of(session: Session, proposal_id: int) -> list[Countback]:
    """Every countback from an election's ballots, the oldest first."""
    query = select(Countback).where(Countback.proposal_id == proposal_id).order_by(Countback.id)
    return list(session.execute(query).scalars())


def office_of(term: TermOfOffice) -> str:
    """The office of a term."""
    return (Office.COMMITTEE if body_of(term) else Office.STEWARD).value


def election_of(session: Session, term: TermOfOffice) -> Proposal | None:
    """The election that a term comes from; None for the founding charter."""
    decision = session.get_one(Decision, term.decision_id)
    query = select(Proposal).where(Proposal.reference == decision.reference)
    return session.execute(query).scalar_one_or_none()


def vacated_key(session: Session, term: TermOfOffice) -> str | None:
    """The number of whom the election gave this seat: of the first holder, where ballots filled it before."""
    proposal = election_of(session, term)
    if proposal is None:
        return None
    numbers = {person.id: key for key, person in candidates_of(session, proposal.id).items()}
    mine = numbers.get(term.person_id)
    took = {asked.key: asked.vacated for asked in countbacks_of(session, proposal.id) if _accepted(session, asked)}
    return took.get(mine, mine) if mine is not None else None


def _accepted(session: Session, asked: Countback) -> bool:
    said = answer_of(session, asked)
    return said is not None and said.accepts


def counted_back(
    session: Session, term: TermOfOffice, *, until: Countback | None = None, at: dt.datetime
) -> CountbackOutcome | None:
    """Who takes the seat of a term by the election's own ballots; None where no ballots can tell.

    Unwilling are those who left the co-op, or were asked before: they declined, or took a seat then. With `until` the
    count is that which led to asking somebody, with what was known then.
    """
    proposal = election_of(session, term)
    opening = opening_of(session, proposal.id) if proposal else None
    key = vacated_key(session, term)
    if proposal is None or opening is None or opening.method != SCOTTISH_STV or key is None:
        return None
    vote = frozen_vote(session, opening, reference=proposal.reference)
    published = contents(session, proposal.id)
    head = chain_head(proposal.reference, [hashed for hashed, _text in published])
    unwilling = _unwilling(session, proposal.id, at) if until is None else _unwilling_then(session, until)
    try:
        profile = rankings(vote, [text for _hash, text in published])
        return countback(profile, vote.seats, key, Lots(head), unwilling=unwilling - {key})
    except DoesNotFit:
        return None


def passed_over(session: Session, until: Countback) -> list[tuple[Person, CountbackAnswer | None, bool]]:
    """Who stood, had no seat and was left out of a countback: what they had answered, and whether they had left."""
    people, rest = candidates_of(session, until.proposal_id), _unwilling_then(session, until)
    said: dict[str, CountbackAnswer] = {}
    for asked in countbacks_of(session, until.proposal_id):
        answer = answer_of(session, asked)
        if answer is not None and answer.answered_at <= until.asked_at:
            said[asked.key] = answer
    members = set(member_ids(session, at=until.asked_at))
    return [(person, said.get(key), person.id not in members) for key, person in people.items() if key in rest]


def _unwilling(session: Session, proposal_id: int, at: dt.datetime) -> set[str]:
    members = set(member_ids(session, at=at))
    left = {number for number, who in candidates_of(session, proposal_id).items() if who.id not in members}
    return left | {asked.key for asked in countbacks_of(session, proposal_id)}


def _unwilling_then(session: Session, until: Countback) -> set[str]:
    query = select(PassedOver.key).where(PassedOver.countback_id == until.id)
    asked = {one.key for one in countbacks_of(session, until.proposal_id) if one.id < until.id}
    return asked | set(session.execute(query).scalars())


def asked_by_id(session: Session, countback_id: int) -> Countback | None:
    """A countback by its number."""
    return session.get(Countback, countback_id)


def term_asked(session: Session, asked: Countback) -> TermOfOffice:
    """The term whose seat it is about."""
    term = term_by_id(session, asked.office, asked.term_id)
    if term is None:
        raise LookupError(f"countback {asked.id} is about no term")
    return term
