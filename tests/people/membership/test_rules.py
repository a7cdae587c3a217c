"""How an application goes, by the rules alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coop.people.membership.rules import CapitalMove, Progress, Stage, capital_flows, instalments, still_due
from tests.factories import NOW

DAY = dt.timedelta(days=1)


def progress(completed=3, required=3, objections=0, until=NOW, by_vote=False):
    return Progress(completed, required, objections, until, by_vote)


def test_probation_is_served_by_bookings():
    assert progress(completed=2).stage(NOW) is Stage.PROBATION
    assert progress(completed=3).stage(NOW) is not Stage.PROBATION


def test_nobody_is_admitted_while_members_may_still_object():
    assert progress(until=NOW + DAY).stage(NOW) is Stage.OBJECTIONS
    assert progress(until=NOW).stage(NOW) is Stage.ADMISSION


def test_an_objection_calls_the_vote_at_once():
    assert progress(completed=0, objections=1, until=NOW + DAY).stage(NOW) is Stage.VOTE


def test_where_the_rule_says_vote_nobody_slips_in():
    assert progress(by_vote=True).stage(NOW + 100 * DAY) is Stage.VOTE


@given(completed=st.integers(0, 5), required=st.integers(0, 5), objections=st.integers(0, 3),
       days=st.integers(-30, 30), by_vote=st.booleans())
def test_admission_needs_everything(completed, required, objections, days, by_vote):
    one = progress(completed, required, objections, NOW + days * DAY, by_vote)
    if one.stage(NOW) is Stage.ADMISSION:
        assert completed >= required
        assert objections == 0
        assert days <= 0
        assert not by_vote


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_due_is_never_below_nothing(price, paid):
    assert still_due(price, paid) >= 0
    assert still_due(price, paid) + paid == max(price, paid)


PARTS = st.integers(1, 36)


@given(price=st.integers(0, 10**6), paid=st.integers(0, 10**6), parts=PARTS)
def test_instalments_make_the_share_and_take_payments_in_order(price, paid, parts):
    plan = instalments(price, paid, parts=parts, begins_on=dt.date(2026, 1, 31))
    assert sum(part.cents for part in plan) == price
    assert sum(part.left_cents for part in plan) == max(0, price - paid)
    assert [part.due_on for part in plan] == sorted(part.due_on for part in plan)
    behind = [part.left_cents > 0 for part in plan]
    assert behind == sorted(behind)
    assert all(0 <= part.left_cents <= part.cents for part in plan)


def test_a_part_is_due_each_month_after_admission():
    plan = instalments(10_001, 4_000, parts=3, begins_on=dt.date(2026, 1, 31))
    assert [(part.due_on, part.cents, part.left_cents) for part in plan] == [
        (dt.date(2026, 2, 28), 3_333, 0), (dt.date(2026, 3, 31), 3_333, 2_666), (dt.date(2026, 4, 30), 3_335, 3_335),
    ]


MOVES = st.lists(st.builds(
    CapitalMove, st.sampled_from(["Share", "Kept"]), st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)),
    st.integers(-10**6, 10**6).filter(bool)), max_size=20)


@given(moves=MOVES, year=st.integers(2024, 2027))
def test_a_statement_of_a_year_carries_over_and_sums(moves, year):
    of_year = capital_flows(moves, since=dt.date(year, 1, 1), until=dt.date(year, 12, 31))
    before = capital_flows(moves, since=None, until=dt.date(year - 1, 12, 31))
    until = capital_flows(moves, since=None, until=dt.date(year, 12, 31))
    closing = {flow.account: flow.closing_cents for flow in until}
    assert {flow.account: flow.closing_cents for flow in of_year} == closing
    opening = {flow.account: flow.closing_cents for flow in before}
    assert all(flow.opening_cents == opening.get(flow.account, 0) for flow in of_year)


def test_probation_is_measured_by_bookings_hours_and_orientation_together():
    served = Progress(3, 3, 0, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), False, minutes=600, minutes_required=600)
    assert served.is_served
    for lacking in ({"completed": 2}, {"minutes": 599}, {"steps_left": 1}):
        assert not replace(served, **lacking).is_served
