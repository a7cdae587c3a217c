"""Days that people ask for, and parts of a hundred."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.commons.statements.rules import of_hundred, usual_days


@given(st.dates(dt.date(1901, 1, 1), dt.date(2998, 1, 1)))
def test_usual_days_are_in_order_and_not_to_come(today):
    for first, last in usual_days(today).values():
        assert first <= last <= today


def test_usual_days():
    assert usual_days(dt.date(2026, 1, 15)) == {
        "this-month": (dt.date(2026, 1, 1), dt.date(2026, 1, 15)),
        "last-month": (dt.date(2025, 12, 1), dt.date(2025, 12, 31)),
        "this-quarter": (dt.date(2026, 1, 1), dt.date(2026, 1, 15)),
        "this-year": (dt.date(2026, 1, 1), dt.date(2026, 1, 15)),
    }
    assert usual_days(dt.date(2026, 12, 31))["this-quarter"][0] == dt.date(2026, 10, 1)


@given(st.lists(st.integers(-(10**12), 10**14), min_size=1, max_size=8).filter(lambda parts: sum(parts) > 0))
def test_the_parts_of_a_hundred_are_a_hundred(parts):
    shares = of_hundred(parts)
    assert sum(shares) == 100_00
    for part, share in zip(parts, shares, strict=True):
        assert abs(share * sum(parts) - part * 100_00) < sum(parts), "off by less than a cent"


def test_nothing_has_no_parts_and_less_than_nothing_is_refused():
    assert of_hundred([0, 0]) == [0, 0]
    assert of_hundred([150, -50]) == [150_00, -50_00]
    with pytest.raises(ValueError, match="together"):
        of_hundred([-1])
