"""Decisions are carried out once, after the grace period, and never silently not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.closing.models import Outcome
from coop.governance.decisions import queries as decisions
from coop.governance.decisions.rules import Stage
from coop.governance.distribution.models import DistributionSheet
from coop.governance.enactment.actions import enact, enact_due
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.notices.models import Notice
from coop.people.membership import actions as membership
from coop.people.standing.queries import standing_of
from coop.policies.in_force import in_force
from tests.factories import make_person
from tests.racing import racers

DAY = dt.timedelta(days=1)


def decide(session, members, now, *, vote="yes", **facts):
    """Propose, open, let everybody vote the same way, close; due to be carried out at `now` + 11 days."""
    proposal = proposals.propose(session, author=members[0], at=now, **{"title": "T", "text": "", **facts})
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    for person in members:
        cast(session, proposal, person=person, content=vote, at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    session.commit()
    return proposal


def test_a_rule_voted_for_is_in_force_from_its_enactment(session, members, now):
    decide(session, members, now, kind="set-rule",
           payload={"rule": "fee.rate", "value": "4%", "in_force_from": None})
    assert enact_due(session, at=now + 11 * DAY) == 1
    session.commit()
    assert in_force(session, "fee.rate", now + 11 * DAY).fraction == Fraction(1, 25)
    assert in_force(session, "fee.rate", now + 11 * DAY - dt.timedelta(seconds=1)).fraction == Fraction(1, 20)


def test_a_rule_can_begin_later(session, members, now):
    later = now + 30 * DAY
    decide(session, members, now, kind="set-rule",
           payload={"rule": "fee.rate", "value": "4%", "in_force_from": later.isoformat()})
    enact_due(session, at=now + 11 * DAY)
    assert in_force(session, "fee.rate", later - DAY).fraction == Fraction(1, 20)
    assert in_force(session, "fee.rate", later).fraction == Fraction(1, 25)


@pytest.mark.parametrize(("rule", "value", "reason"), [
    ("fee.rate", "50%", "above"),
    ("fee.rate", "a lot", "not a share"),
    ("asset_lock", "no", "constant"),
    ("no.such.rule", "1", "register"),
    ("surplus.dividend_floor", "90%", "above"),
])
def test_a_rule_out_of_bounds_is_refused_when_proposed(session, members, now, rule, value, reason):
    with pytest.raises(Refused, match=reason):
        proposals.propose(session, kind="set-rule", title="T", text="", author=members[0], at=now,
                          payload={"rule": rule, "value": value})


def test_floors_of_more_than_the_whole_are_refused_with_the_reason(session, members, now):
    decide(session, members, now, kind="set-rule", payload={"rule": "surplus.reserve_floor", "value": "60%"})
    enact_due(session, at=now + 11 * DAY)
    with pytest.raises(Refused, match="add up to 105%"):
        proposals.propose(session, kind="set-rule", title="T", text="", author=members[0], at=now + 12 * DAY,
                          payload={"rule": "surplus.solidarity_floor", "value": "45%"})


def test_what_was_voted_down_is_not_carried_out(session, members, now):
    proposal = decide(session, members, now, vote="no", kind="set-rule", payload={"rule": "fee.rate", "value": "4%"})
    assert enact_due(session, at=now + 20 * DAY) == 0
    assert decisions.stage_of(session, proposal, at=now + 20 * DAY) is Stage.REJECTED
    with pytest.raises(Refused):
        enact(session, proposal, at=now + 20 * DAY)


@pytest.mark.parametrize(("vote", "admitted"), [("yes", True), ("no", False)])
def test_an_applicant_is_admitted_or_refused_by_vote(session, members, now, vote, admitted):
    applicant = make_person(session, "Ned Newcomer")
    application = membership.apply(session, applicant, statement="I cook.", at=now)
    decide(session, members, now, vote=vote, kind="admit", payload={"application_id": application.id})
    assert enact_due(session, at=now + 11 * DAY) == 1
    session.commit()
    assert standing_of(session, applicant.id, at=now + 12 * DAY).is_member is admitted
    assert application.closed_at is not None


def test_a_failure_is_shown_told_and_retried(session, members, now):
    """The rule's moment is taken by another version: the first attempt fails; a later one succeeds."""
    first = decide(session, members, now, kind="set-rule", payload={"rule": "fee.rate", "value": "4%"})
    second = decide(session, members, now + dt.timedelta(seconds=0), kind="set-rule",
                    payload={"rule": "fee.rate", "value": "3%"})
    at = now + 11 * DAY
    assert enact_due(session, at=at) == 1
    session.commit()
    assert session.get(Enactment, first.id) is not None
    failure = session.execute(select(EnactmentFailure)).scalar_one()
    assert failure.proposal_id == second.id
    assert decisions.stage_of(session, second, at=at) is Stage.FAILED
    assert [one.proposal.id for one in decisions.not_carried_out(session, at=at)] == [second.id]
    told = session.execute(select(Notice.person_id).where(Notice.kind == "enactment-failed")).scalars().all()
    assert told == [members[0].id]

    assert enact_due(session, at=at + dt.timedelta(seconds=59)) == 0
    assert enact_due(session, at=at + dt.timedelta(minutes=1)) == 1
    session.commit()
    assert decisions.stage_of(session, second, at=at + DAY) is Stage.ENACTED


