"""Two who sign the same list at once: its ballots are cast once."""

from __future__ import annotations

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.models import Ballot, VoterMark
from coop.governance.paper_ballots import actions
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from tests.racing import racers


def _sign(queue, url, start, proposal, number, person, at):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            actions.sign(session, session.get_one(Proposal, proposal), number,
                         steward=session.get_one(Person, person), at=at)  # fmt: skip
        queue.put("signed")
    except Refused:
        queue.put("refused")
    finally:
        engine.dispose()


def test_of_two_who_sign_at_once_one_is_refused(session, members, resolution, now, database_url):
    proposals.open_vote(session, resolution, at=now)
    made = actions.open_batch(session, resolution, steward=members[0], people=[members[1].id, members[2].id], at=now)
    for content in ("no", "yes"):
        actions.enter(session, resolution, made.id, steward=members[0], content=content, at=now)
    facts = [(resolution.id, made.id, person.id, now) for person in members[3:5]]
    session.commit()  # after the last read: who reads on SQLite holds the one writer's place
    context = racers()
    queue, start = context.Queue(), context.Barrier(2)
    processes = [context.Process(target=_sign, args=(queue, database_url, start, *each)) for each in facts]
    for process in processes:
        process.start()
    assert sorted(queue.get(timeout=60) for _ in processes) == ["refused", "signed"]
    for process in processes:
        process.join()
    session.expire_all()
    assert session.query(VoterMark).count() == session.query(Ballot).count() == 2
