"""The first page tells a stranger what this is and what to press."""

from __future__ import annotations

import datetime as dt
import re

from tests.factories import make_person

DAY = dt.timedelta(days=1)


def listing(session, **facts):
    from coop.market.categories.models import Category
    from coop.market.listings.models import Listing
    from tests.commons.books import NOW

    kind = Category(key="cleaning-x", name="Cleaning", drawing="cleaning")
    session.add(kind)
    session.flush()
    worker = make_person(session, "Wanda")
    session.add(
        Listing(
            reference="K7Q2",
            worker_id=worker.id,
            category_id=kind.id,
            title="Weekly cleaning",
            created_at=NOW,
            timezone="Europe/Paris",
            **facts,
        )
    )
    session.commit()


def test_a_stranger_can_search_without_an_account(client):
    page = client.get("/").text
    assert re.search(r'<form[^>]*action="/services" method="get"', page)
    assert page.count("<h1>") == 1


def test_the_fund_is_shown(client, books):
    page = client.get("/").text
    assert "The shared fund today" in page
    assert 'href="/how-we-share"' in page


def test_published_listings_are_shown_with_their_whole_price(client, session):
    from tests.commons.books import NOW

    listing(session, published_at=NOW, price_cents=2800)
    page = client.get("/").text
    assert "Weekly cleaning" in page
    assert "€28.00 an hour" in page
    assert "/pictures/drawn/cleaning/K7Q2.svg" in page


def test_drafts_and_paused_listings_are_not(client, session):
    from tests.commons.books import NOW

    listing(session, published_at=NOW, paused_at=NOW, price_cents=2800)
    assert "Weekly cleaning" not in client.get("/").text


def test_the_open_vote_is_shown_then_what_was_decided_for_a_fortnight(client, session, clock):
    from coop.governance.closing.actions import close_due
    from coop.governance.proposals import actions as proposals
    from tests.factories import make_steward

    begun = clock.at
    ada = make_steward(session, "Ada Steward")
    proposal = proposals.propose(
        session, kind="resolve", title="Meet on Mondays", text="We meet.", payload={}, author=ada, at=begun
    )
    proposals.open_vote(session, proposal, at=begun + 4 * DAY)
    session.commit()
    link = f'href="/decisions/{proposal.reference}">Meet on Mondays</a>'
    assert "Meet on Mondays" not in client.get("/").text
    clock.at = begun + 5 * DAY
    assert "Members are voting:" in client.get("/").text
    assert link in client.get("/").text
    clock.at = begun + 11 * DAY
    close_due(session, at=clock.at)
    session.commit()
    clock.at += DAY
    assert "Members have voted:" in client.get("/").text
    assert link in client.get("/").text
    clock.at += 14 * DAY
    assert "Meet on Mondays" not in client.get("/").text
