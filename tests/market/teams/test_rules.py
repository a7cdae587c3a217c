"""When some people and parts are a team, and when it is agreed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.teams.rules import MOST_MEMBERS, NoTeam, check, is_agreed


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([(2, 1), (1, 1)], "lead"), ([(1, 1)], "alone"), ([(1, 1), (2, 0)], "parts"), ([(1, 1), (2, -1)], "parts"),
        ([(1, 1), (2, 1), (2, 3)], "twice"), ([(each, 1) for each in range(1, MOST_MEMBERS + 2)], "many"),
    ],
)  # fmt: skip
def test_what_is_no_team_is_refused(parts, reason):
    with pytest.raises(NoTeam) as raised:
        check(1, parts)
    assert raised.value.reason == reason


def test_nobody_at_all_is_the_lead_alone():
    check(1, [])


@given(st.dictionaries(st.integers(1, 6), st.one_of(st.none(), st.booleans()), min_size=2), st.booleans())
def test_a_split_is_agreed_when_all_said_yes_and_nobody_left(words, somebody_left):
    said = {person: word for person, word in words.items() if word is not None}
    left = [1] if somebody_left else []
    assert is_agreed(list(words), said, left) == (all(words.values()) and not left)
