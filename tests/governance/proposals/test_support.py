"""Co-sponsors by rule, and reactions: the newest word counts, nobody speaks for themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from coop.governance.proposals import actions as proposals
from coop.governance.proposals import cosponsors, reactions
from coop.governance.proposals.models import CommentReaction, Cosponsorship
from coop.governance.proposals.rules import Refused
from coop.people.membership import actions as membership
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_person, membership_of, sign_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def two_needed(session, coop, now):
    """The members decided, long ago, that a proposal needs two co-sponsors."""
    set_rule(session, "proposals.cosponsors", "2", in_force_from=now - 20 * DAY,
             decision=decision_by_reference(session, "charter"), at=now - 20 * DAY)
    session.commit()


def names(session, proposal, now):
    return [person.display_name.split()[0] for person in cosponsors.cosponsors_of(session, proposal, at=now)]


def test_without_the_rule_nothing_changes(session, members, resolution, now):
    proposals.open_vote(session, resolution, at=now)


def test_a_vote_opens_with_enough_co_sponsors_and_not_before(session, members, resolution, two_needed, now):
    cosponsors.cosponsor(session, resolution, person=members[2], stands=True, at=now)
    cosponsors.cosponsor(session, resolution, person=members[2], stands=True, at=now)
    with pytest.raises(Refused, match="2 co-sponsors"):
        proposals.open_vote(session, resolution, at=now)
    cosponsors.cosponsor(session, resolution, person=members[3], stands=True, at=now)
    assert names(session, resolution, now) == ["Cy", "Dee"]
    proposals.open_vote(session, resolution, at=now)
    with pytest.raises(Refused, match="opened"):
        cosponsors.cosponsor(session, resolution, person=members[4], stands=True, at=now)


def test_a_name_taken_back_or_of_somebody_who_left_does_not_count(session, members, resolution, two_needed, now):
    for person in members[2:4]:
        cosponsors.cosponsor(session, resolution, person=person, stands=True, at=now)
    cosponsors.cosponsor(session, resolution, person=members[2], stands=False, at=now)
    assert names(session, resolution, now) == ["Dee"]
    membership.leave(session, membership_of(session, members[3]), at=now)
    assert names(session, resolution, now) == []
    with pytest.raises(Refused, match="2 co-sponsors"):
        proposals.open_vote(session, resolution, at=now)


def test_who_cannot_support_it(session, members, resolution, now):
    with pytest.raises(Refused, match="own proposal"):
        cosponsors.cosponsor(session, resolution, person=members[1], stands=True, at=now)
    with pytest.raises(Refused, match="Only members"):
        cosponsors.cosponsor(session, resolution, person=make_person(session), stands=True, at=now)


def test_co_sponsors_hear_of_an_amendment(session, members, resolution, now):
    from sqlalchemy import select

    from coop.notices.models import Notice

    cosponsors.cosponsor(session, resolution, person=members[2], stands=True, at=now)
    proposals.amend(session, resolution, title="Meet", text="On Fridays.", payload={}, reason="x", author=members[1],
                    at=now)
    told = session.execute(select(Notice.person_id).where(Notice.kind == "proposal-amended")).scalars().all()
    assert told == [members[2].id]


def test_the_database_refuses_too(session, members, resolution, now):
    session.add(Cosponsorship(proposal_id=resolution.id, person_id=members[1].id, stands=True, said_at=now))
    with pytest.raises(DatabaseError, match="no co-sponsor"):
        session.commit()
    session.rollback()
    cosponsors.cosponsor(session, resolution, person=members[2], stands=True, at=now)
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    session.add(Cosponsorship(proposal_id=resolution.id, person_id=members[3].id, stands=True, said_at=now))
    with pytest.raises(DatabaseError, match="voting is open"):
        session.commit()
    session.rollback()
    for statement in (update(Cosponsorship).values(stands=False), delete(Cosponsorship)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_reactions_are_counted_once_a_person_and_can_be_taken_back(session, members, resolution, now):
    said = proposals.comment(session, resolution, author=members[1], text="One", at=now)
    for person in (members[2], members[2], members[3]):
        reactions.react(session, resolution, said, person=person, reaction="agree", at=now)
    reactions.react(session, resolution, said, person=members[2], reaction="thanks", at=now)

    def found(reader):
        counted = reactions.reactions_to(session, resolution, reader_id=reader.id).get(said.id, [])
        return [(one.reaction, one.count, one.is_own) for one in counted]

    assert found(members[2]) == [("agree", 2, True), ("thanks", 1, True)]
    reactions.react(session, resolution, said, person=members[2], reaction="agree", stands=False, at=now)
    assert found(members[2]) == [("agree", 1, False), ("thanks", 1, True)]
    with pytest.raises(Refused, match="own words"):
        reactions.react(session, resolution, said, person=members[1], reaction="agree", at=now)
    session.commit()
    for statement in (update(CommentReaction).values(stands=False), delete(CommentReaction)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_the_pages(client, session, members, resolution, two_needed, now, clock):
    said = proposals.comment(session, resolution, author=members[1], text="One", at=now)
    base = f"/decisions/{resolution.reference}"
    sign_in(client, members[2])
    assert "0 of 2 co-sponsors" in client.get(base + "/discussion").text
    client.post(base + "/support", data={"stands": "1"})
    page = client.get(base + "/discussion").text
    assert "1 of 2 co-sponsors" in page
    assert "Take my name back" in page
    reaction = f"{base}/comments/{said.id}/reaction"
    assert client.post(reaction, data={"reaction": "agree"}).location.endswith(f"#said-{said.id}")
    assert "✓ I agree · 1" in client.get(base + "/discussion").text
    client.post(reaction, data={"reaction": "-agree"})
    assert "✓" not in client.get(base + "/discussion").text
    assert client.post(reaction, data={"reaction": "hate"}).status_code == 404
    sign_in(client, members[1])
    assert "co-sponsor is lacking" in client.get(base + "/opening").text
    client.post(base + "/support", data={"stands": "1"})
    assert "your own proposal" in client.get(base + "/discussion").text
    assert "co-sponsors before a vote opens" in client.post(base + "/opening", follow_redirects=True).text
    sign_in(client, make_person(session))
    assert client.post(base + "/support", data={"stands": "1"}).status_code == 403
