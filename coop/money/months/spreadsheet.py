"""A worker's statement as CSV for their accountant: a row an entry, money as plain decimals, dots for decimals."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from coop.money.months.rules import Month
from coop.web.spreadsheets import CsvRow, csv_text, money_cell

MONEY = {
    "price": "price_cents",
    "in_hand": "in_hand_cents",
    "through_coop": "work_cents",
    "fee": "fee_cents",
    "processing": "processing_cents",
    "tip": "tip_cents",
    "refund_to_client": "refund_cents",
    "refund_through_coop": "refunded_cents",
    "dividend": "dividend_cents",
    "paid_in": "paid_in_cents",
    "paid_out": "paid_out_cents",
    "other": "other_cents",
    "clawback": "clawback_cents",
    "change": "change_cents",
}
COLUMNS = ("day", "kind", "booking", "payout_run", "ledger_entry", *MONEY, "balance", "minutes", "currency")


def statement_csv(month: Month, *, currency: str) -> str:
    """Rows for the balance brought forward, each entry, and the sums."""
    return csv_text(COLUMNS, _rows(month, currency))


def _rows(month: Month, currency: str) -> Iterator[CsvRow]:
    blank = [""] * len(MONEY)
    yield (month.first.isoformat(), "opening", "", "", "", *blank, money_cell(month.opening_cents), "", currency)
    for line, balance in zip(month.lines, month.running, strict=True):
        amounts = [money_cell(getattr(line, figure)) for figure in MONEY.values()]
        yield (line.day.isoformat(), line.kind, line.booking, line.payout_run, line.entry_id or "", *amounts,
               money_cell(balance), line.minutes, currency)  # fmt: skip
    sums = [money_cell(month.total(figure)) for figure in MONEY.values()]
    yield (month.last.isoformat(), "closing", "", "", "", *sums, money_cell(month.closing_cents),
           month.total("minutes"), currency)  # fmt: skip


def columns_told() -> list[tuple[str, str]]:
    """Each column and what it holds, for the page beside the file."""
    return [
        ("day", _("day it counts on")),
        ("kind", _("what happened: booking-completed, tip, refund, cancellation, payout, netting and others")),
        ("booking", _("reference of the booking")),
        ("payout_run", _("reference of the run that paid")),
        ("ledger_entry", _("number of the entry in the public ledger")),
        ("price", _("what the client paid, all in, however it was paid")),
        ("in_hand", _("of price and refund, what passed from hand to hand as cash; the co-op never had it")),
        ("through_coop", _("of the price, or of a late cancellation's charge, what came by way of the co-op")),
        ("fee", _("the co-op's fee; negative when it was given back")),
        ("processing", _("cost of a payment processor that you bear")),
        ("tip", _("tips by way of the co-op; cash tips are not in the books")),
        ("refund_to_client", _("what the client got back, however")),
        ("refund_through_coop", _("of it, what went back by way of the co-op")),
        ("dividend", _("your part of the surplus, in cash")),
        ("paid_in", _("what you paid to the fund")),
        ("paid_out", _("what was sent to your bank account; negative when it came back")),
        ("other", _("corrections and what was written off")),
        ("clawback", _("added to refunds that you owe back; contained in the change")),
        ("change", _("through_coop - fee - processing + tip - refund_through_coop + dividend + paid_in - paid_out "
                     "+ other")),
        ("balance", _("owed to you after it, less what you owe; negative when you owe more")),
        ("minutes", _("whole minutes worked")),
        ("currency", _("of all amounts")),
    ]  # fmt: skip
