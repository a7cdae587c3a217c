"""Grouping: every entry in exactly one group, whole days, never too small, never over a close."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.ledger.small_days.rules import (
    INNER_KINDS,
    OPEN_KINDS,
    NotGroupable,
    Waiting,
    booking_of,
    bookings,
    closing,
    due,
    forerunners,
)
from coop.verify.kinds import MAY_TOUCH

BEGIN = dt.date(2026, 1, 1)


def day(number: int) -> dt.date:
    return BEGIN + dt.timedelta(days=number)


def test_every_kind_of_entry_is_inner_or_says_why_it_is_not():
    assert set(MAY_TOUCH) | {"small-days"} == INNER_KINDS | set(OPEN_KINDS)
    assert not INNER_KINDS & set(OPEN_KINDS)


def test_a_booking_is_found_in_a_reference():
    assert booking_of("booking:K7Q2:tip:1") == "K7Q2"
    assert booking_of("payout:R1:abc") is None
    assert booking_of("booking") is None


def test_what_an_entry_carries_on_from():
    assert "booking:K7Q2:refunded:1" in forerunners("booking:K7Q2:refunded:1:sent")
    assert "booking:K7Q2:paid" in forerunners("booking:K7Q2:completed")
    assert "booking:K7Q2:completed" not in forerunners("booking:K7Q2:completed")
    assert forerunners("payout:R1:abc") == ()
    assert "payout:R1:abc" in forerunners("payout:R1:abc:reversed")


def one_a_day(count: int, *, since: int = 0) -> list[Waiting]:
    return [Waiting(number, day(since + number), f"B{number}") for number in range(count)]


def test_one_full_group_is_kept_back():
    assert due(one_a_day(5), 3, yesterday=day(9)) == []
    (group,) = due(one_a_day(6), 3, yesterday=day(9))
    assert (group.first_on, group.last_on, group.bookings) == (day(0), day(2), 3)


def test_a_day_that_is_not_over_waits():
    assert due(one_a_day(6), 3, yesterday=day(4)) == []


def test_payouts_count_as_no_booking_and_join():
    waiting = [*one_a_day(6), Waiting(90, day(1), None)]
    (group,) = due(waiting, 3, yesterday=day(9))
    assert len(group.entries) == 4
    assert due([Waiting(n, day(n), None) for n in range(9)], 3, yesterday=day(20)) == []


def test_a_months_end_that_may_be_closed_is_not_reached_over():
    waiting = one_a_day(12, since=29)  # two days of January, ten of February
    assert due(waiting, 3, yesterday=day(60)) == []
    later = due(waiting, 3, yesterday=day(31 + 28 + 62))
    assert later[0].first_on == day(29)
    assert later[0].last_on == day(31)


def test_the_rest_joins_the_last_group_at_a_close():
    groups = closing(one_a_day(8), 3, closes_on=day(30), is_first=True)
    assert [group.bookings for group in groups] == [3, 5]


def test_a_small_period_is_one_group_and_only_a_whole_one_may_be():
    (group,) = closing(one_a_day(2), 3, closes_on=day(30), is_first=True)
    assert group.bookings == 2
    with pytest.raises(NotGroupable, match="small"):
        closing(one_a_day(2), 3, closes_on=day(30), is_first=False)


def test_a_close_inside_a_published_group_is_refused():
    with pytest.raises(NotGroupable, match="spanned"):
        closing([], 3, closes_on=day(30), is_first=False, spanned_to=day(31))


entries = st.lists(
    st.tuples(st.integers(0, 120), st.one_of(st.none(), st.integers(0, 15))), min_size=0, max_size=60
)


def made(drawn) -> list[Waiting]:
    return [
        Waiting(number, day(at), None if booking is None else f"B{booking}")
        for number, (at, booking) in enumerate(drawn)
    ]


@given(entries, st.integers(1, 6), st.lists(st.integers(0, 200), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_is_recorded_each_entry_is_in_one_group(drawn, least, looks):
    """The duty looks on some days, entries come in as their day comes, then months are closed one after the other."""
    waiting, published = made(drawn), []
    for today in sorted(looks):
        there = [entry for entry in waiting if entry.day <= day(today)]
        for group in due(there, least, yesterday=day(today - 1)):
            assert group.bookings >= least
            assert group.last_on < day(today)
            assert {e for e in there if group.first_on <= e.day <= group.last_on} == set(group.entries)
            published.append(group)
            waiting = [entry for entry in waiting if entry not in set(group.entries)]
    last = max(looks)
    ends = [day(number) for number in range(last, last + 200) if _ends_month(day(number))]
    for place, end in enumerate(ends[:6]):
        recent = [group for group in published if place == 0 or group.last_on > ends[place - 1]]
        newest = max((group.last_on for group in published), default=None)
        groups = closing(waiting, least, closes_on=end, is_first=not recent, spanned_to=newest)
        for group in groups:
            assert group.bookings >= least or (len(groups) == 1 and not recent)
            assert group.last_on <= end
        taken = {entry for group in groups for entry in group.entries}
        assert taken == {entry for entry in waiting if entry.day <= end}
        published += groups
        waiting = [entry for entry in waiting if entry not in taken]
    assert sorted(e.id for group in published for e in group.entries) == sorted(e.id for e in made(drawn))


@given(entries, st.integers(1, 5), st.integers(31, 31 + 62), st.lists(st.integers(0, 93), max_size=5))
@settings(max_examples=300, deadline=None)
def test_a_month_can_be_closed_for_as_long_as_it_may_be(drawn, least, closed_after, looks):
    """January is closed some time after its end: nothing reaches over it, nothing small is left."""
    waiting, january, published = made(drawn), dt.date(2026, 1, 31), []
    for today in sorted([look for look in looks if look <= closed_after]):
        there = [entry for entry in waiting if entry.day <= day(today)]
        groups = due(there, least, yesterday=day(today - 1))
        published += groups
        taken = {entry for group in groups for entry in group.entries}
        waiting = [entry for entry in waiting if entry not in taken]
    newest = max((group.last_on for group in published if group.first_on <= january), default=None)
    assert newest is None or newest <= january
    # Days after the month's end may be summed before it is closed only when none of the month waits.
    if published and max(group.last_on for group in published) > january:
        assert not [entry for entry in waiting if entry.day <= january]
        return
    groups = closing(waiting, least, closes_on=january, is_first=not published, spanned_to=newest)
    assert all(group.bookings >= least for group in groups) or (not published and len(groups) == 1)


def _ends_month(one: dt.date) -> bool:
    return one.day == calendar.monthrange(one.year, one.month)[1]


def test_bookings_are_counted_once_each():
    assert bookings([Waiting(1, day(1), "A"), Waiting(2, day(1), "A"), Waiting(3, day(2), None)]) == 1
