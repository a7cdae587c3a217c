"""The statements' pages: every figure leads to entries that sum to it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
from html import unescape

import pytest
from sqlalchemy import text

from coop.commons.entries import views as entries_views
from coop.commons.entries.queries import entry_list
from coop.ledger import chart
from coop.money.budgets.actions import record_budget
from coop.money.statements.queries import statement
from coop.money.statements.rules import Cut
from tests.factories import make_member, make_steward
from tests.money.statements.test_queries import FIRST, LAST, post

FIGURE = re.compile(r'<a href="(/ledger/entries\?[^"]+)">([^<]+)</a>')
QUERIES = (
    "",
    "?from=2026-02-10&to=2026-04-20",
    "?from=2026-02-10&to=2026-04-20&basis=recorded",
    "?from=2026-01-01&to=2026-03-31&known=2026-03-05",
    "?from=2026-01-01&to=2026-03-31&basis=recorded&known=2026-03-05",
    "?to=2026-02-28",
)


@pytest.fixture
def full_books(session, coop, clock):
    """Sixty entries over five months, written down up to forty days late; three months closed."""
    chance = random.Random(7)
    codes = [code for code, spec in chart.CHART.items() if not spec.in_minutes]
    moves = [
        (FIRST + dt.timedelta(days=chance.randrange((LAST - FIRST).days)), chance.randrange(40 * 24 * 60),
         *chance.sample(codes, 2), chance.randrange(1, 100_000), chance.choice([0, 90]))
        for _ in range(60)
    ]
    post(session, moves, closed=3)
    clock.at = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)
    session.commit()


def cents_of(written):
    """Signed cents, or minutes, of a figure as the page writes it."""
    if "h" in written or "min" in written:
        found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", written)
        return int(found[1] or 0) * 60 + int(found[2] or 0)
    return int(re.sub(r"[^0-9-]", "", written.replace("\N{MINUS SIGN}", "-")))


@pytest.fixture
def summed(app, session):
    """What the entries of a list sum to on its accounts, from the postings alone; and those entries."""
    session.commit()
    postings = {}
    for entry_id, *line in session.execute(
        text("SELECT p.entry_id, a.code, a.commodity, p.amount FROM postings p JOIN accounts a ON a.id = p.account_id")
    ):
        postings.setdefault(entry_id, []).append(line)

    def sums(address):
        with app.test_request_context(address):
            filters, ignored = entries_views._filters()
        assert not ignored
        listed = entry_list(session, filters, size=10_000).entries
        money = "MIN" if filters.account == chart.LABOUR_WORKED else "EUR"
        total = 0
        for entry in listed:
            for code, commodity, amount in postings[entry.id]:
                named = any(code.startswith(one) if one.endswith(":") else code == one for one in filters.codes)
                side = {"debit": amount > 0, "credit": amount < 0}.get(filters.side, True)
                total += amount if named and side and commodity == money else 0
        return filters.sign * total, listed

    return sums


@pytest.mark.parametrize("query", QUERIES)
def test_every_figure_leads_to_entries_that_sum_to_it(client, full_books, summed, query):
    page = client.get("/ledger/statements" + query)
    assert page.status_code == 200
    assert "these books are wrong" not in page.text
    figures = FIGURE.findall(page.text)
    assert len(figures) > 20
    for address, written in figures:
        total, listed = summed(unescape(address))
        assert total == cents_of(written), (address, written)
        assert listed


def test_the_list_behind_a_figure_says_the_same_sum(client, full_books):
    page = client.get("/ledger/statements?from=2026-02-01&to=2026-04-30").text
    for address, written in FIGURE.findall(page):
        listed = client.get(unescape(address)).text
        said = re.search(r"on the accounts named:(.*?)</p>", listed, re.S)[1]
        assert any(cents_of(one) == cents_of(written) for one in re.findall("<strong>([^<]+)<", said)), address


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("from=yesterday", "from", "could not be read"),
        ("to=2026-02-30", "to", "could not be read"),
        ("from=2026-03-02&to=2026-03-01", "to", "The last day comes before the first"),
        ("from=2999-01-01", "from", "still to come"),
        ("from=0001-01-01", "from", "between the years 1900 and 2999"),
        ("to=9999-12-31", "to", "between the years 1900 and 2999"),
        ("basis=guessed", "basis", "Not a valid choice"),
        ("known=%00", "known", "could not be read"),
    ],
)
def test_days_that_cannot_be_are_said_beside_their_field(client, books, query, field, said):
    page = client.get("/ledger/statements?" + query)
    assert page.status_code == 422
    assert said in page.text
    assert f'href="#{field}' in page.text
    sheet = client.get("/ledger/statements.csv?" + query)
    assert sheet.status_code == 422
    assert said in sheet.text
    assert sheet.text.startswith(field)


def test_what_was_typed_is_kept(client, books):
    page = client.get("/ledger/statements?from=yesterday&to=2026-03-01&basis=recorded").text
    assert 'value="yesterday"' in page
    assert 'value="2026-03-01"' in page
    assert re.search(r'value="recorded" checked', page)


def test_pages_answer_before_anything_was_posted(client, coop):
    for address in ("/ledger/statements", "/ledger/statements.csv", "/ledger/budgets"):
        assert client.get(address).status_code == 200


def test_the_spreadsheet_has_the_same_figures(client, session, full_books, summed):
    answer = client.get("/ledger/statements.csv?from=2026-02-10&to=2026-04-20")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-02-10-2026-04-20.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = statement(session, Cut(dt.date(2026, 2, 10), dt.date(2026, 4, 20)))
    (surplus,) = [row for row in rows if row["part"] == "surplus"]
    assert cents_of(surplus["amount"]) == told.surplus_cents
    for row in rows:
        if row["entries"]:
            total, _listed = summed(row["entries"])
            assert total == cents_of(row["amount"]), row
        for cell in row.values():
            assert not re.match(r"[=+@\t\r]|-[^0-9]", cell), "a spreadsheet could take it for a formula"


def test_members_are_counted_and_nobody_is_named(client, session, coop, now):
    make_member(session, "Wanda Worker", at=now - dt.timedelta(days=3))
    make_member(session, "Walter Worker", at=now - dt.timedelta(days=1))
    session.commit()
    assert "2 members on" in client.get("/ledger/statements").text
    page = client.get(f"/ledger/statements?to={now.date() - dt.timedelta(days=2)}").text
    assert "One member on" in page
    assert "Wanda" not in page


def budget(session, days, lines, *, replaces=0, at):
    steward = make_steward(session)
    record_budget(session, opens_on=days[0], closes_on=days[1], lines=lines, replaces=replaces, recorded_by=steward,
                  decision=None, at=at)
    session.commit()


def test_a_budget_stands_beside_what_was_booked(client, session, books, now):
    january = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert 'id="budget"' not in client.get("/ledger/statements").text
    budget(session, january, {chart.RUNNING: 1_200, chart.FEES: books["fees"]}, at=now)
    page = client.get("/ledger/statements?from=2026-01-01&to=2026-01-31").text
    assert 'id="budget"' in page
    assert "25%" in page, "3.00 of 12.00"
    assert "100%" in page
    assert "have a budget" not in page
    assert "Of these days only" in client.get("/ledger/statements?from=2026-01-01&to=2026-02-28").text
    assert "spread evenly" in client.get("/ledger/statements?from=2026-01-01&to=2026-01-10").text
    assert 'id="budget"' not in client.get("/ledger/statements?from=2026-02-01&to=2026-02-28").text
    known = client.get("/ledger/statements?from=2026-01-01&to=2026-01-31&known=2026-03-01").text
    assert 'id="budget"' not in known, "it was recorded on 2 March"
    assert "counts" in client.get("/ledger/budgets").text


def test_a_page_kept_for_visitors_is_made_anew_when_a_budget_or_a_day_comes(client, session, books, now, clock):
    days = "/ledger/statements?from=2026-01-01&to=2026-01-31"
    first = client.get(days)
    assert client.get(days, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    budget(session, (dt.date(2026, 1, 1), dt.date(2026, 1, 31)), {chart.RUNNING: 1_200}, at=now)
    assert client.get(days, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    whole = client.get("/ledger/statements")
    clock.at = now + dt.timedelta(days=1)
    assert client.get("/ledger/statements", headers={"If-None-Match": whole.headers["ETag"]}).status_code == 200


def test_a_statement_asks_the_database_little(client, session, full_books, count_queries):
    client.get("/ledger/statements?from=2026-02-01&to=2026-02-28")
    count_queries.clear()
    client.get("/ledger/statements?from=2026-02-02&to=2026-03-28")
    assert len([said for said in count_queries if said.lstrip().startswith(("SELECT", "WITH"))]) <= 20

