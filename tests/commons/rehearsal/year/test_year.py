"""A year on both databases gives the same figures, and they are those of the bylaws and of who said what."""

from __future__ import annotations

import datetime as dt
import uuid
from fractions import Fraction

import psycopg
import pytest

from coop.commons.rehearsal import plot as month
from coop.commons.rehearsal.commands import play_year, verified
from coop.commons.rehearsal.stage import stage
from coop.commons.rehearsal.year.page import page
from coop.db import transaction
from coop.ledger import checks
from tests.commons.rehearsal import recomputed

pytestmark = pytest.mark.slow

LEAVER = "driver-40"


@pytest.fixture(scope="module")
def played(data, postgres, tmp_path_factory):
    """Figures, verifier's report, findings of the books and timings, for each kind of database."""
    name = f"year_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    results = {}
    for kind, url in (("sqlite", None), ("postgres", postgres.url(name))):
        folder = tmp_path_factory.mktemp(kind)
        with stage(kind, url) as engine:
            year, timings, at = play_year(engine, month.Data(data), folder)
            report = verified(engine, folder / "export", timings, at=at)
            with transaction(engine, write=False) as session:
                findings = checks.findings(session)
        results[kind] = year, report, findings, timings
    return results


@pytest.fixture(scope="module")
def year(played):
    return played["sqlite"][0]


@pytest.fixture(scope="module")
def expected(data):
    files = month.Data(data)
    return recomputed.year(files.trips, files.splits, LEAVER)


def test_both_databases_give_the_same_figures(played):
    assert played["sqlite"][0] == played["postgres"][0]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_export_verifies_and_the_books_are_sound(played, kind):
    _year, report, findings, _timings = played[kind]
    assert report.findings == []
    assert findings == []


def test_every_trip_lies_in_a_quarter_and_bears_the_fee_of_its_day(year, expected):
    assert [quarter.trips for quarter in year.quarters] == [quarter["trips"] for quarter in expected]
    assert sum(quarter.trips for quarter in year.quarters) == 6384
    assert [quarter.fee_cents for quarter in year.quarters] == [quarter["surplus"] for quarter in expected]
    assert [quarter.fee_rate for quarter in year.quarters] == [Fraction(1, 20)] * 2 + [Fraction(1, 25)] * 2


def test_every_surplus_is_shared_out_as_the_bylaws_and_the_ballots_say(year, expected):
    for quarter, again in zip(year.quarters, expected, strict=True):
        assert quarter.surplus_cents == again["surplus"]
        assert dict(quarter.uses) == again["uses"]
        assert sum(cents for _use, cents in quarter.uses) == quarter.surplus_cents
        dividends = {each.name: each.cents for each in quarter.dividends if each.minutes}
        assert dividends == again["dividends"]
        assert {each.name: each.cash_cents for each in quarter.dividends if each.minutes} == again["cash"]


def test_who_left_earns_no_dividend_after_and_leaves_what_their_work_left_over(year):
    *before, last = year.quarters
    assert all(LEAVER in {each.name for each in quarter.dividends} for quarter in before)
    assert LEAVER not in {each.name for each in last.dividends}
    assert [quarter.non_member_cents > 0 for quarter in year.quarters] == [False, False, False, True]
    assert [quarter.roll for quarter in year.quarters] == [40, 40, 40, 39]


def test_who_left_is_paid_their_share_and_keeps_what_is_retained(year):
    leaving = year.leaving
    mine = [each for quarter in year.quarters for each in quarter.dividends if each.name == LEAVER]
    assert (leaving.name, leaving.share_cents) == (LEAVER, 5_000)
    assert leaving.left_on < leaving.paid_on <= leaving.redeem_by
    assert leaving.retained_cents == sum(each.retained_cents for each in mine) > 0
    assert ("Liabilities:SharesRedeemable" in {code for code, *_ in year.balances}) is False
    assert ("Equity:MemberShares", "USD", -39 * 5_000) in year.balances


def test_the_fee_was_changed_by_a_consensus_minus_one(year):
    assert (year.fee.yes, year.fee.no, year.fee.abstain, year.fee.passed) == (39, 1, 0, True)


def test_those_who_beat_all_others_two_by_two_are_stewards_now(year):
    """By hand, of five kinds of ballot, eight each: 05 beats all others 24 to 16, then 07, then 06."""
    election = year.election
    assert (election.method, election.ballots, len(election.stood)) == ("schulze", 40, 5)
    assert election.elected == ("driver-05", "driver-07", "driver-06")
    assert set(election.now) == set(election.elected)
    assert election.before == ("driver-01", "driver-02", "driver-03")


def test_who_was_expelled_asked_all_members_and_stayed(year):
    case = year.case
    assert (case.panel, case.pool, case.measure) == (3, 20, "expulsion")
    assert (case.appeal.yes, case.appeal.no, case.appeal.passed) == (12, 28, False)
    assert case.overturned
    assert case.is_member
    assert case.filed_on + dt.timedelta(days=14) <= case.drawn_on <= case.decided_on <= case.appealed_on


def test_projects_that_enough_ticked_were_funded_spent_and_returned_the_rest(year):
    """By hand: of 150 cents each, 30 pay 100 for the bench; 22 the lights once all have 19 more; 6 never the flag.

    For the lights 12 have 50 left and 10 have 150: together 2,100, and 22 more with each cent, so 2,500 at 19.
    """
    projects = year.projects
    assert (projects.budget_cents, projects.ballots, projects.stood) == (6_000, 40, 3)
    assert projects.funded == (
        ("A bench at the rank", 3_000, 2_840, 160), ("Lights for the bicycle stand", 2_500, 2_500, 0),
    )  # fmt: skip
    given = sum(dict(quarter.uses)["projects"] for quarter in year.quarters)
    assert ("Equity:Reserves:Projects", "USD", -(given - 2_840 - 2_500)) in year.balances
    assert not any(code.startswith("Equity:Committed:") for code, *_rest in year.balances)


def test_the_cash_of_the_first_quarter_came_due_by_itself(year):
    """Eight and a half months after 31 March is 15 December; the second quarter's is still to come."""
    first = year.quarters[0]
    assert (year.came_due, year.came_due_cents) == (40, first.cash_cents)
    assert ("Liabilities:PatronagePayable", "USD", -first.cash_cents) in year.balances


def test_the_books_balance_and_cover_what_is_owed(year):
    for commodity in ("USD", "MIN"):
        assert sum(amount for _, what, amount in year.balances if what == commodity) == 0
    assert year.held_cents > year.owed_cents


def test_the_page_says_it_all(played):
    year, report, _findings, timings = played["sqlite"]
    text = page(year, database="sqlite", verified=report.as_text(), timings=timings)
    for said in ("6,384", "overturned, the member stays", "driver-40 leaves", "4,762.65",
                 "Everything in this export is as it must be."):
        assert said in text
    assert max(map(len, text.splitlines())) <= 130
