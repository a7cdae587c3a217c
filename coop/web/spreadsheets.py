"""CSV that is safe to open in a spreadsheet: no cell is taken for a formula, money is a plain decimal number."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PIECE = 32_768

CsvRow = tuple[Any, ...]


def safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP's apostrophe before what begins like one."""
    text = "" if cell is None else str(cell)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def csv_text(head: tuple[str, ...], rows: Iterable[CsvRow]) -> str:
    """A small table in one piece."""
    return "".join(csv_pieces(head, rows))


def csv_pieces(head: tuple[str, ...], rows: Iterable[CsvRow]) -> Iterator[str]:
    """A table of any size, piece by piece."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if text.tell() > _PIECE:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def money_cell(cents: int) -> str:
    """Minor units as a plain number: 12345 -> 123.45."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
