"""Ballots from a file are cast as from the page: all or none, every bad line named."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots import queries
from coop.governance.ballots.imports import BadFile, cast_splits, options_for, read_splits
from coop.governance.proposals.rules import Refused

HEAD = "ballot,dividends,reserve,solidarity,education,projects\n"
LATER = dt.timedelta(days=4)


def test_each_member_on_the_roll_casts_one(session, members, distribution, now):
    text = (HEAD + "1,50,0,0,50,0\n2,20,0,60,20,0\n").splitlines()
    codes = cast_splits(session, distribution, read_splits(text, options_for(session, distribution)), at=now + LATER)
    assert len({code for _place, code in codes}) == 2
    assert queries.has_voted(session, distribution.id, members[0].id)
    assert queries.voted_count(session, distribution.id) == 2


def test_every_bad_line_is_named(session, distribution):
    text = (HEAD + "1,50,0,0,40,0\n2,20,0,60,20,0\n3,51,49,0,0,0\n4,x,0,0,0,0\n").splitlines()
    with pytest.raises(BadFile) as refused:
        read_splits(text, options_for(session, distribution))
    assert [bad.line for bad in refused.value.lines] == [2, 4, 5]


def test_a_file_without_a_column_is_refused(session, distribution):
    with pytest.raises(BadFile, match="no column projects"):
        read_splits(["dividends,reserve,solidarity,education", "100,0,0,0"], options_for(session, distribution))


def test_more_ballots_than_voters_are_refused(session, distribution, now):
    with pytest.raises(Refused, match="only 5 on the roll"):
        cast_splits(session, distribution, [{"reserve": 100}] * 6, at=now + LATER)


def test_the_forty_splits_of_toulouse_are_all_valid(data, session, distribution):
    with (data / "votes" / "splits" / "toulouse_40.csv").open() as text:
        assert len(read_splits(text, options_for(session, distribution))) == 40
