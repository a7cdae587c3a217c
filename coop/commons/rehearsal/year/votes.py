"""Two votes of the year: on the fee, and on who are the stewards."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from coop.commons.rehearsal.acts import Content, count_and_carry_out, open_vote
from coop.commons.rehearsal.year import plot
from coop.commons.rehearsal.year.course import Course
from coop.db import transaction
from coop.governance.candidates.queries import candidates_of
from coop.governance.elections import actions as elections
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.models import Proposal
from coop.governance.terms.rules import Office, Replaces


def change_fee(course: Course) -> str:
    """The members lower the fee from a day to come; returns the decision's number."""
    begins = dt.datetime.combine(plot.FEE_FROM, dt.time(), course.clock.zone)
    payload = {"rule": "fee.rate", "value": str(Fraction(plot.FEE_RATE)), "in_force_from": begins}
    proposal_id, reference = propose(course, "set-rule", "Four per cent are enough", payload)
    open_vote(course.engine, course.clock, proposal_id)
    count_and_carry_out(course.engine, course.clock, proposal_id, plot.fee_choice)
    return reference


def elect_stewards(course: Course) -> str:
    """Members stand, and are elected by a Condorcet vote, as the bylaws say; returns the decision's number."""
    payload = {"office": Office.STEWARD, "body": "", "seats": plot.SEATS, "replaces": Replaces.ALL}
    proposal_id, reference = propose(course, "elect", "Who are our stewards", payload)
    with transaction(course.engine) as session:
        proposal = session.get_one(Proposal, proposal_id)
        standing = [course.member(session, place) for place in plot.CANDIDATES]
        for person in standing:
            elections.nominate(session, proposal, nominee=person, by=person, at=course.clock.now)
            elections.answer(
                session, proposal, nominee=person, accepts=True, statement="I have time for it.", at=course.clock.now
            )
        ids = [person.id for person in standing]
    open_vote(course.engine, course.clock, proposal_id)
    with transaction(course.engine, write=False) as session:
        keys = {person.id: key for key, person in candidates_of(session, proposal_id).items()}

    def ranking(place: int) -> Content:
        ranks = plot.RANKINGS[place % len(plot.RANKINGS)]
        return {keys[id_]: rank for id_, rank in zip(ids, ranks, strict=True)}

    count_and_carry_out(course.engine, course.clock, proposal_id, ranking)
    return reference


def propose(course: Course, kind: str, title: str, payload: dict[str, Any]) -> tuple[int, str]:
    """The first member proposes it; the proposal's id and number."""
    with transaction(course.engine) as session:
        proposal = proposals.propose(
            session, kind=kind, title=title, text="As we said at the meeting.", payload=payload,
            author=course.member(session, 0), at=course.clock.now,
        )
        return proposal.id, proposal.reference
