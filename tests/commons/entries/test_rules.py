"""What of a reference is public, and fees to the cent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.commons.entries.rules import fee_sum, public_reference
from coop.money.split.rules import fee_cents

UUID = "0123456789abcdef" * 2
TOKEN = "f" * 32


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("booking:K7Q2:completed", "booking:K7Q2:completed"),
        ("booking:K7Q2:tip:1:reversed", "booking:K7Q2:tip:1:reversed"),
        (f"payout:14:{TOKEN}", "payout:14:0123456789ab"),
        (f"netting:14:{TOKEN}", "netting:14:0123456789ab"),
        ("payout:14", "payout:0123456789ab"),
        ("share:7:1", "share:0123456789ab:1"),
        ("redemption:7:paid", "redemption:0123456789ab:paid"),
        ("something:new:1", "something:0123456789ab:1"),
        (f"decision:9:{TOKEN}", "decision:9:0123456789ab"),
        ("period:2026-01-01:2026-01-31:closed", "period:2026-01-01:2026-01-31:closed"),
    ],
)
def test_nothing_that_stays_with_a_person_is_shown(reference, shown):
    assert public_reference(reference, UUID) == shown


@given(st.integers(0, 10**7), st.integers(0, 30), st.integers(0, 500))
def test_the_page_works_a_fee_out_as_the_checkout_does(price, rate, minimum):
    assert fee_sum(price, Fraction(rate, 100), minimum).fee_cents == fee_cents(price, Fraction(rate, 100), minimum)
