"""References of bookings, listings and requests; money reads and groups them, since banks carry them too."""

import secrets

from coop.money.references import ALPHABET, LENGTH, NotAReference, grouped, read

__all__ = ["ALPHABET", "NotAReference", "grouped", "new_reference", "read"]


def new_reference(length: int = LENGTH) -> str:
    """A random reference, unpredictable: 8 characters are 40 bits. That it is new, the database checks."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
