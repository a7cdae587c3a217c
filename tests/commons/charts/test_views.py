"""The page of charts."""

from __future__ import annotations

import re

from coop.commons.charts.queries import distributions
from coop.commons.periods.queries import closed_periods
from coop.ledger import chart, journal
from tests.commons.books import JANUARY, simple


def test_a_chart_has_its_figures_beside_it(client, books):
    page = client.get("/ledger/charts").text
    assert "January 2026" in page
    assert "/ledger/statements?from=2026-01-01&amp;to=2026-01-31" in page
    assert "No surplus has been shared out yet" in page


def test_months_below_zero_are_drawn_and_written(client, session, coop, now):
    journal.post(
        session, simple("refund:1", "refund", chart.FEES_REFUNDED, chart.BANK, 12_345_678_900, day=JANUARY), at=now
    )
    page = client.get("/ledger/charts").text
    assert "-€123,456,789.00" in page
    assert "-€100M" in page, "the axis has room for a few letters"
    assert re.search(r'class="f3" x="0" width="1000"', page)
    assert client.get("/how-we-share").status_code == 200


def test_every_distribution_is_told_with_its_uses(session):
    from tests.verify.specimen import build

    build(session)
    (shared,) = distributions(session)
    assert sum(shared.uses.values()) == shared.surplus_cents == closed_periods(session)[-1].surplus_cents
    assert "reserve" in shared.uses
