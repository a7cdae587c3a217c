"""A step of a count as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coop.web.figures import Bar

Names = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One step of a count: bars or a table (the first column heads its rows), and a sentence before it."""

    title: str
    note: str = ""
    bars: Sequence[Bar] = ()
    heads: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()
