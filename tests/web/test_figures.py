from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.web.figures import FULL, bars, line, scale, signed_bars, stack

amounts = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 10**12)), max_size=12)


@given(amounts)
def test_no_bar_is_longer_than_its_track(rows):
    assert all(0 <= bar.width <= FULL for bar in bars(rows, str))


@given(amounts.filter(lambda rows: sum(amount for _, amount in rows) > 0))
def test_the_pieces_of_a_whole_meet_and_fill_it(rows):
    pieces = stack(rows, str)
    assert sum(piece.width for piece in pieces) == FULL
    assert all(one.start + one.width == other.start for one, other in pairwise(pieces))


def test_nothing_at_all_is_drawn_as_nothing():
    assert bars([], str) == []
    assert [piece.width for piece in stack([("none", 0)], str)] == [0]


@pytest.mark.parametrize("chart", [bars, stack])
def test_a_bar_below_zero_is_refused(chart):
    with pytest.raises(ValueError, match="below zero"):
        chart([("loss", -1)], str)


@given(st.lists(st.tuples(st.just(""), st.integers(-(10**12), 10**12)), min_size=1, max_size=40))
def test_a_line_stays_on_its_sheet(rows):
    chart = line(rows, str)
    assert all(0 <= point.x <= chart.width and 0 <= point.y <= chart.height for point in chart.points)


def test_a_line_needs_a_point():
    with pytest.raises(ValueError, match="at least one"):
        line([], str)


@given(st.integers(-(10**12), 0), st.integers(0, 10**12))
def test_a_scale_holds_all_and_has_few_ticks(low, high):
    ticks = scale(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 7


def test_a_scale_has_round_ticks():
    assert scale(0, 529_911) == [0, 200_000, 400_000, 600_000]
    assert scale(-120, 80) == [-150, -100, -50, 0, 50, 100]


signed = st.lists(st.tuples(st.just("row"), st.integers(-(10**15), 10**15)), max_size=12)


@given(signed)
def test_signed_bars_meet_at_one_zero_inside_the_track(rows):
    drawn = signed_bars(rows, str)
    assert all(bar.start >= 0 and bar.start + bar.width <= FULL for bar in drawn)
    zeros = {bar.start for bar in drawn if bar.kind == "f0"} | {b.start + b.width for b in drawn if b.kind == "f3"}
    assert len(zeros) <= 1
    assert [bar.kind == "f3" for bar in drawn] == [amount < 0 for _, amount in rows]


def test_signed_bars_show_the_sign_without_colour():
    loss, gain = signed_bars([("loss", -1), ("gain", 3)], str)
    assert (loss.value, loss.start, loss.width, loss.kind) == ("-1", 0, 250, "f3")
    assert (gain.start, gain.width) == (250, 750)
    assert signed_bars([], str) == []
    assert [bar.width for bar in signed_bars([("none", 0)], str)] == [0]


def test_one_point_and_an_axis_in_few_letters():
    chart = line([("only", 7)], str, say_tick=lambda tick: f"~{tick}")
    assert chart.first == chart.last
    assert [tick.value for tick in chart.ticks] == [f"~{tick}" for tick in scale(0, 7)]
