"""What a split ballot may say, and the one way of writing it down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.rules import (
    Choice,
    InvalidSplit,
    SplitFault,
    check_split,
    read_split,
    split_content,
    split_row,
)

OPTIONS = ("dividends", "reserve", "solidarity", "education", "projects")


@st.composite
def splits(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 20), min_size=4, max_size=4)))
    return dict(
        zip(OPTIONS, (5 * (b - a) for a, b in zip([0, *cuts], [*cuts, 20], strict=True)), strict=True)
    )


@given(splits())
def test_a_hundred_per_cent_in_steps_of_five_may_be_cast(percents):
    check = check_split(percents, OPTIONS)
    assert (check.valid, check.total, check.left) == (True, 100, 0)
    assert dict(zip(OPTIONS, split_row(percents, OPTIONS), strict=True)) == percents


@given(splits())
def test_the_canonical_text_reads_back(percents):
    content = split_content(percents, OPTIONS)
    assert read_split(content, OPTIONS) == split_row(percents, OPTIONS)
    assert split_content(percents, OPTIONS[::-1]) == content


def test_an_option_left_out_gets_nothing():
    assert split_row({"reserve": 100}, OPTIONS) == (0, 100, 0, 0, 0)
    assert split_content({"reserve": 45, "dividends": 55}, OPTIONS) == (
        "dividends=55,education=0,projects=0,reserve=45,solidarity=0"
    )


@pytest.mark.parametrize(
    ("percents", "faults"),
    [
        ({"reserve": 95}, [("", SplitFault.SUM_TOO_LOW)]),
        ({}, [("", SplitFault.SUM_TOO_LOW)]),
        ({"reserve": 60, "dividends": 45}, [("", SplitFault.SUM_TOO_HIGH)]),
        (
            {"reserve": 51, "dividends": 49},
            [("reserve", SplitFault.OFF_STEP), ("dividends", SplitFault.OFF_STEP)],
        ),
        (
            {"reserve": 105, "dividends": -5},
            [("reserve", SplitFault.OUT_OF_RANGE), ("dividends", SplitFault.OUT_OF_RANGE)],
        ),
        ({"yacht": 100}, [("yacht", SplitFault.UNKNOWN_OPTION)]),
    ],
)
def test_every_fault_of_a_ballot_is_named(percents, faults):
    check = check_split(percents, OPTIONS)
    assert list(check.faults) == faults
    assert not check.valid
    with pytest.raises(InvalidSplit) as refused:
        split_content(percents, OPTIONS)
    assert refused.value.check == check


def test_the_page_can_say_how_much_is_left_to_give():
    assert check_split({"reserve": 60}, OPTIONS).left == 40
    assert check_split({"reserve": 60, "projects": 55}, OPTIONS).left == -15


@pytest.mark.parametrize(
    "content",
    [
        "",
        "reserve",
        "reserve=100",
        "dividends=50,reserve=50",
        "dividends=100,education=0,projects=0,reserve=0,solidarity=0,",
        "dividends=+100,education=0,projects=0,reserve=0,solidarity=0",
        "dividends=100,dividends=100,education=0,projects=0,reserve=0,solidarity=0",
        "dividends=90,education=0,projects=0,reserve=0,solidarity=0",
        "dividends=a,education=0,projects=0,reserve=0,solidarity=0",
    ],
)
def test_only_the_canonical_text_is_read(content):
    with pytest.raises(ValueError, match=r"\w"):
        read_split(content, OPTIONS)


@pytest.mark.parametrize("key", ["", "a=b", "a,b", "Reserve", "a b", "a\nb", "-a"])
def test_an_options_key_cannot_blur_the_text(key):
    with pytest.raises(ValueError, match="key"):
        split_content({key: 100}, (key, "reserve"))


def test_a_yes_or_no_is_its_own_text():
    assert [str(choice) for choice in Choice] == ["yes", "no", "abstain"]
