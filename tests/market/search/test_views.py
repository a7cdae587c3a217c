"""The search page: what it costs, what it keeps, and what it says when there is nothing."""

import datetime as dt
import gzip
import re
from fractions import Fraction

import pytest
from sqlalchemy import event

from coop.market.ranking.actions import refresh
from coop.web.database import db
from tests.factories import NOW
from tests.market.factories import make_listing
from tests.market.search.corpus import make_market


@pytest.fixture
def market(session, coop):
    listings = make_market(session)
    refresh(session, [listing.id for listing in listings], at=NOW)
    session.commit()
    return listings


@pytest.fixture
def statements(app):
    """The SQL the site sends."""
    sent: list[str] = []

    def remember(_connection, _cursor, statement, *_):
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", remember)
    yield sent
    event.remove(engine, "before_cursor_execute", remember)


def test_every_result_says_why_it_is_here_with_numbers_that_add_up(client, market):
    page = client.get("/services?q=clean&place=old+harbour").text
    whys = re.findall(r"<table>(.*?)</table>", page, flags=re.DOTALL)
    assert len(whys) == 3
    for why in whys:
        *products, total = [Fraction(number) for number in re.findall(r'<td class="n">([\d./]+)</td>', why)]
        factors = re.findall(r"<td>([\d./]+) × ([\d./]+)</td>", why)
        assert sum(products) == total
        assert [Fraction(weight) * Fraction(signal) for weight, signal in factors] == products


@pytest.mark.parametrize(
    ("query", "why", "action"),
    [
        ("q=zebra", "No listing matches all of this.", "See all services"),
        ("q=clean&max=1", "costs at most €1.00", "Look at any price"),
        ("q=clean&date=2026-03-08", "free on Sunday, March 8, 2026", "Look at any date"),
        ("q=clean&lat=0&lon=0", "Nobody who matches works there.", "Look everywhere"),
    ],
)
def test_an_empty_page_says_why_and_offers_one_thing_to_do(client, market, query, why, action):
    page = client.get(f"/services?{query}").text
    assert why in page
    assert action in page


def test_what_cannot_be_read_is_said_and_left_out(client, market):
    page = client.get("/services?date=tomorrow&max=lots&lat=north&lon=1&km=far&place=Atlantis&kind=any&category=none")
    assert page.status_code == 200
    for said in (
        "The date could not be read",
        "The price could not be read",
        "The point could not be read",
        "We do not know a place called “Atlantis”",
    ):
        assert said in page.text or "point" in said


@pytest.mark.parametrize(
    "after", ["", "x", "1-2-3", "-1-AAAA-1", "9" * 400, "1-AAAAAAAA-99999999999", "0-0-0", "٣-A-1"]
)
def test_a_forged_place_in_the_list_begins_anew(client, market, after):
    assert client.get(f"/services?after={after}").status_code == 200


def test_a_visitor_with_the_same_version_gets_304_and_few_queries(client, market, statements, clock, session):
    first = client.get("/services?q=clean")
    statements.clear()
    again = client.get("/services?q=clean", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len(statements) <= 8
    kept = client.get("/services?q=clean")
    assert kept.data == first.data
    make_listing(session, market_worker(session, market), title="Clean sails", category_id=market[0].category_id)
    session.commit()
    fresh = client.get("/services?q=clean", headers={"If-None-Match": first.headers["ETag"]})
    assert fresh.status_code == 200
    assert "Clean sails" in fresh.text
    clock.at += dt.timedelta(minutes=1)
    assert client.get("/services?q=clean").headers["ETag"] != fresh.headers["ETag"]


def market_worker(session, market):
    from coop.people.persons.models import Person

    return session.get(Person, market[0].worker_id)


def test_the_page_asks_no_more_for_many_results_than_for_few(client, market, statements):
    counts = []
    client.get("/services?q=warm")  # the rules are read once a process
    for query in ("", "?q=clean"):
        statements.clear()
        client.get(f"/services{query}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 22


def test_the_page_stays_small(client, market, session):
    for number in range(30):
        make_listing(session, market_worker(session, market), title=f"Service number {number}", category_id=1)
    session.commit()
    page = client.get("/services")
    assert page.text.count("<article") == 20
    assert len(gzip.compress(page.data)) <= 15 * 1024
    assert "More services" in page.text


def test_the_algorithm_is_published_with_its_weights_and_an_example(client, market):
    page = client.get("/algorithms").text
    for name in ("relevance", "distance", "availability", "completed", "reviews", "newcomer", "rotation"):
        assert f'href="/rules/ranking.{name}"' in page
    assert "At most 400 listings" in page
    assert "2026-03-02" in page
    rows = re.findall(r'<td class="n">([\d./]+)</td><td class="n">([\d./]+)</td><td class="n">([\d./]+)</td>', page)
    assert len(rows) == 7
    total = re.findall(r'<td class="n">([\d./]+)</td></tr></tfoot>', page)[-1]
    assert sum(Fraction(weight) * Fraction(value) for weight, value, _product in rows) == Fraction(total)


def test_before_anybody_lists_the_page_says_so(client, coop):
    assert "Nobody has published a listing yet." in client.get("/services").text
