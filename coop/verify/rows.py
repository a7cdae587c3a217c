"""A line of any file but entries.jsonl: JSON in its one spelling, of the shape of its file."""

from __future__ import annotations

import json
from typing import Any

from .shapes import fault_of


class BadRow(ValueError):
    """A line that is no row of its file; the message says why."""


def read_row(name: str, line: bytes) -> dict[str, Any]:
    """The row of a line without its line feed; raises BadRow."""
    try:
        row = json.loads(line.decode(), parse_float=_no_float, parse_constant=_no_float)
        written = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadRow(f"it cannot be read ({error})") from error
    if not isinstance(row, dict):
        raise BadRow("it is no object")
    wrong = fault_of(name, row)
    if wrong:
        raise BadRow(wrong)
    if written != line:
        raise BadRow("it is not written as it must be: keys sorted, each once, no spaces")
    return row


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")
