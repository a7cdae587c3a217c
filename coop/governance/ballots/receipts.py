"""Receipts: a secret code only the voter holds, and the commitment that ties it to one ballot."""

from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (crockford.com/base32.html): without I, L, O and U, to survive being read aloud."""

SECRET_BYTES = 15
"""120 bits, 24 symbols: beyond guessing, even with the database and a list of all possible ballots."""

_GROUP = 4
_DOMAIN = "toadlane ballot v1"
_CARRIED = "toadlane carried v1"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212"))


class NoReceipt(ValueError):
    """A text that cannot be a receipt code: wrong length or symbols."""


def receipt_code(secret: bytes) -> str:
    """The code for `secrets.token_bytes(SECRET_BYTES)`: six groups of four, `7ZZZ-0123-...`.

    The randomness is passed in, so that this stays arithmetic. Raises `ValueError` unless it is
    SECRET_BYTES long.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a receipt takes {SECRET_BYTES} random bytes, not {len(secret)}")
    number = int.from_bytes(secret)
    symbols = "".join(ALPHABET[number >> shift & 31] for shift in range(SECRET_BYTES * 8 - 5, -1, -5))
    return _grouped(symbols)


def read_receipt(typed: str) -> str:
    """The receipt code in its one canonical form, from what a person typed.

    Case, spaces and the hyphens or dashes a phone makes of them do not matter; O is read as 0, I and L as 1.
    Raises `NoReceipt`.
    """
    plain = "".join(typed.split()).translate(_DASHES)
    symbols = plain.upper().translate(_MISREAD)
    # Other alphabets have letters whose upper case is ASCII (the Turkish dotless i): those are no symbols.
    if not plain.isascii() or len(symbols) != SECRET_BYTES * 8 // 5 or not set(symbols) <= set(ALPHABET):
        raise NoReceipt("a receipt code is six groups of four letters and digits")
    return _grouped(symbols)


def ballot_hash(*, reference: str, receipt: str, content: str) -> str:
    """The commitment to a ballot, in hex, published at close:

        SHA-256("toadlane ballot v1\\n" || reference || "\\n" || receipt || "\\n" || content)

    all UTF-8, `reference` the proposal's, `receipt` canonical with its hyphens, `content` the ballot's
    canonical text. By hand:

        printf '%s\\n%s\\n%s\\n%s' 'toadlane ballot v1' REFERENCE RECEIPT CONTENT | sha256sum

    Raises `ValueError` when a part is more than one line, and `NoReceipt`.
    """
    if "\n" in reference or "\n" in content:
        raise ValueError("a reference and a ballot's content are one line each")
    if read_receipt(receipt) != receipt:
        raise NoReceipt("the receipt is not in its canonical form")
    return sha256("\n".join((_DOMAIN, reference, receipt, content)).encode()).hexdigest()


def find_ballot(*, reference: str, receipt: str, ballots: Iterable[tuple[str, str]]) -> str | None:
    """The hash of the ballot that a receipt opens, among (hash, content) pairs, or `None`.

    Ballots are stored without anything of their voter, so every one is tried; in constant time each, and
    all of them, so that the time taken does not say which.
    """
    found = None
    for published, content in ballots:
        if compare_digest(published, ballot_hash(reference=reference, receipt=receipt, content=content)):
            found = published
    return found


def carried_receipt(code: str, place: int) -> str:
    """The receipt code of the ballot that a delegate's paper becomes for the `place`-th member it is cast for:

        the first 15 bytes of SHA-256("toadlane carried v1\\n" || code || "\\n" || place)

    written as a receipt code. Whoever has the paper's code can work it out, and nobody else; the ballots of a paper
    have nothing in common that others could see but what they say. Raises `NoReceipt` unless the code is canonical.
    """
    if read_receipt(code) != code:
        raise NoReceipt("the receipt is not in its canonical form")
    return receipt_code(sha256("\n".join((_CARRIED, code, str(place))).encode()).digest()[:SECRET_BYTES])


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))
