"""VAT inside a price and its way back, for every rate there is; numbers that read back as they were written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.papers.rules import (
    KINDS,
    paper_reference,
    read_paper_reference,
    vat_given_back,
    vat_split,
)

prices = st.integers(0, 10**10)
rates = st.integers(0, 2700).map(lambda basis_points: Fraction(basis_points, 10_000))


@given(price=prices, rate=rates)
def test_net_and_vat_are_the_price_and_the_vat_is_that_of_the_net_to_half_a_cent(price, rate):
    split = vat_split(price, rate)
    assert split.net_cents + split.vat_cents == price
    exact = price * rate / (1 + rate)
    assert abs(split.vat_cents - exact) <= Fraction(1, 2)
    assert split.vat_cents - exact != Fraction(-1, 2)  # half a cent goes up


@given(price=prices)
def test_who_charges_no_vat_keeps_the_price(price):
    assert vat_split(price, None).net_cents == vat_split(price, Fraction(0)).net_cents == price


@pytest.mark.parametrize(
    ("price", "rate", "vat"),
    [(12200, "11/50", 2200), (100, "11/50", 18), (3, "1/5", 1), (11, "1/10", 1), (0, "1/5", 0)],
)
def test_figures_of_accountants(price, rate, vat):
    assert vat_split(price, Fraction(rate)).vat_cents == vat


@given(price=st.integers(1, 10**8), rate=rates, cuts=st.lists(st.integers(1, 10**8), max_size=6))
def test_whatever_the_steps_an_invoice_credited_whole_gives_back_exactly_its_vat(price, rate, cuts):
    vat = vat_split(price, rate).vat_cents
    steps = sorted({cut for cut in cuts if cut < price} | {price})
    before = back = 0
    for step in steps:
        part = vat_given_back(price, vat, step - before, credited_before_cents=before)
        assert 0 <= part <= step - before + 1
        back, before = back + part, step
    assert back == vat


@given(price=st.integers(1, 1000), beyond=st.integers(1, 1000))
def test_no_more_is_credited_than_was_invoiced(price, beyond):
    for credit, before in ((price + beyond, 0), (beyond, price), (0, 0), (1, -1)):
        with pytest.raises(ValueError, match="no credit"):
            vat_given_back(price, 0, credit, credited_before_cents=before)


@given(
    code=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=3, max_size=3) | st.just("COOP"),
    kind=st.sampled_from(KINDS), year=st.integers(2000, 2099), number=st.integers(1, 10**8),
)
def test_a_reference_reads_back(code, kind, year, number):
    assert read_paper_reference(paper_reference(code, kind, year, number)) == (code, kind, year, number)


@given(text=st.text(max_size=20))
def test_whatever_else_somebody_types_is_no_reference(text):
    parts = read_paper_reference(text)
    assert parts is None or paper_reference(*parts) == text


@pytest.mark.parametrize(
    "text", ["", "K7M-2026-1", "K7M-2026-00001", "k7m-2026-0001", "K7M-D-2026-0001", "K7M-2026-0001 "]
)
def test_only_one_way_of_writing_it(text):
    assert read_paper_reference(text) is None
