"""Every public page answers, names nobody, and asks the database little."""

from __future__ import annotations

import re

PAGES = (
    "/",
    "/ledger",
    "/ledger/entries",
    "/ledger/entries/2",
    "/ledger/accounts/Income:Fees",
    "/ledger/accounts/Expenses:Tools",
    "/ledger/periods",
    "/ledger/periods/1",
    "/ledger/statements",
    "/ledger/statements.csv",
    "/ledger/budgets",
    "/ledger/charts",
    "/how-we-share",
    "/rules",
    "/rules/fee.rate",
    "/rules/what-if",
    "/rules/what-if?dividends=all",
    "/exports",
    "/feeds/entries.atom",
)


def test_a_visitor_may_read_every_page_and_nobody_is_named(client, books):
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "ab" * 16 not in answer.text


def test_what_is_not_there_is_not_found(client, books):
    for address in (
        "/ledger/entries/999999",
        "/ledger/entries/99999999999999999999",
        "/ledger/periods/77",
        "/ledger/accounts/Assets:Nowhere",
        "/rules/no.such",
        "/exports/no.such",
        "/ledger/accounts/%00",
    ):
        assert client.get(address).status_code == 404, address


def test_pages_answer_before_anything_was_posted(client):
    for address in PAGES:
        if not re.search(r"\d$", address):
            assert client.get(address).status_code == 200, address


def test_odd_addresses_are_answered_all_the_same(client, books):
    for query in (
        "?since=yesterday",
        "?before=x",
        "?after=99999",
        "?rule=%27%22",
        "?kind=%00",
        "?account=%ff",
        "?until=2026-13-45",
        "?decision=" + "9" * 500,
    ):
        assert client.get("/ledger/entries" + query).status_code == 200, query
    for query in ("?before=1", "?after=3-1", "?before=0-0", "?after=99999-1"):
        assert client.get("/ledger/accounts/Income:Fees" + query).status_code == 200, query
