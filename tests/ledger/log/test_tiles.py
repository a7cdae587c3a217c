"""Addresses of tiles, each with one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger.log.tiles import NotATile, path, read, width_at, written


def test_the_example_of_the_specification():
    assert written(1234067) == "x001/x234/067"
    assert written(0) == "000"
    assert path(0, 273, 112) == "0/273.p/112"
    assert path("entries", 1000, 256) == "entries/x001/000"


@given(st.sampled_from([0, 1, 7, 63, "entries"]), st.integers(0, 10**15), st.integers(1, 256))
def test_what_is_written_is_read(level, number, width):
    assert read(path(level, number, width)) == (level, number, width)


@pytest.mark.parametrize(
    "address",
    ["", "0", "0/0", "0/00", "0/0000", "0/x000/000", "0/001/002", "00/000", "64/000", "-1/000", "0/000.p/0",
     "0/000.p/256", "0/000.p/257", "0/000.p/01", "0/000/", "/0/000", "data/000", "0/x00a/000", "0/٠٠٠", "0/000.p/1/"],
)
def test_any_other_spelling_is_none(address):
    with pytest.raises(NotATile):
        read(address)


def test_widths_of_a_tree_of_70_000():
    assert [width_at(70_000, 0, number) for number in (0, 272, 273, 274)] == [256, 256, 112, -144]
    assert [width_at(70_000, level, 0) for level in (1, 2, 3)] == [256, 1, 0]
    assert width_at(70_000, 1, 1) == 17
