"""Netting: what a worker owes the fund is kept first, and no cent is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.payouts.iban import BadNumber, checked_bic, checked_iban, in_fours, masked
from coop.money.payouts.rules import Netted, netted

cents = st.integers(0, 10**7)


@given(payable=cents, fees=cents, clawback=cents, dividend=cents, minimum=st.integers(0, 10**5))
def test_what_is_earned_is_kept_paid_or_waits_whole(payable, fees, clawback, dividend, minimum):
    sums = netted(
        payable_cents=payable,
        fees_cents=fees,
        clawback_cents=clawback,
        dividend_cents=dividend,
        minimum_cents=minimum,
    )
    if sums is None:
        return
    assert sums.fees_cents + sums.clawback_cents + sums.pay_cents == payable + dividend
    assert sums.fees_cents <= fees
    assert sums.clawback_cents <= clawback
    assert sums.pay_cents == 0 or sums.pay_cents >= minimum
    assert sums.pay_cents >= dividend, "a dividend is never netted"


def test_cash_fees_are_kept_before_clawbacks():
    sums = netted(payable_cents=1_000, fees_cents=300, clawback_cents=900, dividend_cents=50, minimum_cents=0)
    assert sums == Netted(1_000, 300, 700, 50)
    assert sums.pay_cents == 50


def test_a_payout_below_the_minimum_waits_uncut():
    facts = {"fees_cents": 300, "clawback_cents": 0, "dividend_cents": 0, "minimum_cents": 100}
    assert netted(payable_cents=399, **facts) is None
    assert netted(payable_cents=400, **facts).pay_cents == 100
    assert netted(payable_cents=200, **facts).fees_cents == 200, "netting alone needs no bank"


def test_nothing_earned_is_nothing_to_pay():
    assert netted(payable_cents=0, fees_cents=5, clawback_cents=0, dividend_cents=0, minimum_cents=0) is None
    with pytest.raises(ValueError, match="negative"):
        netted(payable_cents=-1, fees_cents=0, clawback_cents=0, dividend_cents=0, minimum_cents=0)


@pytest.mark.parametrize(
    "written",
    [
        "FR14 2004 1010 0505 0001 3M02 606",
        "de89370400440532013000",
        "GB82-WEST-1234-5698-7654-32",
        " NL91 ABNA 0417 1643 00 ",
        "NO93 8601 1117 947",
    ],
)
def test_real_ibans_are_taken_as_people_write_them(written):
    assert checked_iban(written) == "".join(written.replace("-", " ").split()).upper()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "FR",
        "FR14 2004 1010 0505 0001 3M02 607",
        "XX89370400440532013000",
        "DE8937040044053201300",
        "DE89370400440532013000' OR 1=1",
        "ＤＥ89370400440532013000",
        "DE٨٩370400440532013000",
        "=DE89370400440532013000",
    ],
)
def test_what_no_bank_would_take_is_refused(written):
    with pytest.raises(BadNumber):
        checked_iban(written)


@given(st.integers(0, 21), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(place, digit):
    iban = "DE89370400440532013000"
    wrong = iban[:place] + digit + iban[place + 1 :]
    if wrong != iban:
        with pytest.raises(BadNumber):
            checked_iban(wrong)


def test_a_bic_has_eight_or_eleven_signs_or_is_left_out():
    assert checked_bic(" agrifrpp ") == "AGRIFRPP"
    assert checked_bic("") == ""
    for wrong in ("AGRI", "AGRIFRPP1", "12345678"):
        with pytest.raises(BadNumber):
            checked_bic(wrong)


def test_an_iban_is_printed_in_fours_and_shown_masked():
    assert in_fours("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert masked("DE89370400440532013000").endswith("3000")
    assert "8937" not in masked("DE89370400440532013000")
