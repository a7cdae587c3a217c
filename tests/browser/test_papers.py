"""Papers on paper: an invoice, a credit note, a receipt and a month's statement are one sheet of A4 each."""

from __future__ import annotations

import re

import pytest

from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

SHEETS = """
SELECT i.code, p.kind, p.year, p.number, p.subject FROM papers p JOIN paper_issuers i ON i.id = p.issuer_id
WHERE p.subject LIKE 'booking:%' ORDER BY p.id
"""
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def steward(browser, demo_site):
    walker = Walker(browser, demo_site, javascript=False)
    walker.signed_in(*demo_site.people["steward"])
    yield walker
    walker.close()


@pytest.fixture
def worker(browser, demo_site):
    walker = Walker(browser, demo_site, javascript=False)
    walker.signed_in(*demo_site.people["member"])
    yield walker
    walker.close()


def sheets(walker, path):
    walker.page.goto(path)
    assert walker.page.locator("h1").is_visible()
    return len(_PAGE.findall(walker.page.pdf(format="A4")))


def test_a_paper_is_one_sheet(steward, demo_site):
    rows = demo_site.rows(SHEETS)
    assert {kind for _code, kind, *_rest in rows} == {"invoice", "credit-note"}
    for code, kind, year, number, subject in rows:
        reference = f"{code}-{'C-' if kind == 'credit-note' else ''}{year}-{number:04d}"
        assert sheets(steward, f"/papers/{reference}") == 1, reference
        assert sheets(steward, f"/bookings/{subject.split(':')[1]}/invoice") == 1


def test_a_workers_statement_and_receipts_are_one_sheet(worker, demo_site):
    worker.page.goto("/my/papers")
    months = [link.get_attribute("href") for link in worker.page.get_by_role("link").all()]
    months = [path for path in months if path and re.fullmatch(r"/my/statements/\d{4}-\d\d", path)]
    assert len(months) >= 6
    assert {sheets(worker, path) for path in months} == {1}
    worker.page.goto(months[1])
    receipts = [link.get_attribute("href") for link in worker.page.get_by_role("link").all()]
    receipts = [path for path in receipts if path and path.endswith("/receipt")]
    assert receipts
    assert sheets(worker, receipts[0]) == 1


def test_at_320_px_nothing_runs_off(worker):
    worker.page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/my/papers", "/my/tax-status", "/my/receipts"):
        worker.page.goto(path)
        assert worker.page.evaluate("document.documentElement.scrollWidth") <= 320, path
