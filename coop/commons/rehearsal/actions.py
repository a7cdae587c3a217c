"""The scenes of the rehearsal, in order. Each act is the one the pages use, in its own database transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Engine

from coop.commons.rehearsal import plot
from coop.commons.rehearsal.acts import (
    Content,
    Unfinished,
    admit_drivers,
    count_and_carry_out,
    drivers,
    found,
    members,
    open_vote,
)
from coop.commons.rehearsal.clock import Clock
from coop.db import transaction
from coop.governance.ballots.imports import read_splits
from coop.governance.distribution.frozen import USES
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.models import Proposal
from coop.market.imports.actions import Brought, bring_in
from coop.market.imports.mapping import Mapping
from coop.market.imports.table import Reading, read_table
from coop.money.fund.actions import pay_expense, submit_expense
from coop.money.fund.models import Expense
from coop.money.periods import actions as periods
from coop.money.periods.queries import last_closed


def read_trips(data: plot.Data) -> tuple[Reading, str]:
    """The trips, and the file's digest."""
    content = data.trips.read_bytes()
    return read_table(content, Mapping()), sha256(content).hexdigest()


def spend_by_vote(engine: Engine, clock: Clock) -> str:
    """An expense is submitted, put to the vote, adopted, carried out and paid; returns the decision's number."""
    with transaction(engine) as session:
        author = members(session, clock)[-1]
        expense = submit_expense(
            session, submitted_by=author, account=plot.EXPENSE_ACCOUNT, title=plot.EXPENSE_TITLE,
            amount_cents=plot.EXPENSE_CENTS, spent_on=clock.today, at=clock.now,
        )
        proposal = proposals.propose(
            session, kind="spend", title=plot.EXPENSE_TITLE, text="Everyone who drives is insured.",
            payload={"expense": expense.reference}, author=author, at=clock.now,
        )
        proposal_id, expense_id = proposal.id, expense.id
    open_vote(engine, clock, proposal_id)
    count_and_carry_out(engine, clock, proposal_id, plot.expense_choice)
    with transaction(engine) as session:
        pay_expense(
            session, session.get_one(Expense, expense_id), paid_by=members(session, clock)[1],
            paid_on=clock.today, at=clock.now,
        )
        return session.get_one(Proposal, proposal_id).reference


def import_trips(engine: Engine, clock: Clock, reading: Reading, digest: str) -> Brought:
    """The trips become bookings of the members who drove them."""
    workers = {name: plot.ADDRESS.format(name=name) for name in drivers(reading)}
    with transaction(engine) as session:
        return bring_in(session, reading, Mapping(workers=workers), file_digest=digest, at=clock.now)


def close_period(engine: Engine, clock: Clock, opens_on: dt.date, closes_on: dt.date) -> None:
    """A period is closed, once."""
    with transaction(engine) as session:
        periods.close(session, opens_on=opens_on, closes_on=closes_on, at=clock.now)


def distribute_by_vote(engine: Engine, clock: Clock, data: plot.Data, *, title: str) -> str:
    """The members split the surplus of the period closed last; returns the decision's number."""
    splits = splits_of(data)
    with transaction(engine) as session:
        period = last_closed(session)
        if period is None:
            raise Unfinished("no period is closed")
        proposal = proposals.propose(
            session, kind="distribute", title=title, text="Each of us splits it in steps of 5%.",
            payload={"period_id": period.id}, author=members(session, clock)[0], at=clock.now,
        )
        proposal_id, reference = proposal.id, proposal.reference
    open_vote(engine, clock, proposal_id)
    count_and_carry_out(engine, clock, proposal_id, splits.__getitem__)
    return reference


def splits_of(data: plot.Data) -> Sequence[Content]:
    """The real ballots of the split, one a member."""
    with data.splits.open(encoding="utf-8", newline="") as file:
        return read_splits(file, USES)


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
    for opens_on, closes_on in plot.PERIODS:
        close_period(engine, clock, opens_on, closes_on)
    yield "close the periods", None
    yield "distribute by vote", distribute_by_vote(engine, clock, data, title=plot.DISTRIBUTION_TITLE)
