"""Surpluses shared out."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Exact, Listed, Shape, told
from coop.commons.api.shapes.decisions import ShareLine
from coop.commons.dictionary import addresses, coops, distributions, periods


class DistributionLine(Shape):
    """A distribution in a list."""

    decision: str = told(distributions.DECISION)
    period: int = told(distributions.PERIOD)
    surplus_cents: int = told(periods.SURPLUS_CENTS)
    dividend_cents: int = told(distributions.DIVIDEND_CENTS)
    withheld_cents: int = told(distributions.WITHHELD_CENTS)
    currency: str = told(coops.CURRENCY)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class DistributionList(Listed):
    """Distributions, the newest first."""

    items: list[DistributionLine] = told(addresses.ITEMS)


class Dividend(Shape):
    """A member's dividend and what it rests on, by a pseudonym of this distribution alone."""

    token: str = told(distributions.TOKEN)
    minutes: int = told(distributions.MINUTES_WORKED)
    earned_cents: int = told(distributions.EARNED_CENTS)
    years: int = told(distributions.YEARS)
    share: Exact = told(distributions.SHARE)
    cents: int = told(distributions.CENTS_DUE)
    cash_cents: int = told(distributions.CASH_CENTS)
    retained_cents: int = told(distributions.RETAINED_CENTS)


class Distribution(DistributionLine):
    """A distribution with its lines and dividends."""

    lines: list[ShareLine] = told(distributions.LINES)
    dividends: list[Dividend] = told(distributions.DIVIDENDS)
