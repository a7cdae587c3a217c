import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from coop.demo.seeding.calendar import DAY, HOUR, ZONE, awake, calendar

moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC))


@given(moments)
def test_periods_follow_each_other_from_the_founding_on(now):
    told = calendar(now)
    assert told.first_period[0] == told.founded
    assert told.second_period[0] == told.first_period[1] + DAY
    assert all(day.day == 1 for day in (told.founded, told.second_period[0], told.second_period[1] + DAY))


@given(moments)
def test_the_second_period_is_over_early_enough_to_be_closed_and_voted_on(now):
    told = calendar(now)
    assert 12 <= (told.today - told.second_period[1]).days <= 45
    assert 240 <= (told.today - told.founded).days <= 290


@given(moments)
def test_a_moment_is_what_the_clocks_of_the_co_op_show(now):
    told = calendar(now)
    assert told.on(told.today, 10, 30).astimezone(ZONE).strftime("%H:%M") == "10:30"


@given(moments)
def test_nobody_writes_at_night(now):
    then = awake(now)
    assert 7 <= then.astimezone(ZONE).hour < 23
    assert dt.timedelta() <= then - now < 9 * HOUR
