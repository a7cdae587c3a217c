"""Keys from addresses: an odd one is left out, never an error."""

from __future__ import annotations

import pytest

from coop.commons.keyset import NEWEST, Key, page_of, read_key


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 30, "1-2-3", "1-2"])
def test_what_is_no_key_is_left_out(text):
    assert read_key({"before": text}) == NEWEST


def test_a_key_may_have_two_parts():
    assert read_key({"after": "12-3"}, parts=2) == Key(after=(12, 3))
    assert read_key({"before": "12"}, parts=2) == NEWEST


def test_a_page_says_whether_there_is_more():
    assert page_of([5, 4, 3], NEWEST, 2) == ([5, 4], True, False)
    assert page_of([5, 4], NEWEST, 2) == ([5, 4], False, False)
    assert page_of([3, 2], Key(before=(4,)), 2) == ([3, 2], False, True)
    assert page_of([4, 5, 6], Key(after=(3,)), 2) == ([5, 4], True, True)
    assert page_of([], Key(after=(9,)), 2) == ([], False, False)
