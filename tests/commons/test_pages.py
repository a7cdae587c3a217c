"""Every public page answers, names nobody, and asks the database little."""

from __future__ import annotations

import re

import pytest

PAGES = (
    "/",
    "/ledger",
    "/ledger/entries",
    "/ledger/entries/2",
    "/ledger/accounts/Income:Fees",
    "/ledger/accounts/Assets:Tools".replace("Assets:Tools", "Expenses:Tools"),
    "/ledger/periods",
    "/ledger/periods/1",
    "/how-we-share",
    "/rules",
    "/rules/fee.rate",
    "/exports",
    "/feeds/entries.atom",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_may_read_it(client, books, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "ab" * 16 not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/entries/999999",
        "/ledger/entries/99999999999999999999",
        "/ledger/accounts/Assets:Nowhere",
        "/ledger/periods/77",
        "/rules/no.such",
    ],
)
def test_what_is_not_there_is_not_found(client, books, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_it_answers_before_anything_was_posted(client, address):
    if not re.search(r"\d$", address):
        assert client.get(address).status_code == 200
