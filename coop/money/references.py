"""Short references that can be read out over the telephone."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O, U, which are misread or misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """`E-7Q4XM2`: a prefix and six signs, a thousand million of them."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
