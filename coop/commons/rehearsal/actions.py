"""The scenes of the rehearsal, in order. Each act is the one the pages use, in its own database transaction."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from coop.commons.rehearsal import plot
from coop.commons.rehearsal.clock import Clock
from coop.db import transaction
from coop.governance.ballots.actions import cast
from coop.governance.ballots.imports import read_splits
from coop.governance.closing.actions import close_due
from coop.governance.distribution.frozen import USES
from coop.governance.electorate.queries import opening_of
from coop.governance.enactment.actions import enact_due
from coop.governance.enactment.queries import failures_of
from coop.governance.proposals import actions as proposals
from coop.governance.proposals import queries as proposal_queries
from coop.governance.proposals.models import Proposal
from coop.market.imports.actions import Brought, bring_in
from coop.market.imports.mapping import Mapping
from coop.market.imports.table import Reading, read_table
from coop.money.fund.actions import pay_expense, submit_expense
from coop.money.fund.models import Expense
from coop.money.periods import actions as periods
from coop.money.periods.queries import last_closed
from coop.people.membership.actions import admit
from coop.people.membership.capital import record_share_payment, share_due
from coop.people.persons.actions import create_person
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.people.stewards.models import Stewardship
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference

Content = dict[str, int] | str


class Unfinished(RuntimeError):
    """Something the rehearsal counts on did not come about; the message says what."""


def found(engine: Engine, clock: Clock) -> None:
    """The founding charter: CoLab's bylaws, a fee of 5%, and less to reserve, so that something is left to vote on."""
    with transaction(engine) as session:
        policies.found(
            session, name=plot.NAME, currency=plot.CURRENCY, timezone=plot.TIMEZONE, preset=plot.PRESET,
            at=clock.now, overrides=plot.FOUNDED_OTHERWISE,
        )


def read_trips(data: plot.Data) -> tuple[Reading, str]:
    """The trips, and the file's digest."""
    content = data.trips.read_bytes()
    return read_table(content, Mapping()), sha256(content).hexdigest()


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


def spend_by_vote(engine: Engine, clock: Clock) -> str:
    """An expense is submitted, put to the vote, adopted, carried out and paid; returns the decision's number."""
    with transaction(engine) as session:
        members = _members(session, clock)
        expense = submit_expense(
            session, submitted_by=members[-1], account=plot.EXPENSE_ACCOUNT, title=plot.EXPENSE_TITLE,
            amount_cents=plot.EXPENSE_CENTS, spent_on=clock.today, at=clock.now,
        )
        proposal = proposals.propose(
            session, kind="spend", title=plot.EXPENSE_TITLE, text="Everyone who drives is insured.",
            payload={"expense": expense.reference}, author=members[-1], at=clock.now,
        )
        proposal_id, expense_id = proposal.id, expense.id
    _decide(engine, clock, proposal_id, [plot.expense_choice(place) for place in range(1, len(members) + 1)])
    with transaction(engine) as session:
        pay_expense(
            session, session.get_one(Expense, expense_id), paid_by=_members(session, clock)[1],
            paid_on=clock.today, at=clock.now,
        )
        return session.get_one(Proposal, proposal_id).reference


def import_trips(engine: Engine, clock: Clock, reading: Reading, digest: str) -> Brought:
    """The trips become bookings of the members who drove them."""
    workers = {name: plot.ADDRESS.format(name=name) for name in drivers(reading)}
    with transaction(engine) as session:
        return bring_in(session, reading, Mapping(workers=workers), file_digest=digest, at=clock.now)


def close_periods(engine: Engine, clock: Clock) -> None:
    """February and March are closed, each once."""
    for opens_on, closes_on in plot.PERIODS:
        with transaction(engine) as session:
            periods.close(session, opens_on=opens_on, closes_on=closes_on, at=clock.now)


def distribute_by_vote(engine: Engine, clock: Clock, data: plot.Data) -> str:
    """The members split the surplus of March; returns the decision's number."""
    with data.splits.open(encoding="utf-8", newline="") as file:
        splits = read_splits(file, USES)
    with transaction(engine) as session:
        period = last_closed(session)
        if period is None:
            raise Unfinished("no period is closed")
        proposal = proposals.propose(
            session, kind="distribute", title="The surplus of March 2019", text="Each of us splits it in steps of 5%.",
            payload={"period_id": period.id}, author=_members(session, clock)[0], at=clock.now,
        )
        proposal_id, reference = proposal.id, proposal.reference
    _decide(engine, clock, proposal_id, list(splits))
    return reference


def drivers(reading: Reading) -> list[str]:
    """The drivers of the trips, by name."""
    return sorted({booking.worker for booking in reading.bookings})


def _decide(engine: Engine, clock: Clock, proposal_id: int, contents: list[Content]) -> None:
    """Discuss, open, cast one ballot a member, close by the clock, and carry out after the grace period."""
    with transaction(engine, write=False) as session:
        days = proposal_queries.discussion_days(session, at=clock.now)
    clock.pass_days(days)
    with transaction(engine) as session:
        proposals.open_vote(session, session.get_one(Proposal, proposal_id), at=clock.now)
        voters = [member.id for member in _members(session, clock)]
    if len(contents) != len(voters):
        raise Unfinished(f"{len(contents)} ballots for {len(voters)} members")
    clock.pass_days(1)
    for voter, content in zip(voters, contents, strict=True):
        with transaction(engine) as session:
            cast(session, session.get_one(Proposal, proposal_id), person=session.get_one(Person, voter),
                 content=content, at=clock.now)
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


def _members(session: Session, clock: Clock) -> list[Person]:
    """All members, by number."""
    ids = member_ids(session, at=clock.now)
    found = {person.id: person for person in session.execute(select(Person).where(Person.id.in_(ids))).scalars()}
    return [found[id_] for id_ in ids]


def scenes(
    engine: Engine, clock: Clock, data: plot.Data
) -> Iterator[tuple[str, Brought | str | None]]:
    """Play all scenes; after each, its name and what it gave."""
    reading, digest = read_trips(data)
    yield "read the trips", None
    found(engine, clock)
    yield "found the co-op", None
    admit_drivers(engine, clock, drivers(reading))
    yield "admit the drivers", None
    clock.set(plot.EXPENSE_ON)
    yield "spend by vote", spend_by_vote(engine, clock)
    clock.set(plot.IMPORTED_ON)
    yield "import the trips", import_trips(engine, clock, reading, digest)
    clock.set(plot.CLOSED_ON)
    close_periods(engine, clock)
    yield "close the periods", None
    yield "distribute by vote", distribute_by_vote(engine, clock, data)
