"""The published order: exact, explained, the same everywhere."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.ranking.rules import NAMES, Part, Signals, Weights, order_key, points, score
from coop.market.ranking.signals import ONE
from coop.policies.register import REGISTER

signals = st.builds(Signals, **{name: st.integers(0, ONE) for name in NAMES})
weights = st.builds(Weights, **{name: st.fractions(0, 1, max_denominator=1000) for name in NAMES})


@given(weights, signals)
def test_the_parts_sum_exactly_to_the_score(weighing, known):
    made = score(weighing, known)
    assert made.value == sum(getattr(weighing, name) * Fraction(getattr(known, name), ONE) for name in NAMES)
    assert sum(part for _, part in made) == made.value
    assert sum(part.points for part in made.parts) == made.points == points(weighing, known)
    assert [part.name for part in made.parts] == [name for name, _ in made] == list(NAMES)


@given(weights, signals, signals)
def test_points_order_as_the_exact_scores_do(weighing, one, other):
    assert (points(weighing, one) < points(weighing, other)) == (
        score(weighing, one).value < score(weighing, other).value
    )


@given(weights, signals, st.sampled_from(NAMES))
def test_a_better_signal_never_ranks_lower(weighing, known, name):
    assert points(weighing, replace(known, **{name: ONE})) >= points(weighing, known)


def test_a_result_says_why_it_is_here():
    weighing = Weights(relevance=Fraction(2, 5), distance=Fraction(1, 5), rotation=Fraction(1, 20))
    made = score(weighing, Signals(relevance=750_000, distance=500_000, rotation=123_456))
    assert made.parts[0] == Part("relevance", Fraction(2, 5), 750_000, 8 * 750_000)
    assert made.points_per_one == 20 * ONE
    assert made.value == Fraction(3, 10) + Fraction(1, 10) + Fraction(123_456, 20 * ONE)


def test_equal_scores_are_ordered_by_reference():
    results = [(10, "B"), (12, "C"), (10, "A")]
    assert sorted(results, key=lambda result: order_key(*result)) == [(12, "C"), (10, "A"), (10, "B")]


def test_every_signal_has_its_rule_and_every_ranking_rule_its_signal():
    ruled = {name.removeprefix("ranking.") for name in REGISTER if name.startswith("ranking.")}
    assert ruled == set(NAMES)
    founding = Weights(**{name: REGISTER[f"ranking.{name}"].founding for name in NAMES})
    assert points(founding, Signals(*[ONE] * len(NAMES))) > 0


@pytest.mark.parametrize("value", [-1, ONE + 1])
def test_a_signal_outside_zero_to_one_cannot_be_made(value):
    with pytest.raises(ValueError, match="newcomer"):
        Signals(newcomer=value)


def test_a_weight_is_exact_and_not_negative():
    with pytest.raises(ValueError, match="reviews"):
        Weights(reviews=Fraction(-1, 100))
    with pytest.raises(TypeError):
        Weights(reviews=0.1)
    assert Weights(reviews=1).whole == (0, 0, 0, 0, 1, 0, 0)
