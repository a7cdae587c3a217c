"""Statements of random books on both databases: the identities hold to the cent, whatever was posted and when."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.ledger import chart, journal
from coop.ledger.chart import Kind
from coop.ledger.entries import Entry, Posting
from coop.money.fund.commitments.rules import Fund
from coop.money.periods.actions import close
from coop.money.periods.rules import following_months
from coop.money.statements.queries import statement, window
from coop.money.statements.rules import Basis, Bounds, Cut
from coop.policies.queries import day_begins, local_day

FIRST = dt.date(2026, 1, 1)
LAST = dt.date(2026, 5, 31)
FUNDS = {code for fund in Fund for code in (fund.account, fund.promised_account)}
CODES = [code for code, spec in chart.CHART.items() if not spec.in_minutes]

days = st.dates(FIRST, LAST)
late = st.integers(0, 40 * 24 * 60)  # minutes between the end of a fact's day and its being written down
amounts = st.integers(1, 10**11)
moves = st.tuples(days, late, st.sampled_from(CODES), st.sampled_from(CODES), amounts, st.integers(0, 600))
books = st.lists(moves.filter(lambda move: move[2] != move[3]), max_size=25)
bases = st.sampled_from(list(Basis))
random_books = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def post(session, moves, *, closed, promptly=False):
    """The moves as entries, and the first `closed` months closed after them.

    A fund gives away no more than it holds: a move that would have it do so goes the other way, or comes from the bank.
    """
    held = Counter()
    for n, (day, minutes, debit, credit, cents, worked) in enumerate(moves):
        if debit in FUNDS and held[debit] < cents:
            debit, credit = credit, debit
        if debit in FUNDS and held[debit] < cents:
            debit = chart.BANK
        held += Counter({credit: cents})
        held -= Counter({debit: cents})
        lines = [Posting(debit, cents, "EUR"), Posting(credit, -cents, "EUR")]
        if worked:
            lines += [Posting(chart.LABOUR_WORKED, worked, "MIN"), Posting(chart.LABOUR_CONTRIBUTED, -worked, "MIN")]
        at = day_begins(session, day) + dt.timedelta(hours=12)
        if not promptly:
            at += dt.timedelta(minutes=minutes)
        journal.post(session, Entry(f"test:{n}", "donation", day, tuple(lines)), at=at)
    for opens_on, closes_on in following_months(FIRST - dt.timedelta(days=1), LAST)[:closed]:
        noon = day_begins(session, closes_on + dt.timedelta(days=1)) + dt.timedelta(hours=12)
        close(session, opens_on=opens_on, closes_on=closes_on, at=noon)


@pytest.fixture
def blank(session, coop):
    """The session, given back as it was after each example."""
    session.commit()

    def begin():
        session.rollback()
        session.expire_all()
        return session

    return begin


cuts = st.builds(
    lambda ends, basis, known, whole: Cut(None if whole else min(ends), max(ends), basis, known),
    st.tuples(days, days),
    bases,
    st.none() | days,
    st.booleans(),
)


@random_books
@given(moves=books, closed=st.integers(0, 4), cut=cuts)
def test_what_the_coop_has_is_what_it_owes_and_what_belongs_to_its_members(blank, moves, closed, cut):
    session = blank()
    post(session, moves, closed=closed)
    told = statement(session, cut)
    assert told.off_by_cents == 0
    assert told.assets_cents == told.liabilities_cents + told.equity_cents + told.result.closing_cents
    assert told.surplus_cents == told.result.in_cents
    assert sum(moved.closing_cents for moved in told.movements) == told.result.closing_cents


@random_books
@given(moves=books, closed=st.integers(0, 4), cut=cuts)
def test_opening_and_movement_are_closing(blank, moves, closed, cut):
    session = blank()
    post(session, moves, closed=closed)
    told = statement(session, cut)
    standing = {line.code: line.cents for line in told.standing(Kind.EQUITY)}
    for flow in (*told.funds, *told.capital):
        assert flow.opening_cents + flow.in_cents - flow.out_cents == flow.closing_cents == standing.get(flow.code, 0)
    whole = statement(session, Cut(None, cut.until, cut.basis, cut.known))
    assert whole.result.closing_cents == told.result.closing_cents
    assert standing_of(whole) == standing_of(told)


@random_books
@given(
    moves=books, closed=st.integers(0, 4), ends=st.tuples(days, days), last=days, basis=bases, known=st.none() | days
)
def test_adjoining_days_add_up(blank, moves, closed, ends, last, basis, known):
    first, middle = min(ends), max(ends)
    last = max(last, middle + dt.timedelta(days=1))
    session = blank()
    post(session, moves, closed=closed)
    whole = statement(session, Cut(first, last, basis, known))
    one = statement(session, Cut(first, middle, basis, known))
    other = statement(session, Cut(middle + dt.timedelta(days=1), last, basis, known))
    for kind in ("income", "expenses"):
        assert added(getattr(one, kind), getattr(other, kind)) == added(getattr(whole, kind))
    for kind in ("funds", "capital"):
        for side in ("in_cents", "out_cents"):
            assert added(getattr(one, kind), getattr(other, kind), side=side) == added(getattr(whole, kind), side=side)
    assert one.result.out_cents + other.result.out_cents == whole.result.out_cents
    assert one.result.closing_cents == other.result.opening_cents
    assert one.minutes + other.minutes == whole.minutes


@random_books
@given(moves=books, ends=st.tuples(days, days), known=st.none() | days)
def test_both_views_agree_when_everything_is_written_down_on_its_day(blank, moves, ends, known):
    session = blank()
    post(session, moves, closed=0, promptly=True)
    cut = Cut(min(ends), max(ends), Basis.EFFECTIVE, known)
    assert statement(session, cut) == statement(session, Cut(cut.since, cut.until, Basis.RECORDED, known))


def test_the_books_of_an_earlier_day_are_as_they_were_then(session, coop):
    """Written down on 10 March of 2 February: February as known on 9 March does not have it."""
    day, written = dt.date(2026, 2, 2), dt.date(2026, 3, 10)
    at = day_begins(session, written)
    lines = (Posting(chart.BANK, 700, "EUR"), Posting(chart.DONATIONS, -700, "EUR"))
    journal.post(session, Entry("late", "donation", day, lines), at=at)
    february = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert statement(session, Cut(*february)).income_cents == 700
    assert statement(session, Cut(*february, known=written)).income_cents == 700
    assert statement(session, Cut(*february, known=written - dt.timedelta(days=1))).income_cents == 0
    assert statement(session, Cut(*february, Basis.RECORDED)).income_cents == 0
    assert statement(session, Cut(written, written, Basis.RECORDED)).income_cents == 700


def test_a_recorded_day_is_the_coops_own(session, coop):
    """Paris: on 31 March at 22:30 UTC it is April already."""
    at = dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)
    lines = (Posting(chart.BANK, 100, "EUR"), Posting(chart.DONATIONS, -100, "EUR"))
    journal.post(session, Entry("night", "donation", dt.date(2026, 3, 31), lines), at=at)
    for day, cents in ((dt.date(2026, 3, 31), 0), (dt.date(2026, 4, 1), 100)):
        assert statement(session, Cut(day, day, Basis.RECORDED)).income_cents == cents


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu", "UTC"])
def test_a_day_begins_at_its_first_moment(session, coop, zone):
    coop.timezone = zone
    day = dt.date(2018, 1, 1)
    while day < dt.date(2019, 1, 1):
        begins = day_begins(session, day)
        assert local_day(session, begins) == day
        assert local_day(session, begins - dt.timedelta(microseconds=1)) == day - dt.timedelta(days=1)
        day += dt.timedelta(days=1)
    session.rollback()


def test_four_queries_whatever_the_days(session, coop, count_queries):
    session.commit()
    count_queries.clear()
    for cut in (Cut(FIRST, LAST), Cut(FIRST, LAST, Basis.RECORDED, FIRST)):
        count_queries.clear()
        statement(session, cut)
        assert len([said for said in count_queries if said.startswith("SELECT")]) <= 5
    assert window(session, Bounds()).recorded_before is None


def standing_of(told):
    return {moved.code: moved.closing_cents for moved in told.movements if moved.closing_cents}


def added(*lines, side="cents"):
    sums: Counter[str] = Counter()
    for part in lines:
        for line in part:
            sums[line.code] += getattr(line, side)
    return {code: cents for code, cents in sums.items() if cents}
