"""Two who act at once: the cap holds, nobody becomes a link of a chain, and a late direct vote is never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.actions import NotOpen, cast
from coop.governance.ballots.models import CarriedMark, Closing, PublishedBallot, VoterMark
from coop.governance.closing.actions import close
from coop.governance.delegation import actions, queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from tests.factories import make_member
from tests.racing import racers

DAY = dt.timedelta(days=1)


def _act(queue, url, start, deed, facts, at):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            if deed == "accept":
                actions.answer(session, queries.by_id(session, facts), accepts=True, at=at)
            elif deed == "vote":
                proposal, person = facts
                cast(session, session.get_one(Proposal, proposal), person=session.get_one(Person, person),
                     content="no", at=at)  # fmt: skip
            else:
                close(session, session.get_one(Proposal, facts), at=at)
        queue.put(deed)
    except (Refused, NotOpen):
        queue.put("refused")
    finally:
        engine.dispose()


def race(url, deeds):
    context = racers()
    queue, start = context.Queue(), context.Barrier(len(deeds))
    processes = [context.Process(target=_act, args=(queue, url, start, *deed)) for deed in deeds]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    return results


def test_six_who_accept_at_once_stay_below_the_cap(session, members, vote, hands, now, database_url):
    people = [*members[1:], make_member(session, "Fay Farmer"), make_member(session, "Gus Gardener")]
    session.commit()
    waiting = [hands.ask(person, members[0], until=dt.date(2026, 4, 1)).id for person in people]
    assert race(database_url, [("accept", number, now) for number in waiting]) == ["accept"] * 2 + ["refused"] * 4
    session.expire_all()
    assert queries.carried_by(session, members[0].id, at=now) == 2


def test_of_two_who_give_their_votes_to_each_other_one_is_refused(session, members, vote, hands, now, database_url):
    there = hands.ask(members[1], members[2], vote).id
    back = hands.ask(members[2], members[1], vote).id
    assert race(database_url, [("accept", there, now), ("accept", back, now)]) == ["accept", "refused"]


@pytest.mark.parametrize("attempt", range(3))
def test_a_vote_cast_while_it_closes_is_counted_or_refused_never_both(
    session, members, vote, hands, now, database_url, attempt
):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    last = now + 7 * DAY - dt.timedelta(microseconds=1)
    race(database_url, [("close", vote.id, now + 7 * DAY), ("vote", (vote.id, members[1].id), last)])
    session.expire_all()
    closing = session.get(Closing, vote.id)
    voted = set(session.execute(select(VoterMark.person_id)).scalars())
    others = set(session.execute(select(CarriedMark.person_id)).scalars())
    texts = sorted(session.execute(select(PublishedBallot.content)).scalars())
    assert not voted & others
    assert closing.voted == closing.ballots == len(texts) == 2
    assert texts == (["no", "yes"] if members[1].id in voted else ["yes", "yes"])
