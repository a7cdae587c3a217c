"""What people write to each other: notes, reasons, conversations, reviews."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from coop.demo.content.reading import read


@dataclass(frozen=True)
class Praise:
    """A review; `only` are keys of workers it fits, empty for everybody."""

    stars: int
    body: str
    only: tuple[str, ...] = ()


@cache
def words() -> dict[str, Any]:
    """The lists of words.toml by name."""
    return read("words.toml")


@cache
def reviews_of(worker: str) -> tuple[Praise, ...]:
    """What clients could say of a worker."""
    said = tuple(Praise(**{**row, "only": tuple(row.get("only", ()))}) for row in words()["review"])
    return tuple(praise for praise in said if not praise.only or worker in praise.only)


@cache
def reviews_of_clients() -> tuple[Praise, ...]:
    """What workers say of clients."""
    return tuple(Praise(**row) for row in words()["review_of_client"])


def reply_to(stars: int) -> str:
    """What a worker answers to so many stars."""
    return str(words()["replies"].get(str(stars), ""))
