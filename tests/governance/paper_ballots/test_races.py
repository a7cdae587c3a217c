"""Two who act on the same names at once: each ballot is cast once, and everyone votes once."""

from __future__ import annotations

import pytest

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.actions import cast
from coop.governance.ballots.models import Ballot, Closing, PublishedBallot, VoterMark
from coop.governance.ballots.queries import listed_on_paper
from coop.governance.closing.actions import close
from coop.governance.paper_ballots import actions
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from tests.governance.delegation.conftest import DAY
from tests.racing import racers


def _act(queue, url, start, deed, proposal, person, facts, at):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            vote = session.get_one(Proposal, proposal)
            whom = session.get_one(Person, person)
            if deed == "sign":
                number, seen = facts
                actions.sign(session, vote, number, steward=whom, seen=seen, at=at)
            elif deed == "list":
                actions.open_batch(session, vote, steward=whom, people=facts, at=at)
            elif deed == "discard":
                actions.discard(session, vote, facts, steward=whom, reason="Wrong.", at=at)
            elif deed == "vote":
                cast(session, vote, person=whom, content="yes", at=at)
            else:
                close(session, vote, at=facts)
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


def test_of_two_who_sign_at_once_one_is_refused(session, second, third, vote, entered, table, now, database_url):
    facts = (entered, table.seen(vote, entered))
    deeds = [("sign", vote.id, person.id, facts, now) for person in (third, second)]
    session.commit()  # after the last read: who reads on SQLite holds the one writer's place
    assert race(database_url, *deeds) == ["refused", "sign"]
    session.expire_all()
    assert session.query(VoterMark).count() == session.query(Ballot).count() == 2


def test_a_list_is_signed_or_thrown_away(session, second, third, vote, entered, table, now, database_url):
    sign = ("sign", vote.id, second.id, (entered, table.seen(vote, entered)), now)
    discard = ("discard", vote.id, third.id, entered, now)
    session.commit()
    won = race(database_url, sign, discard)
    assert won in (["refused", "sign"], ["discard", "refused"])
    session.expire_all()
    assert session.query(VoterMark).count() == session.query(Ballot).count() == (2 if "sign" in won else 0)


def test_who_is_listed_and_votes_at_once_votes_once(session, members, vote, now, database_url):
    deeds = [("list", vote.id, members[0].id, [members[1].id, members[2].id], now),
             ("vote", vote.id, members[1].id, None, now)]  # fmt: skip
    session.commit()
    won = race(database_url, *deeds)
    assert won in (["list", "refused"], ["refused", "vote"])
    session.expire_all()
    assert session.query(VoterMark).count() == ("vote" in won)
    assert len(listed_on_paper(session, vote.id)) == (2 if "list" in won else 0)


def test_two_stewards_who_list_the_same_member_at_once(session, members, second, vote, now, database_url):
    deeds = [("list", vote.id, person.id, [members[1].id], now) for person in (members[0], second)]
    session.commit()
    assert race(database_url, *deeds) == ["list", "refused"]
    session.expire_all()
    assert list(listed_on_paper(session, vote.id)) == [members[1].id]


@pytest.mark.parametrize("signer_at", [-1, 0])
def test_a_signature_comes_before_the_close_or_not_at_all(session, second, vote, entered, table, now, database_url,
                                                          signer_at):  # fmt: skip
    end = now + 7 * DAY
    sign = ("sign", vote.id, second.id, (entered, table.seen(vote, entered)), end + signer_at * DAY / 86400)
    session.commit()
    won = race(database_url, sign, ("close", vote.id, second.id, end, end))
    session.expire_all()
    counted = 2 if "sign" in won else 0
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.paper) == (counted,) * 3
    assert session.query(PublishedBallot).count() == counted
    assert session.query(Ballot).count() == 0
    assert counted == 0 or signer_at < 0
