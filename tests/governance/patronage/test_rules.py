"""Dividends: by the formula of the rules, exact to the cent, and nobody chooses who gets the odd one."""

from fractions import Fraction as F
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.patronage.rules import (
    Dividends,
    Work,
    dividends,
    member_weights,
    seniority_factor,
    split_dividend,
    tie_key,
)
from coop.governance.patronage.terms import Terms, Weights

BY_HOURS = Terms(Weights(F(1), F(0), F(0)))
MIXED = Terms(Weights(F(1, 2), F(3, 10), F(1, 5)), seniority_cap=F(2))

part = st.fractions(0, 1, max_denominator=20)
weights = st.tuples(part, part, part).filter(any).map(lambda parts: Weights(*parts))
terms = st.builds(
    Terms,
    weights,
    cash_share=st.fractions(0, 1),
    seniority_cap=st.fractions(1, 2, max_denominator=10),
    seniority_per_year=st.fractions(0, F(1, 2), max_denominator=20),
)
work = st.tuples(st.integers(0, 20_000), st.integers(0, 10**7), st.integers(0, 40))
members = st.lists(work, min_size=1, max_size=25).map(
    lambda done: [Work(f"m{number}", *facts) for number, facts in enumerate(done)]
)
pools = st.integers(0, 10**9)


def cents(found):
    return {dividend.token: dividend.cents for dividend in found.each}


@given(pools, members, terms)
def test_the_dividends_sum_to_exactly_the_pool(pool, members, terms):
    found = dividends(pool, members, terms, reference="D1")
    assert sum(dividend.cents for dividend in found.each) == pool
    assert found.withheld_cents == 0
    assert sum(dividend.share for dividend in found.each) == 1


@given(pools, members, terms)
def test_each_dividend_is_the_formula_to_less_than_a_cent(pool, members, terms):
    total = [sum(column) for column in zip(*((m.minutes, m.earned_cents) for m in members), strict=True)]
    bases = [
        (terms.weights.hours, total[0], lambda m: m.minutes),
        (terms.weights.earnings, total[1], lambda m: m.earned_cents),
        (terms.weights.equal, len(members), lambda m: 1),
    ]
    used = [(part, base, of) for part, base, of in bases if base and part] or [
        (F(1), len(members), lambda m: 1)
    ]
    by_formula = [
        sum(part * F(of(m), base) for part, base, of in used)
        * min(terms.seniority_cap, 1 + m.years * terms.seniority_per_year)
        for m in members
    ]
    for dividend, weight in zip(
        dividends(pool, members, terms, reference="D1").each, by_formula, strict=True
    ):
        assert dividend.share == weight / sum(by_formula)
        assert abs(dividend.cents - pool * dividend.share) < 1


@given(pools, members, terms, st.randoms(use_true_random=False))
def test_the_order_of_members_changes_no_dividend(pool, members, terms, random):
    shuffled = random.sample(members, len(members))
    assert cents(dividends(pool, shuffled, terms, reference="D1")) == cents(
        dividends(pool, members, terms, reference="D1")
    )


@given(pools, members, terms)
def test_cash_and_retained_make_the_dividend_and_cash_is_at_least_its_share(pool, members, terms):
    for dividend in dividends(pool, members, terms, reference="D1").each:
        assert dividend.cash_cents + dividend.retained_cents == dividend.cents
        assert dividend.retained_cents >= 0
        assert (
            terms.cash_share * dividend.cents <= dividend.cash_cents < terms.cash_share * dividend.cents + 1
        )


@given(pools, members, terms, st.integers(0, 10**6), st.none() | st.integers(0, 10**6))
def test_what_minimum_and_cap_withhold_is_counted_and_given_to_no_other_member(
    pool, members, terms, least, above
):
    plain = dividends(pool, members, terms, reference="D1")
    most = None if above is None else least + above
    bounded = Terms(
        terms.weights, terms.cash_share, terms.seniority_cap, terms.seniority_per_year, least, most
    )
    found = dividends(pool, members, bounded, reference="D1")
    assert sum(dividend.cents for dividend in found.each) + found.withheld_cents == pool
    for dividend, before in zip(found.each, plain.each, strict=True):
        assert dividend.cents <= before.cents
        assert dividend.cents == 0 or dividend.cents >= least
        assert most is None or dividend.cents <= most


def test_by_hours_alone():
    found = dividends(100_00, [Work("ana", 600, 0), Work("ben", 300, 9_999_999)], BY_HOURS, reference="D1")
    assert cents(found) == {"ana": 66_67, "ben": 33_33}
    assert found.each[0].share == F(2, 3)


