"""A receipt opens one ballot, survives being read aloud, and says nothing by itself."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.receipts import (
    ALPHABET,
    SECRET_BYTES,
    NoReceipt,
    ballot_hash,
    find_ballot,
    read_receipt,
    receipt_code,
)

secrets = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)
RECEIPT = receipt_code(bytes(range(SECRET_BYTES)))


def test_a_receipt_holds_at_least_a_hundred_bits():
    assert SECRET_BYTES * 8 >= 100
    assert receipt_code(bytes(SECRET_BYTES)) == "0000-0000-0000-0000-0000-0000"
    assert receipt_code(b"\xff" * SECRET_BYTES) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert receipt_code(b"\x08" + bytes(SECRET_BYTES - 1)).startswith("1000-")


@given(secrets)
def test_no_bit_of_the_secret_is_lost(secret):
    symbols = receipt_code(secret).replace("-", "")
    number = 0
    for symbol in symbols:
        number = number * 32 + ALPHABET.index(symbol)
    assert number.to_bytes(SECRET_BYTES) == secret


@given(secrets)
def test_what_people_make_of_a_code_is_read_as_meant(secret):
    code = receipt_code(secret)
    assert read_receipt(code) == code
    assert read_receipt(f"  {code.lower().replace('-', ' ')}\n") == code
    assert read_receipt(code.replace("-", "").replace("0", "o").replace("1", "l")) == code
    assert read_receipt(code.replace("0", "O").replace("1", "I")) == code
    assert read_receipt(code.replace("-", "\u2013").replace("\u2013", "\u00a0\u2011", 1)) == code


@pytest.mark.parametrize(
    "typed", ["", "0000", RECEIPT[:-1], RECEIPT + "0", "U" + RECEIPT[1:], "é" + RECEIPT[1:], "ı" * 24]
)
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(NoReceipt):
        read_receipt(typed)


@pytest.mark.parametrize("length", [0, 13, 14, 16])
def test_a_receipt_takes_its_full_randomness(length):
    with pytest.raises(ValueError, match="random bytes"):
        receipt_code(bytes(length))


def test_anyone_can_recompute_a_hash_with_printf_and_sha256sum():
    script = 'printf \'%s\\n%s\\n%s\\n%s\' \'toadlane ballot v1\' "$1" "$2" "$3" | sha256sum'
    done = subprocess.run(
        ["sh", "-c", script, "sh", "P-7", RECEIPT, "dividends=50,reserve=50"], capture_output=True, check=True
    )
    expected = ballot_hash(reference="P-7", receipt=RECEIPT, content="dividends=50,reserve=50")
    assert done.stdout.decode().split()[0] == expected


def test_a_hash_binds_proposal_receipt_and_content():
    other = receipt_code(bytes(SECRET_BYTES))
    hashes = {
        ballot_hash(reference=reference, receipt=receipt, content=content)
        for reference in ("P-7", "P-8")
        for receipt in (RECEIPT, other)
        for content in ("yes", "no")
    }
    assert len(hashes) == 8


@pytest.mark.parametrize(
    ("reference", "receipt", "content"),
    [
        ("P\n7", RECEIPT, "yes"),
        ("P-7", RECEIPT, "yes\nno"),
        ("P-7", RECEIPT.lower(), "yes"),
        ("P-7", "", "yes"),
    ],
)
def test_parts_that_could_be_read_two_ways_are_refused(reference, receipt, content):
    with pytest.raises(ValueError, match=r"\w"):
        ballot_hash(reference=reference, receipt=receipt, content=content)


def test_a_receipt_finds_its_ballot_and_no_other():
    receipts = [receipt_code(bytes([n]) * SECRET_BYTES) for n in range(6)]
    contents = ["yes", "no", "yes", "abstain", "yes"]
    ballots = [
        (ballot_hash(reference="P-7", receipt=receipt, content=content), content)
        for receipt, content in zip(receipts, contents, strict=False)
    ]
    for receipt, (published, _) in zip(receipts, ballots, strict=False):
        assert find_ballot(reference="P-7", receipt=receipt, ballots=ballots) == published
    assert find_ballot(reference="P-7", receipt=receipts[5], ballots=ballots) is None
    assert find_ballot(reference="P-8", receipt=receipts[0], ballots=ballots) is None
