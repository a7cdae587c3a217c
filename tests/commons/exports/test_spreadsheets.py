"""CSV that no spreadsheet takes for a formula, with a balance in every row."""

from __future__ import annotations

import csv
import io

import pytest

from coop.commons.exports.spreadsheets import entries_csv, postings_csv, safe
from coop.ledger.models import EntryRow


@pytest.mark.parametrize("cell", ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "-", "\r=1"])
def test_what_looks_like_a_formula_is_text(cell):
    assert safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5.00", "12", "booking:K7:paid", "2026-01-02"])
def test_figures_stay_figures(cell):
    assert safe(cell) == cell


def test_balances_are_never_empty_and_end_at_zero_together(session, books):
    rows = list(csv.DictReader(io.StringIO("".join(postings_csv(session)))))
    last = {(row["account"], row["commodity"]): row["balance"] for row in rows}
    assert all(row["balance"] for row in rows)
    assert sum(round(float(balance) * 100) for (_, commodity), balance in last.items() if commodity == "EUR") == 0


def test_every_entry_has_its_row(session, books):
    rows = list(csv.DictReader(io.StringIO("".join(entries_csv(session)))))
    assert len(rows) == session.query(EntryRow).count()
    assert {row["rules"] for row in rows} == {"", "fee.rate#1 fee.minimum_cents#1"}
