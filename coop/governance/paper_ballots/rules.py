"""When a batch of paper ballots can be signed, and by whom. Pure."""

from __future__ import annotations

from enum import StrEnum


class Bar(StrEnum):
    """Why a batch cannot be signed now."""

    OWN = "own"
    """Who opened it does not sign it."""
    COUNT = "count"
    """There are not as many ballots as names."""
    VOTED = "voted"
    """Somebody among the names has voted already."""


def bar(*, opened_by: int, signer: int, names: int, ballots: int, voted: int) -> Bar | None:
    """What is in the way of signing, None for nothing. `voted` counts the names with a mark of their own."""
    if signer == opened_by:
        return Bar.OWN
    if names < 1 or names != ballots:
        return Bar.COUNT
    return Bar.VOTED if voted else None
