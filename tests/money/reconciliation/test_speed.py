"""Ten thousand lines come in, and are matched, in seconds."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.reconciliation import actions, queries
from coop.money.references import ALPHABET
from tests.money.reconciliation.samples import csv_of

LINES = 10_000


def reference(number):
    return "QZ" + "".join(ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0)) + "77"


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
def test_ten_thousand_lines(session, coop, steward, now, record_property):
    days = [dt.date(2026, 1, 1 + number * 28 // LINES) for number in range(LINES)]
    journal.post_all(
        session,
        [
            Entry(
                f"booking:{reference(number)}:paid", "booking-paid", days[number],
                lines((chart.BANK, 1_000 + number % 50, "EUR"), (chart.CLIENTS_HELD, -1_000 - number % 50, "EUR")),
            )
            for number in range(LINES)
        ],
        at=now,
    )
    content = csv_of(
        *((days[n].isoformat(), f"10.{n % 50:02d}", f"Invoice {reference(n)} thank you {n}") for n in range(LINES))
    )
    begun = time.perf_counter()
    done = actions.bring_in(session, content, brought_in_by=steward, at=now)
    seconds = time.perf_counter() - begun
    assert (done.new, done.matched) == (LINES, LINES)
    begun = time.perf_counter()
    compared = queries.comparison(session, days[-1])
    record_property("import_seconds", round(seconds, 2))
    record_property("comparison_seconds", round(time.perf_counter() - begun, 2))
    print(f"import {seconds:.2f} s, comparison {time.perf_counter() - begun:.2f} s")
    assert (compared.unexplained, compared.difference) == (0, 0)
    assert seconds < 60
