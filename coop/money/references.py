"""References that people read out, type and write on bank transfers: made, read and grouped in one way.

Crockford's base 32: digits and capitals without I, L, O and U, so that nothing is misread and no word
appears by accident. Source: Douglas Crockford, "Base 32", crockford.com/base32.html.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
GROUP = 4

_READ_AS = str.maketrans("ILO", "110", " -‐–\t")  # what people write for 1 and 0, and how they group


class NotAReference(ValueError):
    """The text cannot be a reference, however generously it is read."""


def new_reference(prefix: str) -> str:
    """`E-7Q4XM2`: a prefix and six signs, a thousand million of them."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))


def read(text: str, length: int = LENGTH) -> str:
    """The reference that somebody typed: any case, grouped or not, I and L for 1, O for 0.

    Raises `NotAReference` for another length or a character outside the alphabet.
    """
    reference = text.upper().translate(_READ_AS)
    if len(reference) != length or not set(reference) <= set(ALPHABET):
        raise NotAReference(f"{text!r} is no reference of {length} letters and digits")
    return reference


def spellings(text: str) -> tuple[str, ...]:
    """What somebody who typed a booking's reference may have meant; one from elsewhere stays as it is."""
    written = text.strip()
    try:
        return written, written.upper(), read(written)
    except NotAReference:
        return written, written.upper()


def grouped(reference: str) -> str:
    """For reading out: ``K7Q2-9XPM``; a reference from elsewhere stays as it is."""
    if len(reference) != LENGTH or not set(reference) <= set(ALPHABET):
        return reference
    return "-".join(reference[start : start + GROUP] for start in range(0, len(reference), GROUP))
