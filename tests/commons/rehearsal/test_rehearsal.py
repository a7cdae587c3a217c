"""The month on both databases gives the same figures, and they are those of the bylaws."""

from __future__ import annotations

import uuid
from fractions import Fraction

import psycopg
import pytest

from coop.commons.rehearsal import plot
from coop.commons.rehearsal.commands import export_and_verify, play, rehearse
from coop.commons.rehearsal.page import money, page, percent
from coop.commons.rehearsal.stage import stage
from coop.db import transaction
from coop.ledger import checks
from tests.commons.rehearsal import recomputed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(data, postgres, tmp_path_factory):
    """Figures, verifier's report, findings of the books and timings, for each kind of database."""
    name = f"rehearsal_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    results = {}
    for kind, url in (("sqlite", None), ("postgres", postgres.url(name))):
        with stage(kind, url) as engine:
            figures, timings = play(engine, plot.Data(data))
            report = export_and_verify(engine, tmp_path_factory.mktemp(kind) / "export", timings)
            with transaction(engine, write=False) as session:
                findings = checks.findings(session)
        results[kind] = figures, report, findings, timings
    return results


@pytest.fixture(scope="module")
def figures(played):
    return played["sqlite"][0]


@pytest.fixture(scope="module")
def expected(data):
    files = plot.Data(data)
    return recomputed.month(files.trips, files.splits, plot.EXPENSE_CENTS)


def test_both_databases_give_the_same_figures(played):
    assert played["sqlite"][0] == played["postgres"][0]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_export_verifies_and_the_books_are_sound(played, kind):
    _figures, report, findings, _timings = played[kind]
    assert report.findings == []
    assert findings == []


def test_all_trips_are_in_and_each_belongs_to_a_month(figures, data):
    assert (figures.brought.new, figures.brought.fee_cents, figures.brought.workers) == (6384, 529_911, 0)
    assert [month.bookings for month in figures.months] == [1, 6382, 1]
    fees = recomputed.fees_by_month(plot.Data(data).trips)
    assert [month.fee_cents for month in figures.months] == [fees[2], fees[3], fees[4]] == [32, 529_675, 204]


def test_the_expense_was_voted_and_lies_in_march(figures):
    assert figures.expense.passed
    assert figures.expense.yes + figures.expense.no + figures.expense.abstain == 40
    assert [month.expense_cents for month in figures.months] == [0, 120_000, 0]


def test_the_surplus_and_its_floors_are_those_of_the_bylaws(figures, expected):
    assert figures.surplus_cents == expected["surplus"] == 409_675
    assert {use.use: use.floor_cents for use in figures.uses if use.floor_cents} == expected["floors"]
    assert figures.non_member_cents == 0
    assert figures.floors_cents + figures.votable_cents == figures.surplus_cents


def test_the_outcome_is_the_independent_markets_one(figures, expected):
    assert {use.use: use.voted_share for use in figures.uses} == expected["shares"]
    assert figures.level == expected["level"]
    assert {use.use: use.cents for use in figures.uses} == expected["uses"]
    assert sum(use.cents for use in figures.uses) == figures.surplus_cents


def test_every_driver_gets_the_dividend_of_their_minutes(figures, expected):
    assert {each.name: each.minutes for each in figures.dividends} == expected["minutes"]
    assert {each.name: each.cents for each in figures.dividends} == expected["dividends"]
    assert {each.name: each.cash_cents for each in figures.dividends} == expected["cash"]
    assert all(each.cash_cents + each.retained_cents == each.cents for each in figures.dividends)
    assert sum(each.cents for each in figures.dividends) == expected["uses"]["dividends"]


def test_the_books_balance_and_cover_what_is_owed(figures):
    for commodity in ("USD", "MIN"):
        assert sum(amount for _, what, amount in figures.balances if what == commodity) == 0
    assert figures.held_cents > figures.owed_cents


def test_the_page_says_it_all(played):
    figures, report, _findings, timings = played["sqlite"]
    text = page(figures, database="sqlite", verified=report.as_text(), timings=timings)
    for said in (
        "6,384 trips",
        "5,299.11",
        "4,096.75",
        "819.35",
        "2,048.38",
        "driver-40",
        "29/82",
        "Everything in this export is as it must be.",
    ):
        assert said in text
    assert max(map(len, text.splitlines())) <= 130


def test_a_rehearsal_without_its_data_says_where_to_look(tmp_path):
    from click.testing import CliRunner

    result = CliRunner().invoke(rehearse, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "--data DIR" in result.output


def test_amounts_and_shares_are_written_as_read():
    assert [money(cents) for cents in (0, 5, -123_456)] == ["0.00", "0.05", "-1,234.56"]
    assert [percent(share) for share in (Fraction(29, 82), Fraction(1), Fraction(1, 3))] == [
        "35.3659%",
        "100.0000%",
        "33.3333%",
    ]
