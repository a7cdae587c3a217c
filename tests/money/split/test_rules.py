"""The five lines sum to the price, to the cent."""

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.split.rules import FiveLines, Line, fee_cents, five_lines, included_tax_cents, split
from tests.conftest import absent

FIVE_PER_CENT = Fraction(5, 100)

prices = st.integers(0, 10**9)
shares = st.fractions(0, 1, max_denominator=10_000)


def test_the_lines_of_84_with_a_card():
    lines = split(8400, fee_rate=FIVE_PER_CENT, processor_cents=274, reserve_share=Fraction(1, 5))
    assert lines == FiveLines(worker_cents=7980, running_cents=117, processor_cents=274, reserve_cents=29, tax_cents=0)
    assert (lines.fee_cents, lines.price_cents) == (420, 8400)
    assert [line for line, _ in lines] == list(Line)


def test_the_lines_of_100_with_tax_included():
    lines = split(10_000, fee_rate=FIVE_PER_CENT, tax_rate=Fraction(1, 5))
    assert list(lines) == [
        (Line.WORKER, 7833), (Line.RUNNING, 500), (Line.PROCESSOR, 0), (Line.RESERVE, 0), (Line.TAX, 1667),
    ]  # fmt: skip


@given(
    price_cents=prices,
    fee_rate=shares,
    fee_minimum_cents=st.integers(0, 1000),
    processor_cents=st.integers(0, 10**6),
    reserve_share=shares,
)
def test_the_five_lines_sum_to_the_price(price_cents, fee_rate, fee_minimum_cents, processor_cents, reserve_share):
    lines = split(
        price_cents,
        fee_rate=fee_rate,
        fee_minimum_cents=fee_minimum_cents,
        processor_cents=processor_cents,
        reserve_share=reserve_share,
    )
    assert lines.price_cents == sum(cents for _, cents in lines) == price_cents
    assert lines.fee_cents == fee_cents(price_cents, fee_rate, fee_minimum_cents)
    assert lines.worker_cents == price_cents - lines.fee_cents >= 0
    assert lines.processor_cents == processor_cents
    left = lines.fee_cents - processor_cents
    assert 0 <= lines.reserve_cents <= max(left, 0) * reserve_share
    assert max(left, 0) * reserve_share - lines.reserve_cents < 1


@given(price_cents=prices, fee_rate=st.fractions(0, Fraction(1, 2)), tax_rate=st.fractions(0, Fraction(1, 2)))
def test_the_five_lines_sum_to_the_price_with_tax_too(price_cents, fee_rate, tax_rate):
    lines = split(price_cents, fee_rate=fee_rate, tax_rate=tax_rate)
    assert lines.price_cents == price_cents
    assert abs(lines.tax_cents - (price_cents - lines.tax_cents) * tax_rate) <= 1


@given(prices, shares, st.integers(0, 1000))
def test_a_fee_is_half_up_at_least_the_minimum_and_never_more_than_the_price(price_cents, rate, minimum_cents):
    fee = fee_cents(price_cents, rate, minimum_cents)
    assert min(minimum_cents, price_cents) <= fee <= price_cents
    if fee not in (minimum_cents, price_cents):
        assert Fraction(-1, 2) < fee - price_cents * rate <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("price_cents", "minimum_cents", "fee"),
    [
        (630, 0, 32),
        (610, 0, 31),
        (609, 0, 30),
        (10, 0, 1),
        (9, 0, 0),
        (0, 50, 0),
        (30, 50, 30),
        (400, 50, 50),
        (1010, 50, 51),
    ],
)
def test_fees_of_five_per_cent(price_cents, minimum_cents, fee):
    assert fee_cents(price_cents, FIVE_PER_CENT, minimum_cents) == fee


def test_a_month_of_real_trips_pays_5299_11_in_fees(data):
    trips = data / "bookings" / "trips.csv"
    if not trips.is_file():
        absent(f"no {trips}")
    with trips.open(newline="") as file:
        prices_cents = [int(row["price"].replace(".", "")) for row in csv.DictReader(file)]
    assert len(prices_cents) == 6384
    assert sum(prices_cents) == 10_569_513
    assert sum(fee_cents(price, FIVE_PER_CENT) for price in prices_cents) == 529_911


def test_a_processor_that_takes_more_than_the_fee_is_paid_by_the_fund_and_not_by_the_worker():
    lines = split(200, fee_rate=FIVE_PER_CENT, processor_cents=36, reserve_share=Fraction(1, 5))
    assert lines == FiveLines(worker_cents=190, running_cents=-26, processor_cents=36, reserve_cents=0, tax_cents=0)


def test_a_settled_fee_is_shown_as_it_was_taken_whatever_the_rate_is_now():
    assert five_lines(8400, fee_cents=336).worker_cents == 8064


def test_a_fifth_on_top_is_a_sixth_of_the_whole():
    assert [included_tax_cents(cents, Fraction(1, 5)) for cents in (120, 100, 3, 0)] == [20, 17, 1, 0]


def test_a_fee_and_a_tax_that_exceed_the_price_are_refused():
    with pytest.raises(ValueError, match="exceed the price"):
        split(100, fee_rate=FIVE_PER_CENT, fee_minimum_cents=90, tax_rate=Fraction(1, 5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_cents": -1},
        {"fee_rate": Fraction(-1, 100)},
        {"fee_rate": Fraction(101, 100)},
        {"fee_minimum_cents": -1},
        {"processor_cents": -1},
        {"reserve_share": Fraction(3, 2)},
        {"tax_rate": Fraction(-1, 5)},
    ],
)
def test_negative_amounts_and_shares_outside_the_whole_are_refused(wrong):
    facts = {"price_cents": 1000, "fee_rate": FIVE_PER_CENT} | wrong
    with pytest.raises(ValueError, match=r"negative|between 0 and 1"):
        split(facts.pop("price_cents"), **facts)


@pytest.mark.parametrize("wrong", [{"fee_rate": 0.05}, {"reserve_share": 0.2}, {"tax_rate": 0.2}])
def test_a_float_is_refused(wrong):
    with pytest.raises(TypeError):
        split(1000, **({"fee_rate": FIVE_PER_CENT} | wrong))
