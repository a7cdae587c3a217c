"""Every answer of the API: all pages of all lists, and everything they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coop.commons.api.asked import ROOT


def addresses_in(said: Any) -> Iterator[str]:
    """API addresses anywhere in an answer."""
    if isinstance(said, dict):
        for value in said.values():
            yield from addresses_in(value)
    elif isinstance(said, list):
        for value in said:
            yield from addresses_in(value)
    elif isinstance(said, str) and said.startswith(ROOT):
        yield said


def crawled(client: Any, *, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """Address -> its answer as JSON, from the root document on."""
    found: dict[str, Any] = {}
    waiting = [f"{ROOT}/", *also]
    for address in waiting:
        if address in found or address.endswith("openapi.json"):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        found[address] = answer.json
        waiting += addresses_in(answer.json)
    return found


MORE = (
    f"{ROOT}/entries?limit=200",
    f"{ROOT}/entries?kind=booking-completed&since=2026-02-01&until=2026-03-01&rule=fee.rate&account=Income:Fees",
    f"{ROOT}/search?q=cleaning&limit=2",
    f"{ROOT}/search?category=cleaning&max_cents=4000&kind=travel&limit=5",
    f"{ROOT}/search?date=2026-03-24&limit=5",
    f"{ROOT}/search?lat=45.65&lon=13.77&km=10&limit=200",
    f"{ROOT}/listings?limit=7",
    f"{ROOT}/decisions?limit=2",
    f"{ROOT}/periods?limit=1",
    f"{ROOT}/accounts/Income:Fees/postings?limit=40",
    f"{ROOT}/accounts/Equity:Labour:Contributed/postings?limit=200",
)
"""Filters, and pages of other lengths, which no answer leads to by itself."""
