"""How an application goes, by the rules alone."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from coop.people.membership.rules import Progress, Stage, still_due
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
