"""Signatures against the vectors of RFC 8032, section 7.1, and against a library made by others."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.verify.ed25519 import L, is_signed

# Public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
KEY, MESSAGE, SIGNATURE = map(bytes.fromhex, VECTORS[2])


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(key, message, signature):
    assert is_signed(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@settings(deadline=None, max_examples=60)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.integers(0, 511))
def test_what_another_library_signs_holds_and_one_bit_less_does_not(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(broken))
    assert not is_signed(public, message + b"\x00", signature)


def test_a_second_signature_cannot_be_written_from_a_first():
    s = int.from_bytes(SIGNATURE[32:], "little") + L
    assert not is_signed(KEY, MESSAGE, SIGNATURE[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),  # of order 4
        b"\x01" + bytes(31),  # the neutral point
        (2**255 - 19).to_bytes(32, "little"),  # y not reduced
        (2).to_bytes(32, "little"),  # no point of the curve
        b"\x01" + bytes(30) + b"\x80",  # x is nothing, and yet negative
    ],
)
def test_a_weak_or_malformed_key_signs_nothing(key):
    for signature in (SIGNATURE, key + bytes(32), bytes(64), b"\x01" + bytes(63)):
        assert not is_signed(key, MESSAGE, signature)


def test_what_has_another_length_is_no_signature():
    assert not is_signed(KEY, MESSAGE, SIGNATURE[:-1])
    assert not is_signed(KEY[:-1], MESSAGE, SIGNATURE)
