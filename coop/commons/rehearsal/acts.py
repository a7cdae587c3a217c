"""What happens in every rehearsal: founding, admitting, putting something to the vote. Each act as the pages do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from coop.commons.rehearsal import plot
from coop.commons.rehearsal.clock import Clock
from coop.db import transaction
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.electorate.queries import opening_of
from coop.governance.enactment.actions import enact_due
from coop.governance.enactment.queries import failures_of
from coop.governance.proposals import actions as proposals
from coop.governance.proposals import queries as proposal_queries
from coop.governance.proposals.models import Proposal
from coop.market.imports.table import Reading
from coop.people.membership.actions import admit
from coop.people.membership.capital import record_share_payment, share_due
from coop.people.persons.actions import create_person
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.people.stewards.models import Stewardship
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference
from coop.policies.rules import Value

Content = Mapping[str, int] | str


class Unfinished(RuntimeError):
    """Something the rehearsal counts on did not come about; the message says what."""


def found(engine: Engine, clock: Clock, *, otherwise: Mapping[str, Value] = plot.FOUNDED_OTHERWISE) -> None:
    """The founding charter: CoLab's bylaws, a fee of 5%, and less to reserve, so that something is left to vote on."""
    with transaction(engine) as session:
        policies.found(
            session, name=plot.NAME, currency=plot.CURRENCY, timezone=plot.TIMEZONE, preset=plot.PRESET,
            at=clock.now, overrides=dict(otherwise),
        )


def admit_drivers(engine: Engine, clock: Clock, names: list[str]) -> None:
    """The drivers are the founding members, by the charter; three of them its stewards. All pay their share."""
    with transaction(engine) as session:
        charter = decision_by_reference(session, "charter")
        members = []
        for name in names:
            person = create_person(
                session, email=plot.ADDRESS.format(name=name), display_name=name, timezone=plot.TIMEZONE,
                at=clock.now,
            )
            members.append((person, admit(session, person, decision=charter, at=clock.now)))
        stewards = [person for person, _ in members[: plot.STEWARDS]]
        session.add_all(
            Stewardship(person_id=person.id, begins_at=clock.now, decision_id=charter.id if charter else 0)
            for person in stewards
        )
        session.flush()
        for number, (_, membership) in enumerate(members):
            record_share_payment(
                session, membership, amount_cents=share_due(session, membership, at=clock.now),
                # Nobody writes down their own: the first steward's is recorded by the second.
                paid_on=clock.today, recorded_by=stewards[1 if number == 0 else 0], at=clock.now,
            )


def drivers(reading: Reading) -> list[str]:
    """The drivers of the trips, by name."""
    return sorted({booking.worker for booking in reading.bookings})


def members(session: Session, clock: Clock) -> list[Person]:
    """All members, by number."""
    ids = member_ids(session, at=clock.now)
    known = {person.id: person for person in session.execute(select(Person).where(Person.id.in_(ids))).scalars()}
    return [known[id_] for id_ in ids]


def open_vote(engine: Engine, clock: Clock, proposal_id: int) -> None:
    """Let the days of discussion pass, and open the vote."""
    with transaction(engine, write=False) as session:
        kind = session.get_one(Proposal, proposal_id).kind
        days = proposal_queries.days_before_voting(session, kind, at=clock.now)
    clock.pass_days(days)
    with transaction(engine) as session:
        proposals.open_vote(session, session.get_one(Proposal, proposal_id), at=clock.now)


def count_and_carry_out(
    engine: Engine, clock: Clock, proposal_id: int, content_of: Callable[[int], Content]
) -> None:
    """A day after the opening every member casts a ballot, then the clock closes, and carries out after the grace.

    `content_of` is told each member's place, from 0, by number. Raises Unfinished when it is not carried out.
    """
    clock.pass_days(1)
    with transaction(engine, write=False) as session:
        voters = [member.id for member in members(session, clock)]
    for place, voter in enumerate(voters):
        with transaction(engine) as session:
            cast(session, session.get_one(Proposal, proposal_id), person=session.get_one(Person, voter),
                 content=content_of(place), at=clock.now)
    with transaction(engine) as session:
        opening = opening_of(session, proposal_id)
        if opening is None:
            raise Unfinished("the vote did not open")
        clock.reach(opening.closes_at)
        closed = close_due(session, at=clock.now)
        hours = opening.grace_hours
    clock.pass_days(-(-hours // 24))
    with transaction(engine) as session:
        enacted = enact_due(session, at=clock.now)
        failed = "; ".join(failure.reason for failure in failures_of(session, proposal_id))
    if (closed, enacted) != (1, 1):
        raise Unfinished(f"{closed} votes closed, {enacted} decisions carried out. {failed}")
