"""Search finds what matches, all of it and nothing else, in the published order, on both databases."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.market.availability import actions as availability
from coop.market.availability.models import SlotClaim
from coop.market.categories.queries import tree
from coop.market.ranking.actions import refresh
from coop.market.ranking.queries import weights
from coop.market.search import candidates, cursor, queries
from coop.market.search.asking import read
from tests.factories import NOW
from tests.market.search.corpus import HARBOUR, make_market, matches

FIRST = cursor.read("", at=NOW)


@pytest.fixture
def market(session, coop):
    listings = make_market(session)
    refresh(session, [listing.id for listing in listings], at=NOW)
    return listings


def find(session, at=NOW, after=FIRST, **args):
    return queries.search(session, read(args), tree(session), cursor=after, at=at)


def titles(page):
    return {result.row.title for result in page.results}


@pytest.mark.parametrize(
    "words",
    [
        "clean",
        "CLEANING",
        "guitare debutants",
        "débutants",
        "lease people",
        "music",
        "lessons care",
        "hill",
        "zebra",
        "_1",
        "zc1",
        "'); DROP TABLE listings; --",
        '"',
        "* OR *",
        "NEAR(a b)",
        "word:title",
        "\x00",
        "é",
        "end of lease clean two",
    ],
)
def test_words_find_what_a_reader_of_every_listing_would(session, market, words):
    assert titles(find(session, q=words)) == matches(session, market, words=words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.sampled_from(["", "clean", "w", "le", "pi on", "gar"]),
    category=st.sampled_from(["", "home", "cleaning", "learning", "pets"]),
    most=st.sampled_from(["", "20", "26.00", "100"]),
    kind=st.sampled_from(["", "travel", "worker", "remote"]),
    place=st.booleans(),
    km=st.integers(1, 50),
)
def test_all_filters_together_agree_with_looking_at_each(session, market, words, category, most, kind, place, km):
    args = {"q": words, "category": category, "max": most, "kind": kind, "km": str(km)}
    args |= {"lat": str(HARBOUR.latitude), "lon": str(HARBOUR.longitude)} if place else {}
    expected = matches(
        session,
        market,
        words=words,
        category=category,
        point=HARBOUR if place else None,
        km=km,
        kind=kind,
        most_cents=int(float(most) * 100) if most else None,
    )
    assert titles(find(session, **args)) == expected


def test_the_order_is_that_of_the_published_formula(session, market):
    page = find(session, q="clean", place="old harbour")
    points = [result.scored.points for result in page.results]
    assert points == sorted(points, reverse=True)
    for result in page.results:
        assert sum(value for _name, value in result.score) == result.score.value
        assert result.score.points == result.scored.points
    assert page.results[0].row.title == "Home cleaning, your products or mine"


def test_a_place_is_known_by_its_name_however_written(session, market):
    by_name = find(session, place="OLD HARB")
    by_point = find(session, lat="43.30", lon="5.37")
    assert [each.scored for each in by_name.results] == [each.scored for each in by_point.results]
    assert find(session, place="Nowhere at all").place_unknown


def test_pages_follow_each_other_without_gap_or_repetition(session, market, monkeypatch):
    whole = [result.row.reference for result in find(session).results]
    monkeypatch.setattr(queries, "PAGE", 2)
    seen, after, at = [], FIRST, NOW
    while after is not None:
        page = find(session, after=after, at=at)
        seen += [result.row.reference for result in page.results]
        at += dt.timedelta(minutes=7)  # the reader takes time; the list keeps its moment
        after = page.following and cursor.read(str(page.following), at=at)
    assert seen == whole
    assert len(seen) == len(market)


def test_on_a_day_only_those_are_found_who_are_really_free_then(session, market):
    day = NOW.date() + dt.timedelta(days=2)  # a Wednesday
    worker, other = market[0].worker_id, market[1]
    from coop.people.persons.models import Person

    availability.set_days(session, session.get(Person, worker), first=day, last=day)
    claim_whole_day(session, other, day)
    found = titles(find(session, date=day.isoformat()))
    assert found == {listing.title for listing in market[2:]}
    sunday = (NOW.date() + dt.timedelta(days=6)).isoformat()
    assert titles(find(session, date=sunday)) == set()


def claim_whole_day(session, listing, day):
    from tests.market.factories import claim

    midnight = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    claim(session, listing, midnight, midnight + dt.timedelta(days=1))


def test_the_next_free_time_shown_is_free_even_where_the_signals_are_stale(session, market):
    listing = market[0]
    before = next(result for result in find(session).results if result.row.id == listing.id).next_free
    claim_whole_day(session, listing, before.starts_at.date())
    after = next(result for result in find(session).results if result.row.id == listing.id).next_free
    assert after.starts_at.date() > before.starts_at.date()
    assert session.query(SlotClaim).count() == 1


def test_drafts_and_paused_listings_are_never_found(session, market):
    market[0].published_at = None
    market[1].paused_at = NOW
    session.flush()
    assert titles(find(session)) == {listing.title for listing in market[2:]}
    assert titles(find(session, q="clean")) == {"Windows, inside and out"}


def test_no_more_than_the_bound_are_compared_and_the_day_says_which(session, market, monkeypatch):
    monkeypatch.setattr(candidates, "BOUND", 4)
    page = find(session)
    assert len(page.results) == 4
    assert page.is_cut
    ids = sorted(listing.id for listing in market)
    start = candidates.start_number(NOW.date(), ids[-1])
    turn = [each for each in ids if each >= start] + [each for each in ids if each < start]
    assert {result.row.id for result in page.results} == set(turn[:4])


def test_with_a_place_the_nearest_are_compared(session, market, monkeypatch):
    monkeypatch.setattr(candidates, "BOUND", 2)
    near = {result.row.title for result in find(session, lat="43.30", lon="5.37", km="50").results}
    assert "Home cleaning, your products or mine" in near
    assert "Shelves, hinges and small repairs" not in near


def test_every_listing_has_its_day(session, market):
    highest = 1000
    starts = {candidates.start_number(NOW.date() + dt.timedelta(days=n), highest) // 100 for n in range(365)}
    assert starts == set(range(10)) or starts == set(range(11))


def test_the_number_of_queries_does_not_depend_on_what_is_found(session, market, count_queries):
    def queries_for(**args):
        session.expire_all()
        count_queries.clear()
        found = find(session, **args)
        return len(found.results), len(count_queries)

    many, few = queries_for(), queries_for(q="clean")
    assert many[0] > few[0]
    assert many[1] == few[1] <= 12
    assert queries_for(date="2026-03-04")[1] <= 20


def test_weights_are_those_in_force(session, market):
    assert weights(session, at=NOW).relevance == weights(session, at=NOW + dt.timedelta(days=1)).relevance
