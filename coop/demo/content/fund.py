"""What the demo's fund was given, and spent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from coop.demo.content.reading import read


@dataclass(frozen=True)
class Spent:
    """An expense; with `vote` it waits for the members, and its proposal is found by `key`."""

    by: str
    account: str
    title: str
    amount_cents: int
    shop: str
    day: int | None = None
    days_ago: int | None = None
    key: str = ""
    vote: bool = False
    approved: bool = True
    paid: bool = True


@cache
def spending() -> tuple[Spent, ...]:
    """All expenses, in their order."""
    return tuple(Spent(**row) for row in read("fund.toml")["expense"])


@cache
def given() -> dict[str, Any]:
    """`donation` (a list) and `grant`, as fund.toml has them."""
    return read("fund.toml")
