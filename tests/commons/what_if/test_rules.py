"""A surplus under any set of rules: exact, and no vote on what non-members earned."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from coop.commons.what_if.queries import values_in_force, values_of
from coop.commons.what_if.rules import differing, shared
from coop.governance.distribution.floors import FLOOR_RULES
from coop.governance.patronage.rules import Work
from coop.policies.presets import PRESETS

WORKS = [Work("a", 600, 30_000, 3), Work("b", 420, 30_000), Work("c", 0, 0, 20)]
PARTS = st.integers(0, 100).map(lambda number: Fraction(number, 100))


@given(preset=st.sampled_from(sorted(PRESETS)), surplus=st.integers(1, 10**9), by_others=PARTS, voted=PARTS)
def test_every_cent_is_somebodys_and_nobody_votes_on_what_others_earned(preset, surplus, by_others, voted):
    others = int(by_others * surplus)
    found = shared(values_of(PRESETS[preset]), surplus_cents=surplus, non_member_cents=others, works=WORKS,
                   to_dividends=voted, own="a")  # fmt: skip
    assert sum(found.by_use.values()) == surplus
    assert found.by_use.keys() == set(FLOOR_RULES.values())
    assert found.cash_cents + found.kept_cents == found.by_use["dividends"]
    assert 0 <= found.own_cents <= found.by_use["dividends"]
    assert 0 <= found.voted_on_cents <= surplus - others


@given(preset=st.sampled_from(sorted(PRESETS)), surplus=st.integers(1, 10**9), less=PARTS, more=PARTS)
def test_who_votes_more_to_dividends_gets_no_less_of_them(preset, surplus, less, more):
    less, more = sorted((less, more))
    found = [shared(values_of(PRESETS[preset]), surplus_cents=surplus, non_member_cents=0, works=WORKS,
                    to_dividends=part).by_use["dividends"] for part in (less, more)]  # fmt: skip
    assert found[0] <= found[1]


def test_without_members_there_is_no_dividend():
    found = shared(values_of(PRESETS["colab"]), surplus_cents=1_001, non_member_cents=0, works=[],
                   to_dividends=Fraction(1))  # fmt: skip
    assert (found.by_use["dividends"], found.by_use["reserve"], found.own_cents) == (0, 1_001, None)


def test_what_differs_is_named_with_both_values(session, coop, now):
    ours = values_in_force(session, at=now)
    assert differing(ours, values_of(PRESETS["ica"])) == []
    assert ("surplus.reserve_floor", Fraction(1, 5), Fraction(3, 10)) in differing(ours, values_of(PRESETS["italy"]))
