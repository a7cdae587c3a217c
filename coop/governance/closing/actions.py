"""Writing down that a vote is over: the box is emptied, the ballots published, the outcome stated."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from coop.governance.ballots.carried import AtClose, at_close
from coop.governance.ballots.models import Ballot, CarriedBallot, CarriedMark, Closing, PublishedBallot
from coop.governance.ballots.queries import contents, is_closed, paper_counts, voted_count
from coop.governance.closing.models import Outcome
from coop.governance.closing.queries import archive_digest, due, recount, waits_for_import
from coop.governance.closing.rules import statement
from coop.governance.delegation.actions import forget_vote
from coop.governance.delegation.letters import was_carried
from coop.governance.electorate.models import RollLine
from coop.governance.electorate.queries import lock_opening
from coop.governance.paper_ballots.actions import lapse
from coop.governance.proposals import letters
from coop.governance.proposals.choices import written_names
from coop.governance.proposals.models import Proposal
from coop.people.persons.models import Person
from coop.policies.actions import record_decision


def close_due(session: Session, *, at: dt.datetime) -> int:
    """Close every vote whose deadline has passed; returns how many were closed here."""
    return sum(
        close(session, session.get_one(Proposal, proposal_id), at=at) for proposal_id in due(session, at=at)
    )


def close(session: Session, proposal: Proposal, *, at: dt.datetime) -> bool:
    """Close one vote if it is due; False when it is not, or is closed already.

    All ballots move, sorted by hash, in this one database transaction: afterwards no row tells when, in which
    order or with which voter mark it came. Those that delegates laid ready for others move along as far as these did
    not vote themselves, and what led from a delegate to them goes.
    """
    opening = lock_opening(session, proposal.id)
    if opening is None or at < opening.closes_at or is_closed(session, proposal.id):
        return False
    if waits_for_import(session, proposal.id, at=at):
        return False
    lapse(session, proposal, at=at)
    others = at_close(session, opening, at=opening.closes_at)
    closing = _empty_box(session, proposal.id, others, at=at)
    forget_vote(session, proposal.id)
    found, head = recount(session, proposal, opening)
    words = statement(
        found.result,
        passed=found.passed,
        names=written_names(proposal),
        delegated=closing.delegated,
        paper=closing.paper,
        spoiled=closing.spoiled,
        archive=archive_digest(session, proposal.id),
    )
    decision = record_decision(
        session,
        reference=proposal.reference,
        kind=proposal.kind,
        title=proposal.title,
        statement=words,
        decided_at=opening.closes_at,
    )
    session.add(
        Outcome(
            proposal_id=proposal.id,
            decision_id=decision.id,
            stated_at=at,
            passed=found.passed,
            ballots=found.ballots,
            chain_head=head,
            result=found.result,
            statement=words,
        )
    )
    session.flush()
    if opening.terms.get("held"):
        for person in _roll(session, proposal.id):
            letters.outcome_elsewhere(session, person, proposal, statement=words, at=at)
        return True
    _tell(session, proposal, others, words=words, head=head, at=at)
    return True


def _tell(session: Session, proposal: Proposal, others: AtClose, *, words: str, head: str, at: dt.datetime) -> None:
    """Write to everybody on the roll, and to those who gave their vote away what became of it."""
    for person in _roll(session, proposal.id):
        letters.outcome_stated(session, person, proposal, statement=words, chain_head=head, at=at)
        if person.id in others.people or person.id in others.waited:
            was_carried(session, person, proposal, cast=person.id in others.people, at=at)


def _empty_box(session: Session, proposal_id: int, others: AtClose, *, at: dt.datetime) -> Closing:
    """Publish what lies in the box and what delegates cast, and write down that it is closed."""
    if others.people:
        marks = [{"proposal_id": proposal_id, "person_id": person} for person in others.people]
        session.execute(insert(CarriedMark), marks)
    ballots = sorted([*contents(session, proposal_id), *others.ballots])
    session.execute(delete(Ballot).where(Ballot.proposal_id == proposal_id))
    session.execute(delete(CarriedBallot).where(CarriedBallot.proposal_id == proposal_id))
    if ballots:
        session.execute(
            insert(PublishedBallot),
            [{"proposal_id": proposal_id, "hash": hashed, "content": content} for hashed, content in ballots],
        )
    delegated, paper = len(others.people), paper_counts(session, proposal_id)
    closing = Closing(
        proposal_id=proposal_id,
        recorded_at=at,
        voted=voted_count(session, proposal_id) + delegated,
        ballots=len(ballots),
        delegated=delegated,
        paper=paper.ballots,
        spoiled=paper.spoiled,
    )
    session.add(closing)
    session.flush()
    return closing


def _roll(session: Session, proposal_id: int) -> list[Person]:
    query = (
        select(Person)
        .join(RollLine, RollLine.person_id == Person.id)
        .where(RollLine.proposal_id == proposal_id)
        .order_by(RollLine.token)
    )
    return list(session.execute(query).scalars())
