import datetime as dt
import random
from collections import Counter

import pytest

from coop.demo.seeding.calendar import DAY, calendar
from coop.demo.seeding.plan import Ending, bookings

NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def planned():
    return list(bookings(calendar(NOW), random.Random(1)))


def test_there_are_three_hundred_bookings_and_every_ending_among_them(planned):
    assert len(planned) == 300
    assert Counter(each.ending for each in planned).keys() == set(Ending)


def test_each_cancellation_tier_is_cancelled_early_and_late(planned):
    cancelled = [each for each in planned if each.ending is Ending.CANCELLED]
    assert {tier for each in cancelled for tier in each.tiers} == {"flexible", "moderate", "strict"}
    for tier, boundary in (("flexible", 24), ("moderate", 24), ("strict", 120)):
        hours = [each.hours_before for each in cancelled if each.tiers == (tier,)]
        assert any(least > boundary for least, _most in hours)
        assert any(most < boundary for _least, most in hours)


def test_what_is_past_is_over_and_what_is_to_come_was_booked_by_now(planned):
    told = calendar(NOW)
    for each in planned:
        if each.ending in (Ending.UPCOMING, Ending.REQUESTED):
            assert each.day > told.today
            assert each.day - each.lead * DAY < told.today or each.ending is Ending.REQUESTED
        else:
            assert told.founded < each.day < told.today


def test_the_same_seed_tells_the_same_story(planned):
    assert list(bookings(calendar(NOW), random.Random(1))) == planned
