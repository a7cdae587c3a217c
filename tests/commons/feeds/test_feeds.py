"""Feeds are Atom as RFC 4287 asks: ids that last, moments, authors, links, pages that lead to the oldest."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as Xml

import pytest

from coop.policies import actions
from coop.web.atom import Feed, Item, document, tag
from tests.commons.books import NOW, write_books
from tests.factories import make_member
from tests.governance.conftest import members, open_resolution, resolution  # noqa: F401  # fixtures
from tests.market.factories import make_listing

A = "{http://www.w3.org/2005/Atom}"
FEEDS = ("entries", "decisions", "rules", "listings")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
URI = re.compile(r"(urn:uuid:[0-9a-f-]{36}|tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:\S+)")


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{A}link")}


def read(client, address):
    """The feed at an address, held against what RFC 4287 requires of every feed and entry (4.1.1, 4.1.2)."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = Xml.fromstring(answer.data)
    assert feed.tag == f"{A}feed"
    for element in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1
            assert (element.findtext(f"{A}{name}") or "").strip()
        assert URI.fullmatch(element.findtext(f"{A}id"))
        assert MOMENT.fullmatch(element.findtext(f"{A}updated"))
        assert links(element)["alternate"].startswith("http")
    assert feed.findtext(f"{A}author/{A}name")
    assert links(feed)["self"].endswith(address)
    newest = max((entry.findtext(f"{A}updated") for entry in feed.findall(f"{A}entry")), default="")
    assert feed.findtext(f"{A}updated") >= newest
    return feed


def ids(feed):
    return [entry.findtext(f"{A}id") for entry in feed.findall(f"{A}entry")]


def walked(client, name):
    """All ids of a feed, from page to page."""
    found, address = [], f"/feeds/{name}.atom"
    while address:
        feed = read(client, address)
        assert links(feed)["first"].endswith(f"/feeds/{name}.atom")
        found += ids(feed)
        further = links(feed).get("next")
        address = further and "/feeds/" + further.rpartition("/feeds/")[2]
    return found


def test_every_feed_is_valid_empty_and_full(client, session, clock, open_resolution):  # noqa: F811
    for name in FEEDS:
        read(client, f"/feeds/{name}.atom")
    write_books(session)
    make_listing(session, make_member(session))
    session.commit()
    for name in FEEDS:
        feed = read(client, f"/feeds/{name}.atom")
        assert ids(feed), name
        for entry in feed.findall(f"{A}entry"):
            page = links(entry)["alternate"].partition("://")[2].partition("/")[2]
            assert client.get(f"/{page}").status_code == 200, page


def test_every_page_of_a_feed_leads_to_the_next_and_nothing_comes_twice(client, session, coop, clock):
    write_books(session, bookings=70)
    worker = make_member(session)
    for number in range(53):
        make_listing(session, worker, published_at=NOW - dt.timedelta(days=number // 3))
    session.commit()
    entries = walked(client, "entries")
    assert len(entries) == len(set(entries)) > 120
    assert all(one.startswith("urn:uuid:") for one in entries)
    assert len(walked(client, "listings")) == len(set(walked(client, "listings"))) == 53
    rules = walked(client, "rules")
    assert len(rules) == len(set(rules)) > 50


def test_ids_stay_when_what_they_tell_of_moves_on(client, session, clock, open_resolution, now):  # noqa: F811
    before = read(client, "/feeds/decisions.atom")
    clock.at = now + dt.timedelta(days=8)
    after = read(client, "/feeds/decisions.atom")
    assert ids(before) == ids(after)
    (first, then) = (feed.find(f"{A}entry") for feed in (before, after))
    assert then.findtext(f"{A}updated") > first.findtext(f"{A}updated")
    assert then.findtext(f"{A}title") != first.findtext(f"{A}title")


def test_a_new_value_of_a_rule_is_told(client, session, coop, clock):
    decision = actions.record_decision(
        session, reference="12", kind="set-rule", title="A lower fee", statement="", decided_at=NOW
    )
    actions.set_rule(session, "fee.rate", "4%", in_force_from=NOW, decision=decision, at=NOW)
    session.commit()
    newest = read(client, "/feeds/rules.atom").find(f"{A}entry")
    assert newest.findtext(f"{A}title") == "fee.rate: 4%"
    assert "A lower fee" in newest.findtext(f"{A}summary")


def test_a_closed_listing_is_told_no_more(client, session, coop, clock):
    listing = make_listing(session, make_member(session), title="Paused soon")
    session.commit()
    assert "Paused soon" in client.get("/feeds/listings.atom").text
    listing.paused_at = NOW
    session.commit()
    assert "Paused soon" not in client.get("/feeds/listings.atom").text


def test_a_feed_is_known_again(client, books, clock):
    for name in FEEDS:
        first = client.get(f"/feeds/{name}.atom")
        assert client.get(f"/feeds/{name}.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", FEEDS)
def test_what_is_no_key_leads_nowhere(client, coop, clock, name):
    for key in ("x y", "-1", "%00", "9" * 30):
        assert client.get(f"/feeds/{name}.atom?before={key}").status_code == 404, key


def test_pages_name_their_feeds(client, books):
    for address, name in (("/ledger", "entries"), ("/ledger/entries", "entries"), ("/decisions", "decisions"),
                          ("/rules", "rules"), ("/services", "listings")):
        head = client.get(address).text.partition("</head>")[0]
        assert re.search(rf'rel="alternate" type="application/atom\+xml"[^>]*href="/feeds/{name}.atom"', head), address


def test_what_xml_cannot_hold_is_left_out():
    item = Item("tag:x,2026-01-01:1", "Bells \x07 & <tags> \ud800", "http://x/", NOW, "\x00\x0b")
    feed = Feed("tag:x,2026-01-01:f", "F", "A", "http://x/f", "http://x/", NOW, [item])
    assert Xml.fromstring(document(feed)).findtext(f"{A}entry/{A}title") == "Bells   & <tags>  "


def test_a_tag_leaves_the_port_out():
    assert tag("http://coop.example:8443", NOW, "x/1") == "tag:coop.example,2026-03-02:x/1"
