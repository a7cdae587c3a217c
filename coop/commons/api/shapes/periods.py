"""Closed periods and their statements."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Day, Listed, Moment, Shape, told
from coop.commons.dictionary import accounts, addresses, coops, periods


class PeriodLine(Shape):
    """A closed period in a list."""

    id: int = told(periods.ID)
    opens_on: Day = told(periods.OPENS_ON)
    closes_on: Day = told(periods.CLOSES_ON)
    closed_at: Moment = told(periods.CLOSED_AT)
    surplus_cents: int = told(periods.SURPLUS_CENTS)
    currency: str = told(coops.CURRENCY)
    closing_entry: int | None = told(periods.CLOSING_ENTRY)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class PeriodList(Listed):
    """Closed periods, the newest first."""

    items: list[PeriodLine] = told(addresses.ITEMS)


class AccountSum(Shape):
    """What an account held for a period."""

    account: str = told(accounts.CODE)
    cents: int = told(periods.SUM_CENTS)


class FundMovement(Shape):
    """A fund before the period and at its end."""

    account: str = told(accounts.CODE)
    opening_cents: int = told(periods.OPENING_CENTS)
    closing_cents: int = told(periods.CLOSING_CENTS)


class Period(PeriodLine):
    """A closed period with its statement."""

    income: list[AccountSum] = told(periods.INCOME)
    income_cents: int = told(periods.INCOME_CENTS)
    expenses: list[AccountSum] = told(periods.EXPENSES)
    expense_cents: int = told(periods.EXPENSE_CENTS)
    funds: list[FundMovement] = told(periods.FUNDS)
    minutes: int = told(periods.WORKED)
