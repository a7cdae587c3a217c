"""References that people read out, type and write on paper: of bookings, listings, requests.

Crockford's base 32: digits and capitals without I, L, O and U, so that nothing is misread and no word
appears by accident. Source: Douglas Crockford, "Base 32", crockford.com/base32.html.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
GROUP = 4

_READ_AS = str.maketrans("ILO", "110", " -‐–\t")  # what people write for 1 and 0, and how they group


class NotAReference(ValueError):
    """The text cannot be a reference, however generously it is read."""


def new_reference(length: int = LENGTH) -> str:
    """A random reference, unpredictable: 8 characters are 40 bits. That it is new, the database checks."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read(text: str, length: int = LENGTH) -> str:
    """The reference that somebody typed: any case, grouped or not, I and L for 1, O for 0.

    Raises `NotAReference` for another length or a character outside the alphabet.
    """
    reference = text.upper().translate(_READ_AS)
    if len(reference) != length or not set(reference) <= set(ALPHABET):
        raise NotAReference(f"{text!r} is no reference of {length} letters and digits")
    return reference


def grouped(reference: str) -> str:
    """For reading out: ``K7Q2-9XPM``."""
    return "-".join(reference[start : start + GROUP] for start in range(0, len(reference), GROUP))
