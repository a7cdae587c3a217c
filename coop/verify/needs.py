"""What a vote needs: its quorum, and what its threshold asks of yes and no."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from typing import Any

from .arithmetic import ceiling, fraction

MAJORITIES = {
    "simple": (Fraction(1, 2), True),
    "two-thirds": (Fraction(2, 3), False),
    "three-quarters": (Fraction(3, 4), False),
    "four-fifths": (Fraction(4, 5), False),
}


def head(vote: dict[str, Any], ballots: int) -> dict[str, Any]:
    needed = ceiling(fraction(vote["quorum"]) * vote["roll_size"])
    return {
        "method": vote["method"],
        "roll": vote["roll_size"],
        "ballots": ballots,
        "quorum_needed": needed,
        "quorum_reached": ballots >= needed,
    }


def contents_digest(vote: dict[str, Any], contents: Iterable[str]) -> dict[str, str]:
    """The digest that the outcome must state of what all ballots say; votes of earlier releases stated none."""
    if "contents_digest" not in vote["outcome"]["result"]:
        return {}
    return {"contents_digest": sha256("\n".join(sorted(contents, key=str.encode)).encode()).hexdigest()}


def yes_needed(threshold: str, yes_and_no: int) -> int | None:
    if threshold not in MAJORITIES:
        return None
    share, more_than = MAJORITIES[threshold]
    exactly = share * yes_and_no
    return max(1, math.floor(exactly) + 1 if more_than else ceiling(exactly))


def allowed_no(threshold: str, roll: int) -> int | None:
    if threshold in MAJORITIES:
        return None
    if threshold == "consensus":
        return 0
    if threshold == "at-most-a-quarter-opposed":
        return max(2, roll // 4)
    return int(threshold.removeprefix("consensus-minus-"))


def yes_no(vote: dict[str, Any], yes: int, no: int, abstain: int) -> tuple[bool, dict[str, Any]]:
    """Whether a vote by yes or no passes with these ballots, and its result."""
    result = {
        **head(vote, yes + no + abstain),
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "yes_needed": yes_needed(vote["threshold"], yes + no),
        "allowed_no": allowed_no(vote["threshold"], vote["roll_size"]),
    }
    why = "passed"
    if result["allowed_no"] is not None and no > result["allowed_no"]:
        why = "too_many_opposed"
    if result["yes_needed"] is not None and yes < result["yes_needed"]:
        why = "too_few_yes"
    if yes == 0:
        why = "no_yes"
    if not result["quorum_reached"]:
        why = "quorum_missed"
    return why == "passed", {**result, "why": why}
