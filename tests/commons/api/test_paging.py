"""Lists are walked whole, both ways, while the books go on: nothing is lost, nothing comes twice."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from coop.commons.api.asked import ROOT
from coop.ledger import chart, journal
from tests.commons.books import NOW, simple, write_books
from tests.factories import make_member
from tests.governance.conftest import members, open_resolution, resolution  # noqa: F401  # fixtures
from tests.market.factories import make_category, make_listing


def walk(client, address, rel="next", *, between=lambda: None):
    """All pages from an address on, as lists of items."""
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        linked = {rel: to for to, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", ""))}
        assert linked == {name: answer.json[name] for name in ("next", "prev") if answer.json[name]}
        pages.append(answer.json["items"])
        address = answer.json[rel]
        between()
    return pages


def flat(pages, name):
    return [item[name] for page in pages for item in page]


def poster(session):
    """Posts a donation each time it is called."""
    numbers = iter(range(10_000))

    def post():
        entry = simple(f"donation:N{next(numbers)}", "donation", chart.BANK, chart.DONATIONS, 100, day=NOW.date())
        journal.post(session, entry, at=NOW)
        session.commit()

    return post


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_entries_from_the_newest_on_while_others_are_added(client, session, coop, limit):
    write_books(session)
    before = flat(walk(client, f"{ROOT}/entries?limit=200"), "id")
    assert flat(walk(client, f"{ROOT}/entries?limit={limit}", between=poster(session)), "id") == before
    assert before == sorted(before, reverse=True)


def test_entries_from_the_beginning_on_reach_those_added_meanwhile(client, session, coop):
    write_books(session)
    post, left = poster(session), iter(range(4))

    def a_few():
        if next(left, None) is not None:
            post()

    pages = walk(client, f"{ROOT}/entries?after=0&limit=4", "prev", between=a_few)
    found = [item["id"] for page in pages for item in page[::-1]]
    assert found == sorted(set(found))
    assert found == flat(walk(client, f"{ROOT}/entries?limit=200"), "id")[::-1]


def test_filters_stay_on_every_page(client, session, coop):
    write_books(session, bookings=9)
    pages = walk(client, f"{ROOT}/entries?kind=booking-completed&since=2026-01-01&limit=2")
    assert len(pages) == 5
    assert set(flat(pages, "kind")) == {"booking-completed"}


def test_postings_carry_the_balance_down_to_the_first(client, session, coop):
    write_books(session)
    pages = walk(client, f"{ROOT}/accounts/Assets:Bank/postings?limit=2", between=poster(session))
    lines = [item for page in pages for item in page]
    for newer, older in pairwise(lines):
        assert newer["balance"] - newer["amount"] == older["balance"]
    assert lines[-1]["balance"] == lines[-1]["amount"]
    places = [(line["entry"], line["line"]) for line in lines]
    assert places == sorted(set(places), reverse=True)


def test_decisions_end_with_the_charter(client, session, clock, open_resolution, resolution):  # noqa: F811
    from coop.governance.proposals import actions as proposals
    from coop.people.persons.models import Person

    author = session.get(Person, resolution.author_id)
    for number in range(4):
        proposals.propose(session, kind="resolve", title=f"Number {number}", text="Text.", payload={}, author=author,
                          at=NOW)
    session.commit()
    for limit in (1, 2, 3, 5, 6, 200):
        found = flat(walk(client, f"{ROOT}/decisions?limit={limit}"), "reference")
        assert len(found) == len(set(found)) == 6
        assert found[-1] == "charter"
    back = walk(client, f"{ROOT}/decisions?after=0&limit=2", "prev")
    assert len(flat(back, "reference")) == 5


def test_listings_by_reference_while_others_are_published(client, session, coop, clock):
    kind, other = make_category(session, "cleaning"), make_category(session, "care")
    for number in range(11):
        make_listing(session, make_member(session, f"Worker {number}"), kind if number % 2 else other)
    make_listing(session, make_member(session, "Draft"), kind, is_open=False)
    session.commit()
    before = flat(walk(client, f"{ROOT}/listings"), "reference")
    assert len(before) == 11
    assert before == sorted(before)
    newcomer = make_member(session, "Newcomer")

    def publish():
        make_listing(session, newcomer, kind)
        session.commit()

    walked = flat(walk(client, f"{ROOT}/listings?limit=3", between=publish), "reference")
    assert len(walked) == len(set(walked))
    assert set(before) <= set(walked)
    assert len(flat(walk(client, f"{ROOT}/listings?category=care&limit=2"), "reference")) == 6
    assert flat(walk(client, f"{ROOT}/listings?category=nowhere"), "reference") == []
    middle = client.get(f"{ROOT}/listings?before={before[4]}&limit=2").json
    assert [item["reference"] for item in client.get(middle["prev"]).json["items"]]


def test_search_goes_through_all_that_is_compared(client, session, coop, clock):
    for number in range(9):
        make_listing(session, make_member(session, f"Worker {number}"), title=f"Cleaning {number}")
    session.commit()
    pages = walk(client, f"{ROOT}/search?q=cleaning&limit=2")
    found = flat(pages, "reference")
    assert len(found) == len(set(found)) == 9
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
