"""A co-op founded on a preset of one's choice, with a February of work in its books."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.closing.models import Outcome
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.policies.actions import found
from tests.factories import make_member, make_person, make_steward
from tests.governance.conftest import close_period, complete_booking

DAY = dt.timedelta(days=1)
YEARS_AGO = dt.datetime(2023, 2, 1, 9, tzinfo=dt.UTC)
FEBRUARY = dt.date(2026, 2, 1), dt.date(2026, 2, 28)

WORK = {"Ada": (600, 30_000), "Bo": (420, 30_000), "Cy": (180, 20_000), "Sam Stranger": (300, 20_001)}
"""Minutes and fees: 20 hours of members and 5 of somebody who is none, 1,000.01 in all. Dee did nothing."""


def work_in_february(session, now):
    """The people of a co-op that is founded, what they worked, and the period that left 1,000.01 over."""
    people = {"Ada": make_steward(session, "Ada", at=YEARS_AGO)}
    people |= {name: make_member(session, name) for name in ("Bo", "Cy", "Dee")}
    people["Sam Stranger"] = make_person(session, "Sam Stranger")
    for number, (name, (minutes, fee_cents)) in enumerate(WORK.items(), 1):
        complete_booking(session, people[name], reference=f"B{number}", day=dt.date(2026, 2, 9 + number),
                         fee_cents=fee_cents, minutes=minutes, at=now - DAY)
    opens_on, closes_on = FEBRUARY
    close_period(session, opens_on=opens_on, closes_on=closes_on, surplus_cents=100_001, at=now - DAY)
    session.commit()
    return people


@pytest.fixture
def founded_on(session, now):
    """Found on a preset: Ada, a steward and member for three whole years, Bo, Cy and Dee, and February's work."""

    def founded_on(preset):
        found(session, name="Harbour Hands", currency="EUR", timezone="Europe/Paris", preset=preset, at=YEARS_AGO)
        return work_in_february(session, now)

    return founded_on


@pytest.fixture
def vote(session, now):
    """Propose, vote and carry out; `ballots` are (person, content). Returns the outcome."""

    def vote(kind, payload, ballots, *, author):
        proposal = proposals.propose(session, kind=kind, title="Shall we?", text="As written.", payload=payload,
                                     author=author, at=now)
        proposals.open_vote(session, proposal, at=now + 3 * DAY)
        for person, content in ballots:
            cast(session, proposal, person=person, content=content, at=now + 4 * DAY)
        close_due(session, at=now + 10 * DAY)
        enact_due(session, at=now + 12 * DAY)
        session.commit()
        return session.get(Outcome, proposal.id)

    return vote
