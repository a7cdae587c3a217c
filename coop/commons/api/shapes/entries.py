"""Entries of the ledger, on a line and whole."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Day, Listed, Moment, Shape, told
from coop.commons.dictionary import accounts, addresses, coops, entries, rules


class EntryLine(Shape):
    """An entry in a list."""

    id: int = told(entries.ID)
    kind: str = told(entries.KIND)
    reference: str = told(entries.REFERENCE)
    effective_on: Day = told(entries.EFFECTIVE_ON)
    recorded_at: Moment = told(entries.RECORDED_AT)
    cents: int = told(entries.MOVED_CENTS)
    currency: str = told(coops.CURRENCY)
    minutes: int = told(entries.MOVED_MINUTES)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class EntryList(Listed):
    """Entries, the newest first."""

    items: list[EntryLine] = told(addresses.ITEMS)


class Posting(Shape):
    """A line of an entry."""

    line: int = told(entries.LINE)
    account: str = told(entries.ACCOUNT)
    commodity: str = told(accounts.COMMODITY)
    amount: int = told(entries.AMOUNT)


class CitedRule(Shape):
    """A rule version that an entry follows."""

    name: str = told(rules.NAME)
    version: int = told(rules.VERSION)
    value: str | int | bool = told(rules.VALUE)
    in_force_from: Moment = told(rules.IN_FORCE_FROM)
    decision: str = told(rules.DECISION)
    decision_title: str = told(rules.DECISION_TITLE)


class Entry(Shape):
    """An entry with its postings, the rules it follows, its decision and its reversal."""

    id: int = told(entries.ID)
    uuid: str = told(entries.UUID)
    kind: str = told(entries.KIND)
    reference: str = told(entries.REFERENCE)
    effective_on: Day = told(entries.EFFECTIVE_ON)
    recorded_at: Moment = told(entries.RECORDED_AT)
    facts: dict[str, int | str] = told(entries.FACTS)
    currency: str = told(coops.CURRENCY)
    postings: list[Posting] = told(entries.POSTINGS)
    rules: list[CitedRule] = told(entries.RULES_CITED)
    decision: str | None = told(entries.DECISION)
    reverses: int | None = told(entries.REVERSES)
    reversed_by: int | None = told(entries.REVERSED_BY)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)
