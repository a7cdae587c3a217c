"""A fund with money, a round of three projects, and the two of them that won."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.ideas.queries import projects_of
from coop.governance.proposals import actions as proposals
from coop.governance.rounds.actions import propose_project
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund.commitments import queries

DAY = dt.timedelta(days=1)
COSTS = (40_000, 60_000, 90_000)


def fill(session, cents, *, at, account=chart.PROJECTS):
    """Money in the bank that is the fund's."""
    held = lines((chart.BANK, cents, "EUR"), (account, -cents, "EUR"))
    journal.post(session, Entry(f"filled:{account}", "reserve", dt.date(2026, 2, 1), held), at=at)


@pytest.fixture
def filled(session, members, now):
    """1,500.00 in the bank, all of it the projects fund's."""
    fill(session, 150_000, at=now - 40 * DAY)
    session.commit()


@pytest.fixture
def discussed(session, members, filled, now):
    """A round that takes projects: three are proposed, each by another member."""
    proposal = proposals.propose(
        session, kind="projects", title="What do we do in the quarter?", text="Propose.", author=members[1],
        payload={"fund": "projects", "amount_cents": 150_000}, at=now - 20 * DAY,
    )  # fmt: skip
    for person, cost in zip(members[2:], COSTS, strict=True):
        propose_project(
            session, proposal, title=f"For {cost}", text="Good.", cost_cents=cost, carried_out_by="Us", author=person,
            at=now - 10 * DAY,
        )  # fmt: skip
    session.commit()
    return proposal


@pytest.fixture
def round_(session, discussed, now):
    """The same, open for votes since `now`."""
    proposals.open_vote(session, discussed, at=now)
    session.commit()
    return discussed


@pytest.fixture
def voted(session, members, round_, now):
    """The same, with four ballots; voting closes in seven days."""
    keys = {one.version.cost_cents: key for key, one in projects_of(session, round_.id).items()}
    wishes = ([40_000, 60_000], [40_000], [60_000], [90_000])
    for voter, wish in zip(members, wishes, strict=False):
        cast(session, round_, person=voter, content={keys[cost]: 1 for cost in wish}, at=now)
    session.commit()
    return round_


@pytest.fixture
def funded(session, voted, now):
    """The two cheaper ones won and are promised their cost: by what they cost."""
    close_due(session, at=now + 7 * DAY)
    enact_due(session, at=now + 9 * DAY)
    session.commit()
    return {view.commitment.amount_cents: view.commitment for view in queries.commitments(session)}
