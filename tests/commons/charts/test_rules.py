"""Series of the funds: no month missing, no cent lost, few enough points."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from coop.commons.charts.rules import OPEN, funds_held, points, thinned
from coop.commons.sharing.rules import Movement, months
from coop.ledger import chart

codes = st.sampled_from([*chart.COLLECTIVE, chart.FEES, chart.FEES_REFUNDED, chart.RUNNING])
cents = st.integers(-(10**15), 10**15)
movements = st.lists(
    st.builds(Movement, st.integers(1990, 2026), st.integers(1, 12), codes, st.booleans(), cents), max_size=30
)


@given(movements)
def test_the_funds_together_are_the_fund(moved):
    series = points(moved)
    assert [point.fund_cents for point in series] == [month.fund_cents for month in months(moved)]
    assert [point.fee_cents for point in series] == [month.fees_cents for month in months(moved)]
    assert set(funds_held(series)) == {code for point in series for code, cents in point.held.items() if cents}


@given(movements, st.integers(1, 80))
def test_a_series_is_thinned_without_losing_a_fee_or_the_end(moved, most):
    series = points(moved)
    few, grain = thinned(series, most)
    assert len(few) <= most
    assert sum(point.fee_cents for point in few) == sum(point.fee_cents for point in series)
    assert grain in (1, 3) or grain % 12 == 0
    if series:
        assert (few[0].first, few[-1].last) == (series[0].first, series[-1].last)
        assert few[-1].held == series[-1].held


def test_a_month_is_from_its_first_day_to_its_last():
    (february,) = points([Movement(2028, 2, chart.RUNNING, False, 70)])
    assert (february.first, february.last) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    assert (dict(february.held), february.fund_cents) == ({OPEN: -70}, -70)


def test_nothing_is_no_series():
    assert points([]) == []
    assert thinned([]) == ([], 1)
    assert funds_held([]) == []


def test_five_years_are_by_month_and_six_by_quarter():
    def span(last):
        return points([Movement(2020, 1, chart.FEES, False, -1), Movement(last, 12, chart.FEES, False, -1)])

    assert thinned(span(2024))[1] == 1
    assert thinned(span(2025))[1] == 3
    assert thinned(span(2060))[1] == 12
    assert thinned(span(2100))[1] == 24
