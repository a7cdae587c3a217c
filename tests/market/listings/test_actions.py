"""Writing listings, and the words the databases keep of them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coop.market.listings import actions, queries
from coop.market.listings.models import Listing
from coop.market.listings.rules import Step
from tests.factories import NOW, make_member
from tests.market.factories import make_category, make_listing


@pytest.fixture
def worker(session):
    return make_member(session)


def known_to_search(session, word: str) -> list[int]:
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        query = text("SELECT rowid FROM listing_words WHERE listing_words MATCH :word")
        return list(session.execute(query, {"word": f'"{word}"'}).scalars())
    query = text("SELECT listing_id FROM listing_words WHERE words @@ CAST(:word AS tsquery)")
    return list(session.execute(query, {"word": f"'{word}'"}).scalars())


def test_a_draft_is_published_once_everything_is_said(session, worker):
    listing = actions.draft(session, worker, category_id=make_category(session).id, title="Windows", at=NOW)
    with pytest.raises(actions.NotReady) as refused:
        actions.publish(session, listing, at=NOW)
    assert refused.value.steps == [Step.BASICS, Step.PRICE, Step.PLACE]
    actions.describe(session, listing, category_id=listing.category_id, title="Windows", description="Both sides.")
    actions.set_price(session, listing, kind="unit", cents=400, unit_name="window", min_minutes=15, max_minutes=240)
    actions.set_place(session, listing, kind="travel", label="Old Harbour", latitude=None, longitude=None, radius_km=5)
    actions.publish(session, listing, at=NOW)
    assert queries.open_listing(session, listing.reference, at=NOW) is listing


def test_a_draft_and_a_paused_listing_are_nobody_elses(session, worker):
    stranger = make_member(session, "Sam Stranger")
    draft = make_listing(session, worker, is_open=False)
    paused = make_listing(session, worker)
    actions.pause(session, paused, at=NOW)
    for listing in (draft, paused):
        assert queries.open_listing(session, listing.reference, at=NOW) is None
        assert queries.open_listing(session, listing.reference, reader_id=stranger.id, at=NOW) is None
        assert queries.open_listing(session, listing.reference, reader_id=worker.id, at=NOW) is listing
        assert queries.own_listing(session, listing.reference, stranger.id) is None


def test_search_knows_the_words_of_open_listings_alone(session, worker):
    listing = make_listing(session, worker, title="Café Möbel", is_open=False)
    assert known_to_search(session, "mobel") == []
    listing.published_at = NOW
    assert known_to_search(session, "mobel") == [listing.id]
    assert known_to_search(session, f"_{listing.category_id}") == [listing.id]
    listing.title = "Chairs"
    assert known_to_search(session, "mobel") == []
    assert known_to_search(session, "chairs") == [listing.id]
    actions.pause(session, listing, at=NOW)
    assert known_to_search(session, "chairs") == []
    actions.resume(session, listing)
    assert known_to_search(session, "chairs") == [listing.id]
    session.delete(listing)
    assert known_to_search(session, "chairs") == []


def test_every_change_counts(session, worker):
    listing = make_listing(session, worker)
    before = queries.changes(session)
    listing.price_cents = 3000
    session.flush()
    assert queries.changes(session) > before


def test_the_first_day_of_publishing_stays_through_a_pause(session, worker):
    listing = make_listing(session, worker, published_at=NOW)
    actions.pause(session, listing, at=NOW)
    actions.publish(session, listing, at=NOW.replace(year=2027))
    assert (listing.published_at, listing.paused_at) == (NOW, None)


def test_a_place_is_kept_as_a_neighbourhood_and_found_again_by_name(session, worker):
    first, second = make_listing(session, worker), make_listing(session, worker)
    actions.set_place(
        session, first, kind="travel", label="Vieux-Port", latitude=43.295123, longitude=5.374987, radius_km=5
    )
    actions.set_place(session, second, kind="worker", label="vieux port", latitude=None, longitude=None, radius_km=5)
    assert (first.latitude, first.longitude) == (43.3, 5.37)
    assert (second.latitude, second.longitude, second.cell) == (43.3, 5.37, first.cell)
    actions.set_place(session, second, kind="remote", label="Vieux-Port", latitude=43.3, longitude=5.37, radius_km=5)
    assert (second.latitude, second.cell) == (None, None)


def test_only_terms_can_be_set_as_terms(session, worker):
    listing = make_listing(session, worker)
    with pytest.raises(TypeError):
        actions.set_terms(session, listing, worker_id=1)


@pytest.mark.parametrize(
    "facts",
    [
        {"sliding_scale": True, "price_low_cents": 9000, "price_high_cents": 9500},
        {"price_kind": "quote"},
        {"place_kind": "moon"},
        {"min_minutes": 90, "max_minutes": 60},
        {"latitude": 43.0},
    ],
)
def test_the_database_refuses_what_no_form_lets_through(session, worker, facts):
    with pytest.raises((IntegrityError, TypeError)):
        make_listing(session, worker, **facts)


def test_a_reference_belongs_to_one_listing(session, worker):
    listing = make_listing(session, worker)
    other = make_listing(session, worker)
    with pytest.raises(IntegrityError):
        session.execute(Listing.__table__.update().where(Listing.id == other.id).values(reference=listing.reference))
