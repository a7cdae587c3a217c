"""Two who act on a result at once: one is brought in, one word counts, and a vote ends in one way."""

from __future__ import annotations

import pytest

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.belenios import actions, queries
from coop.governance.belenios.actions import Checked
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport
from coop.governance.belenios.rules import Result
from coop.governance.closing.actions import close
from coop.governance.closing.models import Outcome
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from tests.factories import make_steward
from tests.governance.conftest import DAY
from tests.racing import racers


def _act(queue, url, start, deed, proposal, person, facts, at):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            vote, whom = session.get_one(Proposal, proposal), session.get_one(Person, person)
            if deed == "bring in":
                actions.bring_in(session, vote, steward=whom, found=facts, at=at)
            elif deed == "confirm":
                actions.confirm(session, vote, facts[0], steward=whom, seen=facts[1], at=at)
            elif deed == "refuse":
                actions.refuse(session, vote, facts[0], steward=whom, reason="Wrong.", at=at)
            elif not close(session, vote, at=at):
                raise Refused("not due")
        queue.put(deed)
    except Refused:
        queue.put("refused")
    finally:
        engine.dispose()


def race(url, *deeds):
    context = racers()
    queue, start = context.Queue(), context.Barrier(len(deeds))
    processes = [context.Process(target=_act, args=(queue, url, start, *deed)) for deed in deeds]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    return results


@pytest.fixture
def third(session, members):
    person = make_steward(session, "Tia Steward")
    session.commit()
    return person


@pytest.fixture
def found(election):
    return Checked(election.data, Result(election.name, 7, (3, 1, 1)), "2.0")


@pytest.fixture
def brought(third, told, found, hands, session):
    """Seven on the roll, for the third steward is on it too."""
    made = actions.bring_in(session, told, steward=hands.first, found=found, at=hands.after)
    session.commit()
    return made.id, made.sha256


@pytest.fixture
def vote(session, resolution, second, third, now):
    from coop.governance.proposals import actions as proposals

    proposals.open_vote(session, resolution, elsewhere=True, at=now)
    session.commit()
    return resolution


def test_of_two_results_at_once_one_is_kept(session, third, told, found, hands, database_url):
    deeds = [("bring in", told.id, person.id, found, hands.after) for person in (hands.first, hands.second)]
    session.commit()
    assert race(database_url, *deeds) == ["bring in", "refused"]
    assert session.query(BeleniosImport).count() == 1


def test_of_a_confirmation_and_a_refusal_at_once_one_counts(session, third, told, brought, hands, database_url):
    deeds = (("confirm", told.id, hands.second.id, brought, hands.after),
             ("refuse", told.id, third.id, brought, hands.after))  # fmt: skip
    session.commit()
    won = race(database_url, *deeds)
    assert won in (["confirm", "refused"], ["refuse", "refused"])
    session.expire_all()
    assert session.query(BeleniosAnswer).count() == 1
    assert (queries.confirmed(session, told.id) is not None) == ("confirm" in won)


def test_a_confirmation_comes_in_time_or_the_vote_lapses(session, third, told, brought, hands, now, database_url):
    end = now + 21 * DAY
    deeds = (("confirm", told.id, hands.second.id, brought, end - DAY / 86400), ("close", told.id, third.id, None, end))
    session.commit()
    won = race(database_url, *deeds)
    assert "close" in won
    session.expire_all()
    why = session.get(Outcome, told.id).result["why"]
    assert why == ("passed" if "confirm" in won else "lapsed")
