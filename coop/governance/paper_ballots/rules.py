"""When a batch of paper ballots can be signed, and by whom. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum


class Bar(StrEnum):
    """Why a batch cannot be signed now."""

    OWN = "own"
    """Who opened it does not sign it."""
    CHANGED = "changed"
    """It is not what the signer compared with the paper."""
    COUNT = "count"
    """There are not as many papers as names."""
    VOTED = "voted"
    """Somebody among the names has voted already."""


def bar(*, opened_by: int, signer: int, names: int, papers: int, voted: int, as_seen: bool) -> Bar | None:
    """What is in the way of signing, None for nothing; `voted` of the names voted already. A spoiled paper is one."""
    if signer == opened_by:
        return Bar.OWN
    if not as_seen:
        return Bar.CHANGED
    if names < 1 or names != papers:
        return Bar.COUNT
    return Bar.VOTED if voted else None


def digest(people: Sequence[int], papers: Sequence[tuple[int, str | None]]) -> str:
    """SHA-256 of a batch as it is shown: ids of its people, and its papers as (place, canonical text or None)."""
    return hashlib.sha256(json.dumps([sorted(people), sorted(papers)]).encode()).hexdigest()
