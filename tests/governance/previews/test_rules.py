"""A preview says what would have been, to the cent."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.frozen import FrozenSurplus
from coop.governance.patronage.rules import Work
from coop.governance.patronage.terms import Terms, Weights
from coop.governance.previews import rules
from coop.governance.previews.rules import Figure, Job, Preview
from coop.money.split.rules import fee_cents

CENTS = st.integers(0, 10**7)
JOBS = st.lists(CENTS.flatmap(lambda price: st.builds(Job, st.just(price), st.integers(0, price))), max_size=20)
RATES = st.fractions(0, Fraction(3, 10), max_denominator=1000)
HOURS, EQUAL = Weights(Fraction(1), Fraction(0), Fraction(0)), Weights(Fraction(0), Fraction(0), Fraction(1))


def by_key(figures):
    return {figure.key: (figure.before, figure.after) for figure in figures}


def test_a_lower_fee_by_hand():
    jobs = [Job(10_000, 500), Job(2_500, 125), Job(333, 17)]
    found = by_key(rules.fees(jobs, rate=Fraction(4, 100), minimum_cents=0, surplus_cents=1_000, members=4))
    assert found["fees"] == (642, 400 + 100 + 13)
    assert found["workers"] == (12_833 - 642, 12_833 - 513)
    assert found["surplus"] == (1_000, 871)
    assert found["surplus_each"] == (250, 218)


SURPLUSES = st.integers(-(10**7), 10**7)


@given(jobs=JOBS, rate=RATES, minimum=st.integers(0, 500), surplus=SURPLUSES, members=st.integers(0, 9))
def test_what_the_fund_loses_the_workers_gain(jobs, rate, minimum, surplus, members):
    found = by_key(rules.fees(jobs, rate=rate, minimum_cents=minimum, surplus_cents=surplus, members=members))
    fees, workers, left = found["fees"], found["workers"], found["surplus"]
    assert fees[0] + workers[0] == fees[1] + workers[1] == sum(job.price_cents for job in jobs)
    assert left[1] - left[0] == fees[1] - fees[0] == workers[0] - workers[1]
    assert fees[1] == sum(fee_cents(job.price_cents, rate, minimum) for job in jobs)


def surplus_of(cents, floors, non_member=0):
    terms = Terms(HOURS)
    shares = tuple(FloorShare(use, share) for use, share in floors.items() if share)
    return FrozenSurplus(1, cents, non_member, Floors(shares), terms, "qualified")


@given(cents=st.integers(1, 10**9), now=RATES, then=RATES, non_member=st.integers(0, 10**6))
def test_floors_and_what_is_voted_on_make_the_surplus_on_both_sides(cents, now, then, non_member):
    before = surplus_of(cents, {"reserve": now, "education": Fraction(1, 20)}, min(non_member, cents))
    after = surplus_of(cents, {"reserve": then, "education": Fraction(1, 20)}, min(non_member, cents))
    found = by_key(rules.floors(before, after))
    for side in (0, 1):
        parts = [figures[side] for key, figures in found.items() if key != "surplus"]
        assert sum(parts) == cents


WORKS = st.lists(st.tuples(st.integers(0, 6_000), st.integers(0, 10**6), st.integers(0, 20)), min_size=1, max_size=12)


@given(works=WORKS, pool=st.integers(1, 10**8), cash=st.fractions(0, 1, max_denominator=20))
def test_a_pool_is_shared_whole_under_both_terms(works, pool, cash):
    members = [Work(f"m{number}", *facts) for number, facts in enumerate(works)]
    now, then = Terms(HOURS), Terms(EQUAL, cash_share=cash)
    found = by_key(rules.dividend_figures(pool, members, now, then))
    for side in (0, 1):
        assert found["dividends_cash"][side] + found["dividends_kept"][side] == pool
    assert found["dividend:smallest"][1] in (pool // len(members), pool // len(members) + 1)
    own = [rules.own_dividend(pool, members, now, then, token=member.token) for member in members]
    assert sum(figure.before for figure in own) == sum(figure.after for figure in own) == pool
    assert rules.own_dividend(pool, members, now, then, token="a stranger") is None


def test_what_one_members_dividend_would_be_is_not_for_visitors():
    members = [Work("a", 60, 0), Work("b", 0, 0)]
    figures = rules.dividend_figures(100, members, Terms(HOURS), Terms(EQUAL))
    assert {figure.key for figure in figures if not figure.for_members} == {"pool", "dividends_cash", "dividends_kept"}


def test_a_dearer_share_is_due_from_all_who_paid_the_old_price():
    found = by_key(rules.share_price([5_000, 5_000, 2_000], now_cents=5_000, then_cents=8_000))
    assert found["shares_due"] == (3_000, 12_000)
    assert found["members_owing"] == (1, 3)
    cheaper = by_key(rules.share_price([5_000, 5_000, 2_000], now_cents=5_000, then_cents=1_000))
    assert cheaper["shares_due"] == (3_000, 0)


def test_what_is_kept_is_read_back():
    figures = (Figure("fees", 5, 4), Figure("tenth", None, 3, for_members=True))
    preview = Preview("closed", figures, "2026-01-01", "2026-01-31")
    assert rules.read(preview.written()) == preview
