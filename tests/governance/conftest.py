"""A co-op with members, work in the books, and votes at every stage."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.candidates.queries import candidates_of
from coop.governance.closing.actions import close_due
from coop.governance.elections.actions import answer, nominate
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.ledger.models import Period
from tests.factories import make_member, make_steward

DAY = dt.timedelta(days=1)


@pytest.fixture
def members(session, coop, now):
    """Five members, the first of them a steward, since 30 days before `now`."""
    people = [make_steward(session, "Ada Steward")]
    people += [make_member(session, name) for name in ("Bo Builder", "Cy Cyclist", "Dee Driver", "Eve Editor")]
    session.commit()
    return people


@pytest.fixture
def resolution(session, members, now):
    """A text under discussion since four days."""
    proposal = proposals.propose(
        session, kind="resolve", title="Meet on Mondays", text="We meet on Mondays.", payload={}, author=members[1],
        at=now - 4 * DAY,
    )
    session.commit()
    return proposal


@pytest.fixture
def open_resolution(session, resolution, now):
    """The same with voting open since now, for seven days."""
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    return resolution


def complete_booking(session, person, *, reference, day, fee_cents, minutes, at):
    """What completing a held booking posts, as far as patronage sees it."""
    journal.post(
        session,
        Entry(
            reference=f"booking:{reference}:completed",
            kind="booking-completed",
            effective_on=day,
            postings=lines(
                (chart.BANK, 20 * fee_cents, "EUR"),
                (chart.WORKERS_PAYABLE, -19 * fee_cents, "EUR", person.party_id),
                (chart.FEES, -fee_cents, "EUR", person.party_id),
                (chart.LABOUR_WORKED, minutes, "MIN"),
                (chart.LABOUR_CONTRIBUTED, -minutes, "MIN", person.party_id),
            ),
        ),
        at=at,
    )


def close_period(session, *, opens_on, closes_on, surplus_cents, at):
    """A closed period as money's closing writes it: income to surplus, and the period's row."""
    entry = journal.post(
        session,
        Entry(
            reference=f"period:{opens_on}:{closes_on}:closed",
            kind="period-close",
            effective_on=closes_on,
            postings=lines((chart.FEES, surplus_cents, "EUR"), (chart.SURPLUS, -surplus_cents, "EUR")),
        ),
        at=at,
    )
    period = Period(opens_on=opens_on, closes_on=closes_on, closed_at=at, surplus_cents=surplus_cents,
                    closing_entry_id=entry)
    session.add(period)
    session.flush()
    return period


@pytest.fixture
def period(session, members, now):
    """February 2026 closed with a surplus of 1,000.01; members worked 1, 2, 3, 4 and 0 hours."""
    opens_on, closes_on = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
    fees = (10_000, 20_000, 30_000, 40_001)
    for number, (person, fee_cents) in enumerate(zip(members, fees, strict=False), 1):
        complete_booking(session, person, reference=f"B{number}", day=dt.date(2026, 2, 9 + number),
                         fee_cents=fee_cents, minutes=60 * number, at=now - DAY)
    period = close_period(session, opens_on=opens_on, closes_on=closes_on, surplus_cents=sum(fees), at=now - DAY)
    session.commit()
    return period


@pytest.fixture
def distribution(session, members, period, now):
    """A proposal to share the surplus, open to votes since `now`."""
    proposal = proposals.propose(
        session, kind="distribute", title="Share February's surplus", text="How do we share it?",
        payload={"period_id": period.id}, author=members[0], at=now - DAY / 2,
    )
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    session.commit()
    return proposal


@pytest.fixture
def call(session, members, now):
    """Call an election and let some of the members stand; nominations began eight days before `now`."""

    def call(*standing, office="steward", body="", seats=1, replaces="all", at=now):
        proposal = proposals.propose(
            session, kind="elect", title="Who looks after things?", text="For a year.", author=members[1],
            payload={"office": office, "body": body, "seats": seats, "replaces": replaces}, at=at - 8 * DAY,
        )  # fmt: skip
        for person in standing:
            nominate(session, proposal, nominee=person, by=members[1], at=at - 7 * DAY)
            answer(session, proposal, nominee=person, accepts=True, statement="I would like to.", at=at - 6 * DAY)
        session.commit()
        return proposal

    return call


@pytest.fixture
def elect(session, members, now, call):
    """Hold a whole election: `ballots` rank people, one ballot a member; carried out nine days after `at`."""

    def elect(*standing, ballots, at=now, **facts):
        proposal = call(*standing, at=at, **facts)
        proposals.open_vote(session, proposal, at=at)
        numbers = {person.id: key for key, person in candidates_of(session, proposal.id).items()}
        for voter, ranked in zip(members, ballots, strict=False):
            content = {numbers[person.id]: rank for rank, person in enumerate(ranked, 1)}
            cast(session, proposal, person=voter, content=content, at=at)
        close_due(session, at=at + 7 * DAY)
        enact_due(session, at=at + 9 * DAY)
        session.commit()
        return proposal

    return elect
