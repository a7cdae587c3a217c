"""Papers as rows for an accountant's spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from coop.money.papers.models import Paper
from coop.money.papers.rules import CREDIT_NOTE
from coop.web.spreadsheets import csv_text, money_cell

COLUMNS = ("number", "kind", "issued_on", "supplied_on", "seller", "seller_vat_number", "buyer", "buyer_vat_number",
           "for", "net", "vat_rate_percent", "vat", "gross", "currency", "booking")  # fmt: skip


def papers_csv(papers: Iterable[Paper]) -> str:
    """A row a paper; the amounts of credit notes are negative, so that columns can be summed."""
    return csv_text(COLUMNS, (_row(paper, -1 if paper.kind == CREDIT_NOTE else 1) for paper in papers))


def _row(paper: Paper, sign: int) -> tuple[object, ...]:
    rate = paper.vat_rate
    return (
        paper.reference,
        paper.kind,
        paper.issued_on.isoformat(),
        paper.supplied_on.isoformat(),
        paper.seller_name,
        paper.seller_vat_number,
        paper.buyer_name,
        paper.buyer_vat_number,
        paper.description,
        money_cell(sign * paper.net_cents),
        "" if rate is None else percent_cell(rate.numerator, rate.denominator),
        money_cell(sign * paper.vat_cents),
        money_cell(sign * paper.gross_cents),
        paper.currency,
        paper.booking,
    )


def percent_cell(numerator: int, denominator: int) -> str:
    """A rate in percent, with as few decimals as say it to a thousandth: 11/50 -> 22, 11/200 -> 5.5."""
    thousandths = (numerator * 100_000 + denominator // 2) // denominator
    return f"{thousandths // 1000}.{thousandths % 1000:03d}".rstrip("0").rstrip(".")