def test_a_mix_with_seniority_by_hand():
    found = dividends(
        1_000_00, [Work("ana", 600, 20_000_00, years=5), Work("ben", 400, 30_000_00)], MIXED, reference="D1"
    )
    ana = (F(1, 2) * F(6, 10) + F(3, 10) * F(2, 5) + F(1, 5) / 2) * F(3, 2)
    ben = F(1, 2) * F(4, 10) + F(3, 10) * F(3, 5) + F(1, 5) / 2
    assert [dividend.share for dividend in found.each] == [ana / (ana + ben), ben / (ana + ben)]
    assert cents(found) == {"ana": 619_05, "ben": 380_95}


def test_an_empty_base_is_dropped_and_the_others_count_in_full():
    nobody_earned = [Work("ana", 600, 0), Work("ben", 200, 0)]
    assert MIXED.weights.over(minutes=800, earned_cents=0) == Weights(F(5, 7), F(0), F(2, 7))
    assert sum(member_weights(nobody_earned, MIXED)) == 1
    assert cents(dividends(100, nobody_earned, Terms(Weights(F(1, 2), F(1, 2), F(0))), reference="D1")) == {
        "ana": 75,
        "ben": 25,
    }


def test_when_nothing_that_counts_was_done_shares_are_equal():
    idle = [Work("ana", 0, 500), Work("ben", 0, 0)]
    assert cents(dividends(100, idle, BY_HOURS, reference="D1")) == {"ana": 50, "ben": 50}


def test_the_odd_cent_follows_the_hash_of_decision_and_member():
    def lucky(reference):
        found = dividends(
            1, [Work(name, 60, 0) for name in ("ana", "ben", "cleo")], BY_HOURS, reference=reference
        )
        return max(found.each, key=lambda dividend: dividend.cents).token

    for decision in range(20):
        reference = f"decision-{decision}"
        first = min(
            ("ana", "ben", "cleo"), key=lambda name: sha256(f"{reference}{name}".encode()).hexdigest()
        )
        assert lucky(reference) == first
    assert len({lucky(f"decision-{decision}") for decision in range(20)}) == 3


def test_the_tie_key_is_the_published_hash():
    assert tie_key("D-7", "m42") == sha256(b"D-7m42").digest()


@pytest.mark.parametrize(("years", "factor"), [(0, F(1)), (3, F(13, 10)), (10, F(2)), (25, F(2))])
def test_seniority_counts_up_to_its_cap(years, factor):
    assert seniority_factor(years, cap=F(2)) == factor


def test_a_cap_of_one_switches_seniority_off():
    assert seniority_factor(30, cap=F(1)) == 1


@pytest.mark.parametrize(
    ("cents", "share", "parts"),
    [(101, F(1, 5), (21, 80)), (100, F(1), (100, 0)), (1, F(0), (0, 1)), (0, F(1, 5), (0, 0))],
)
def test_cash_is_rounded_up(cents, share, parts):
    assert split_dividend(cents, share) == parts


def test_a_dividend_below_the_minimum_or_above_the_cap_goes_to_the_collective():
    bounded = Terms(BY_HOURS.weights, minimum_cents=100, cap_cents=600)
    found = dividends(
        1000, [Work("ana", 880, 0), Work("ben", 99, 0), Work("cleo", 21, 0)], bounded, reference="D1"
    )
    assert cents(found) == {"ana": 600, "ben": 0, "cleo": 0}
    assert found.withheld_cents == 400


def test_of_nothing_there_are_no_dividends_even_without_members():
    assert dividends(0, [], BY_HOURS, reference="D1") == Dividends(0, (), 0)


@pytest.mark.parametrize(
    ("pool", "members"), [(1, []), (-1, [Work("ana", 1, 1)]), (1, [Work("ana", 1, 1), Work("ana", 2, 2)])]
)
def test_dividends_to_nobody_or_twice_are_refused(pool, members):
    with pytest.raises(ValueError, match=r"\w"):
        dividends(pool, members, BY_HOURS, reference="D1")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Work("", 1, 1),
        lambda: Work("ana", -1, 1),
        lambda: Work("ana", 1, -1),
        lambda: Work("ana", 1, 1, years=-1),
        lambda: Weights(F(0), F(0), F(0)),
        lambda: Weights(F(2), F(-1), F(0)),
        lambda: Terms(BY_HOURS.weights, cash_share=F(3, 2)),
        lambda: Terms(BY_HOURS.weights, seniority_cap=F(1, 2)),
        lambda: Terms(BY_HOURS.weights, seniority_per_year=F(-1, 2)),
        lambda: Terms(BY_HOURS.weights, minimum_cents=-1),
        lambda: Terms(BY_HOURS.weights, minimum_cents=10, cap_cents=9),
        lambda: Dividends(5, (), 0),
    ],
)
def test_impossible_work_and_terms_refuse_to_exist(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_no_dividend_hangs_on_a_float():
    with pytest.raises(TypeError):
        Weights(0.5, F(0), F(0))
    with pytest.raises(TypeError):
        Terms(BY_HOURS.weights, cash_share=0.2)
