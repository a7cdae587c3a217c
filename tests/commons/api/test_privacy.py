"""The API tells no more than a visitor's pages do: the whole of it is read, and nothing of anybody's is in it."""

from __future__ import annotations

import json
import re

import pytest
from markupsafe import escape

from coop.commons.api.asked import ROOT
from tests.commons.api.crawl import MORE, crawled

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="session")
def said(seeded):
    """Every answer of the API, by address."""
    return crawled(seeded, also=MORE)


def values(answer, name=""):
    """(field, value) of every text and number in an answer."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from values(value, key)
    elif isinstance(answer, list):
        for value in answer:
            yield from values(value, name)
    else:
        yield name, answer


def test_no_mail_address_and_no_street_is_in_it(seeded, said):
    whole = json.dumps(list(said.values()), ensure_ascii=False)
    assert not EMAIL.search(whole)
    addresses = {row[0] for row in seeded.rows("SELECT DISTINCT address FROM bookings WHERE address <> ''")}
    assert addresses
    for address in addresses:
        assert address not in whole


def test_no_party_and_no_session_is_in_it(seeded, said):
    whole = json.dumps(list(said.values()))
    for table, column in (("parties", "token"), ("people", "fs_uniquifier"), ("bookings", "reference")):
        secrets = {row[0] for row in seeded.rows(f"SELECT {column} FROM {table}")}
        assert secrets
        if table == "bookings":  # the entry of a booking names it, as the entry's page does; nothing else may
            whole = json.dumps([answer for address, answer in said.items() if "/entries" not in address])
        for secret in secrets:
            assert secret not in whole, table


def test_the_only_names_are_of_people_with_an_open_listing(seeded, said):
    listed = {row[0] for row in seeded.rows(
        "SELECT DISTINCT p.display_name FROM people p JOIN listings l ON l.worker_id = p.id "
        "WHERE l.published_at IS NOT NULL AND l.paused_at IS NULL"
    )}
    everyone = {row[0] for row in seeded.rows("SELECT display_name FROM people")}
    assert everyone - listed
    named = {value for answer in said.values() for name, value in values(answer) if value in everyone}
    assert named == listed
    whole = json.dumps([answer for address, answer in said.items()], ensure_ascii=False)
    for name in everyone - listed:
        assert name not in whole


def test_numbers_are_of_members_who_chose_a_public_profile(seeded, said):
    public = {row[0] for row in seeded.rows(
        "SELECT m.number FROM memberships m JOIN people p ON p.id = m.person_id WHERE p.is_public AND m.left_at IS NULL"
    )}
    hidden = {row[0] for row in seeded.rows(
        "SELECT p.display_name FROM people p JOIN listings l ON l.worker_id = p.id WHERE NOT p.is_public"
    )}
    workers = [item["worker"] for address, answer in said.items() if "/listings" in address or "/search" in address
               for item in answer.get("items", [answer])]
    assert workers
    for worker in workers:
        assert worker["number"] is None or worker["number"] in public
        assert worker["number"] is None or worker["name"] not in hidden
    assert {worker["number"] for worker in workers} - {None}


def test_no_exact_place_is_in_it(seeded, said):
    for address, answer in said.items():
        for name, value in values(answer):
            assert not isinstance(value, float), (address, name)
            assert name not in ("latitude", "longitude", "lat", "lon", "address", "person_id", "party_id",
                                "membership_id")


def test_a_listing_says_what_its_page_says(seeded, said):
    for address, answer in said.items():
        if not re.fullmatch(rf"{ROOT}/listings/[0-9A-Z]+", address):
            continue
        page = seeded.get(answer["page"]).text
        for shown in (answer["title"], answer["worker"]["name"], answer["area"]):
            assert shown is None or str(escape(shown)) in page
        if answer["worker"]["number"]:
            assert f'href="/people/{answer["worker"]["number"]}"' in page
        if answer["worker"]["member_since"]:
            assert str(answer["worker"]["member_since"]) in page


def test_entries_say_what_the_export_says(seeded, said):
    exported = {}
    for line in seeded.get("/exports/entries.jsonl").text.splitlines():
        entry = json.loads(line)
        exported[int(entry["id"])] = entry
    checked = 0
    for address, answer in said.items():
        if re.fullmatch(rf"{ROOT}/entries/\d+", address):
            entry, checked = exported[answer["id"]], checked + 1
            assert answer["reference"] == entry["reference"]
            assert answer["uuid"] == entry["uuid"]
            assert answer["facts"].keys() == entry["facts"].keys()
            moved = [(line["account"], str(line["amount"])) for line in answer["postings"]]
            assert moved == [(line["account"], str(line["amount"])) for line in entry["postings"]]
    assert checked == len(exported)
