"""Members offer amendments; only the author's yes changes a proposal, and only before voting opens."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from coop.governance.proposals import actions as proposals
from coop.governance.proposals import offers, queries
from coop.governance.proposals.models import AmendmentAnswer, AmendmentOffer
from coop.governance.proposals.rules import Refused
from coop.notices.models import Notice
from tests.factories import sign_in

DAY = dt.timedelta(days=1)
TUESDAYS = {"title": "Meet on Tuesdays", "text": "We meet on Tuesdays.", "payload": {}}


@pytest.fixture
def offered(session, resolution, members, now):
    """Cy Cyclist asks Bo Builder for Tuesdays."""
    found = offers.offer(session, resolution, reason="Mondays are full", author=members[2], at=now, **TUESDAYS)
    session.commit()
    return found


def test_an_accepted_offer_is_an_amendment_with_who_proposed_it(session, resolution, offered, members, now):
    offers.answer(session, resolution, offered, answer="accepted", person=members[1], at=now)
    assert resolution.title == "Meet on Tuesdays"
    amendment = queries.amendments_of(session, resolution)[0]
    (found,) = offers.offers_of(session, resolution)
    assert found.answer.amendment_id == amendment.id
    assert found.offer.author.id == members[2].id
    assert amendment.before["text"] == "We meet on Mondays."
    told = session.execute(select(Notice.person_id, Notice.kind).where(Notice.kind.like("amendment-%"))).all()
    assert set(told) == {(members[1].id, "amendment-offered"), (members[2].id, "amendment-answered")}


def test_nobody_else_says_yes_and_nobody_twice(session, resolution, offered, members, now):
    for person in (members[0], members[2]):
        with pytest.raises(Refused, match="Only the author"):
            offers.answer(session, resolution, offered, answer="accepted", person=person, at=now)
    with pytest.raises(Refused, match="Only the author"):
        offers.answer(session, resolution, offered, answer="withdrawn", person=members[1], at=now)
    offers.answer(session, resolution, offered, answer="declined", reason="No", person=members[1], at=now)
    assert resolution.title == "Meet on Mondays"
    with pytest.raises(Refused, match="already"):
        offers.answer(session, resolution, offered, answer="accepted", person=members[1], at=now)


def test_an_offer_to_words_that_changed_meanwhile_is_made_anew(session, resolution, offered, members, now):
    proposals.amend(session, resolution, title="Meet", text="On Fridays.", payload={}, reason="x", author=members[1],
                    at=now)
    assert offers.offers_of(session, resolution)[0].is_stale
    with pytest.raises(Refused, match="anew"):
        offers.answer(session, resolution, offered, answer="accepted", person=members[1], at=now)
    offers.answer(session, resolution, offered, answer="withdrawn", person=members[2], at=now)


def test_what_an_offer_must_be(session, resolution, members, now):
    same = {"title": resolution.title, "text": resolution.text, "payload": {}}
    with pytest.raises(Refused, match="Nothing"):
        offers.offer(session, resolution, reason="x", author=members[2], at=now, **same)
    with pytest.raises(Refused, match="own"):
        offers.offer(session, resolution, reason="x", author=members[1], at=now, **TUESDAYS)


def test_once_voting_is_open_nothing_is_offered_or_accepted(session, resolution, offered, members, now):
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    with pytest.raises(Refused, match="no longer change"):
        offers.offer(session, resolution, reason="x", author=members[3], at=now, **TUESDAYS)
    with pytest.raises(Refused, match="no longer change"):
        offers.answer(session, resolution, offered, answer="accepted", person=members[1], at=now)
    before = {"title": "a", "text": "b", "payload": {}}
    for row in (
        AmendmentOffer(proposal_id=resolution.id, author_id=members[3].id, offered_at=now, reason="x", before=before,
                       after=before),
        AmendmentAnswer(offer_id=offered.id, answer="declined", answered_at=now),
    ):
        session.add(row)
        with pytest.raises(DatabaseError, match="voting is open"):
            session.commit()
        session.rollback()


@pytest.mark.parametrize("statement", [
    update(AmendmentOffer).values(author_id=1), delete(AmendmentOffer),
    update(AmendmentAnswer).values(answer="withdrawn"), delete(AmendmentAnswer),
])  # fmt: skip
def test_offers_and_answers_are_not_rewritten(session, resolution, offered, members, now, statement):
    offers.answer(session, resolution, offered, answer="declined", person=members[1], at=now)
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(statement)
    session.rollback()


def test_an_accepted_offer_needs_its_amendment(session, resolution, offered, members, now):
    session.add(AmendmentAnswer(offer_id=offered.id, answer="accepted", answered_at=now))
    with pytest.raises(DatabaseError):
        session.commit()
    session.rollback()


def test_the_pages(client, session, resolution, members, now, clock):
    base = f"/decisions/{resolution.reference}"
    sign_in(client, members[2])
    form = client.get(base + "/amendment")
    assert "Nothing changes unless the author accepts it" in form.text
    sent = {"title": "Meet on Tuesdays", "text": "We meet on Tuesdays.", "reason": "Mondays are full",
            "form_key": "k" * 30}
    assert client.post(base + "/amendment", data={**sent, "reason": ""}).status_code == 422
    made = client.post(base + "/amendment", data={**sent, "form_key": "n" * 30})
    assert made.status_code == 303
    page = client.get(base + "/discussion").text
    assert "<del>Mondays.</del>" in page
    assert "<ins>Tuesdays.</ins>" in page
    assert "Take it back" in page
    assert "Accept it" not in page
    offer_id = session.execute(select(AmendmentOffer.id)).scalar_one()
    sign_in(client, members[1])
    assert client.get(base + "/amendment").location.endswith("/edit")
    assert "Accept it" in client.get(base + "/discussion").text
    client.post(f"{base}/amendments/{offer_id}/answer", data={"answer": "accepted", "form_key": "o" * 30})
    page = client.get(base + "/discussion").text
    assert "Offered by Cy Cyclist and accepted by the author." in page
    assert "Meet on Tuesdays" in page
    assert client.post(f"{base}/amendments/{offer_id}/answer", data={"answer": "maybe"}).status_code == 404
    public = client.get(base).text
    assert "The proposal was amended." in public
