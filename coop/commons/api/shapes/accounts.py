"""Accounts, and the postings of one with its running balance."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Day, Listed, Moment, Shape, told
from coop.commons.dictionary import accounts, addresses, entries


class Account(Shape):
    """An account of the chart with its balance."""

    code: str = told(accounts.CODE)
    kind: str = told(accounts.KIND)
    commodity: str = told(accounts.COMMODITY)
    meaning: str = told(accounts.MEANING)
    balance: int = told(accounts.BALANCE)
    natural_balance: int = told(accounts.NATURAL)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class AccountList(Shape):
    """Every account, in the order of the chart."""

    items: list[Account] = told(addresses.ITEMS)


class RunningPosting(Shape):
    """A posting of the account and the balance after it."""

    entry: int = told(entries.ENTRY)
    line: int = told(entries.LINE)
    kind: str = told(entries.KIND)
    effective_on: Day = told(entries.EFFECTIVE_ON)
    recorded_at: Moment = told(entries.RECORDED_AT)
    amount: int = told(entries.NATURAL_AMOUNT)
    balance: int = told(entries.RUNNING)
    commodity: str = told(accounts.COMMODITY)
    url: Address = told(addresses.URL)


class RunningPostings(Listed):
    """Postings of one account, the newest first."""

    items: list[RunningPosting] = told(addresses.ITEMS)