def test_a_failure_leaves_nothing_half_done(session, members, distribution, now, monkeypatch):
    from coop.governance.enactment import deeds

    def breaks(*arguments, **facts):
        real(*arguments, **facts)
        raise RuntimeError("the power went out")

    real = deeds.distribute
    monkeypatch.setattr(deeds, "distribute", breaks)
    close_due(session, at=now + 10 * DAY)
    assert enact_due(session, at=now + 11 * DAY) == 0
    session.commit()
    assert balance(session, chart.SURPLUS) == -100_001
    assert session.execute(select(func.count()).select_from(DistributionSheet)).scalar_one() == 0
    assert session.execute(select(EnactmentFailure.reason)).scalar_one() == "the power went out"
    monkeypatch.setattr(deeds, "distribute", real)
    assert enact_due(session, at=now + 12 * DAY) == 1


def test_the_surplus_of_a_period_is_proposed_and_distributed_once(session, members, distribution, period, now):
    with pytest.raises(Refused, match="under way"):
        proposals.propose(session, kind="distribute", title="Again", text="", author=members[0],
                          payload={"period_id": period.id}, at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    enact_due(session, at=now + 11 * DAY)
    session.commit()
    with pytest.raises(Refused, match="distributed already"):
        proposals.propose(session, kind="distribute", title="Again", text="", author=members[0],
                          payload={"period_id": period.id}, at=now + 12 * DAY)
    with pytest.raises((IntegrityError, DatabaseError)):
        session.execute(text("INSERT INTO distributions VALUES (1, :p, 1, 0, 0)"), {"p": period.id})


def test_the_database_refuses_a_second_enactment(session, members, now):
    proposal = decide(session, members, now, kind="resolve", payload={})
    enact_due(session, at=now + 11 * DAY)
    session.commit()
    for statement in (
        "INSERT INTO enactments SELECT proposal_id, decision_id, enacted_at, effects FROM enactments",
        "DELETE FROM enactments",
        "UPDATE outcomes SET passed = NOT passed",
    ):
        with pytest.raises((IntegrityError, DatabaseError)):
            session.execute(text(statement))
        session.rollback()
    assert session.get(Outcome, proposal.id).passed


def enact_in_a_process(queue, url, proposal_id, at, start):
    engine = make_engine(url)
    start.wait()
    with transaction(engine) as session:
        queue.put(enact(session, session.get_one(Proposal, proposal_id), at=at))
    engine.dispose()


def test_eight_parallel_processes_enact_once(session, members, distribution, now, database_url):
    for person in members:
        cast(session, distribution, person=person, content={"dividends": 50, "reserve": 50}, at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    session.commit()
    context = racers()
    queue, start = context.Queue(), context.Barrier(8)
    facts = (queue, database_url, distribution.id, now + 11 * DAY, start)
    processes = [context.Process(target=enact_in_a_process, args=facts) for _ in range(8)]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    assert results == [False] * 7 + [True]
    assert balance(session, chart.SURPLUS) == 0
    entries = select(func.count()).select_from(EntryRow).where(EntryRow.reference.like("decision:%"))
    assert session.execute(entries).scalar_one() == 2
