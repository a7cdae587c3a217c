"""The rehearsal's clock is set by hand, and never back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from coop.commons.rehearsal.clock import Clock

NEW_YORK = ZoneInfo("America/New_York")


def test_it_shows_the_hour_of_the_place():
    clock = Clock(NEW_YORK, dt.date(2019, 2, 1))
    assert clock.now == dt.datetime(2019, 2, 1, 14, tzinfo=dt.UTC)
    assert clock.set(dt.date(2019, 4, 1)) == dt.datetime(2019, 4, 1, 13, tzinfo=dt.UTC), "summer time by then"
    assert clock.today == dt.date(2019, 4, 1)


def test_it_cannot_go_back():
    clock = Clock(NEW_YORK, dt.date(2019, 2, 2))
    clock.pass_days(3)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(dt.date(2019, 2, 4))
