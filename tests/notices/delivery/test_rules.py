"""Trying again, later each time, and giving up in the end."""

from __future__ import annotations

import itertools

from coop.notices.delivery.rules import WAITS, next_attempt
from tests.factories import NOW


def test_each_wait_is_longer_than_the_one_before():
    assert all(shorter < longer for shorter, longer in itertools.pairwise(WAITS))


def test_it_gives_up_after_the_last_wait():
    assert [next_attempt(n, NOW) is not None for n in range(1, len(WAITS) + 2)] == [True] * len(WAITS) + [False]
