"""Thousands who vote twice, and who carry out twice, at once: every vote counts once, every decision is done once.

`COOP_RACES` says how many attempts race in each test; 10,000 take some minutes a database.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter

import pytest
from sqlalchemy import func, select

from coop.db import transaction
from coop.db.engine import make_engine
from coop.db.session import retrying
from coop.governance.ballots.actions import AlreadyVoted, cast
from coop.governance.ballots.models import Ballot, VoterMark
from coop.governance.closing.actions import close
from coop.governance.enactment.actions import try_to_enact
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.models import Proposal
from coop.ledger.checks import findings
from coop.ledger.models import EntryRow
from coop.money.fund.actions import record_donation, submit_expense
from coop.people.persons.models import Person
from tests.racing import racers

DAY = dt.timedelta(days=1)
RACERS = 8
ROUNDS = max(1, int(os.environ.get("COOP_RACES", "80")) // RACERS)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def _race(queue, url, start, deed, rounds, at):
    """One racer: waits before each round until all are there, then does what all others do."""
    engine, done = make_engine(url), Counter()
    for facts in rounds:
        start.wait()
        done[deed(engine, facts, at)] += 1
    engine.dispose()
    queue.put(done)


def vote(engine, facts, at):
    proposal_id, person_id = facts

    def once(session):
        cast(session, session.get_one(Proposal, proposal_id), person=session.get_one(Person, person_id), content="yes",
             at=at)  # fmt: skip

    try:
        retrying(engine, once, attempts=20)
    except AlreadyVoted:
        return "refused"
    return "cast"


def carry_out(engine, proposal_id, at):
    done = retrying(engine, lambda session: try_to_enact(session, proposal_id, at=at), attempts=20)
    return "done" if done else "refused"


def race(url, deed, rounds, at):
    """What all racers came to, all together."""
    context = racers()
    queue, start = context.Queue(), context.Barrier(RACERS)
    processes = [context.Process(target=_race, args=(queue, url, start, deed, rounds, at)) for _ in range(RACERS)]
    for process in processes:
        process.start()
    results = sum((queue.get(timeout=3_000) for _ in processes), Counter())
    for process in processes:
        process.join()
    return results


def test_nobody_votes_twice(session, engine, members, now, database_url):
    at, rounds = now + 4 * DAY, []
    while len(rounds) < ROUNDS:
        proposal = proposals.propose(session, kind="resolve", title="Meet on Mondays", text="Every week.", payload={},
                                     author=members[1], at=now)  # fmt: skip
        proposals.open_vote(session, proposal, at=now + 3 * DAY)
        rounds += [(proposal.id, person.id) for person in members]
    rounds = rounds[:ROUNDS]
    session.commit()
    assert race(database_url, vote, rounds, at) == {"cast": ROUNDS, "refused": (RACERS - 1) * ROUNDS}
    with transaction(engine, write=False) as reading:
        for model in (Ballot, VoterMark):
            assert reading.execute(select(func.count()).select_from(model)).scalar_one() == ROUNDS
        marks = {tuple(row) for row in reading.execute(select(VoterMark.proposal_id, VoterMark.person_id))}
    assert marks == set(rounds)


def test_no_decision_is_carried_out_twice(session, engine, members, now, database_url):
    """Each lets an expense be paid: twice would owe its money twice."""
    record_donation(session, giver="", amount_cents=100 * ROUNDS, received_on=now.date(), recorded_by=None, at=now)
    rounds = []
    for _ in range(ROUNDS):
        expense = submit_expense(session, submitted_by=members[1], account="Expenses:Running", title="Paper",
                                 amount_cents=100, spent_on=now.date(), at=now)  # fmt: skip
        proposal = proposals.propose(session, kind="spend", title="Paper", text="For letters.", author=members[1],
                                     payload={"expense": expense.reference}, at=now)  # fmt: skip
        proposals.open_vote(session, proposal, at=now + 3 * DAY)
        for person in members:
            cast(session, proposal, person=person, content="yes", at=now + 4 * DAY)
        assert close(session, proposal, at=now + 10 * DAY)
        rounds.append(proposal.id)
    session.commit()
    entries = session.execute(select(func.count()).select_from(EntryRow)).scalar_one()
    session.commit()
    assert race(database_url, carry_out, rounds, now + 11 * DAY) == {"done": ROUNDS, "refused": (RACERS - 1) * ROUNDS}
    with transaction(engine, write=False) as reading:
        assert reading.execute(select(func.count()).select_from(Enactment)).scalar_one() == ROUNDS
        assert reading.execute(select(func.count()).select_from(EnactmentFailure)).scalar_one() == 0
        assert reading.execute(select(func.count()).select_from(EntryRow)).scalar_one() == entries + ROUNDS
        assert findings(reading) == []
