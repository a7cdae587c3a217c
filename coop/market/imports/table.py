"""A file of past bookings, read whole: its bookings and its bad lines. Nothing here knows a database."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coop.market.imports.mapping import FIELDS, OPTIONAL, Mapping
from coop.market.imports.rules import BadLine, Fault, PastBooking, read_line

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Reading:
    """What a file holds, in its own order."""

    bookings: tuple[PastBooking, ...]
    bad: tuple[BadLine, ...]

    @property
    def lines(self) -> int:
        """How many bookings the file tells of, good and bad."""
        return len(self.bookings) + len(self.bad)


def read_table(
    content: bytes, mapping: Mapping, *, advance: Callable[[int], None] = lambda _done: None
) -> Reading:
    """Read a CSV file. `advance` is told the number of lines done, now and then. Raises BadFile."""
    rows = _rows(_text(content, mapping), mapping)
    header = next(rows, None)
    if header is None:
        raise BadFile("the file is empty: it needs a line with the names of its columns")
    places = _places([name.strip() for name in header[1]], mapping)
    reader = _Lines(mapping, places, width=len(header[1]))
    for count, (line, row) in enumerate(rows, 1):
        reader.take(line, row)
        if count % 500 == 0:
            advance(count)
    if not reader.bookings and not reader.bad:
        raise BadFile("the file has a header and no bookings")
    return Reading(tuple(reader.bookings), tuple(reader.bad))


class _Lines:
    """Takes rows one by one, remembering the references seen."""

    def __init__(self, mapping: Mapping, places: dict[str, tuple[int, ...]], *, width: int) -> None:
        self.bookings: list[PastBooking] = []
        self.bad: list[BadLine] = []
        self._mapping, self._places, self._width = mapping, places, width
        self._first_seen: dict[str, int] = {}

    def take(self, line: int, row: list[str]) -> None:
        if len(row) != self._width:
            remedy = "quote values that hold a separator"
            fault = Fault("columns", f"{len(row)} instead of {self._width}", remedy)
            self.bad.append(BadLine(line, row[0] if row else "", (fault,)))
            return
        read = read_line(line, self._written(row), self._mapping)
        if isinstance(read, BadLine):
            self.bad.append(read)
            return
        first = self._first_seen.setdefault(read.reference, line)
        if first != line:
            remedy = "give each booking a reference of its own"
            fault = Fault("reference", f"stands on line {first} already", remedy)
            self.bad.append(BadLine(line, read.reference, (fault,)))
            return
        self.bookings.append(read)

    def _written(self, row: list[str]) -> dict[str, str]:
        written = dict(self._mapping.constants)
        for name, places in self._places.items():
            written[name] = row[places[0]] if len(places) == 1 else " ".join(row[i] for i in places).strip()
        for name in OPTIONAL:
            written.setdefault(name, "")
        return written


def _text(content: bytes, mapping: Mapping) -> str:
    encoding = codecs.lookup(mapping.encoding).name
    if encoding == "utf-8":
        encoding = "utf-8-sig"  # the mark some programs begin such a file with is no part of a column's name
    if content.startswith(_UTF16) and "16" not in encoding:
        raise BadFile('the file is in UTF-16: save it as UTF-8, or set encoding = "utf-16" in a mapping file')
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFile(
            f"line {line}: byte {content[error.start]:#04x} is not {mapping.encoding}: save the file as "
            "UTF-8, or name its encoding in a mapping file"
        ) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise BadFile(f"line {line}: a zero byte: this is not a CSV file")
    return text


def _rows(text: str, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    """(line number where the row begins, its cells), blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "quotes must be closed, and doubled inside a value"
            raise BadFile(f"line {begins}: {error}: {remedy}") from error
        if any(cell.strip() for cell in row):
            yield begins, row


def _places(header: list[str], mapping: Mapping) -> dict[str, tuple[int, ...]]:
    """The column numbers of each field that the file has."""
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise BadFile(f"the header names these columns twice: {', '.join(twice)}")
    found: dict[str, tuple[int, ...]] = {}
    missing: list[str] = []
    for name in FIELDS:
        columns = mapping.columns_of(name)
        absent = [column for column in columns if column not in header]
        if not absent and columns:
            found[name] = tuple(header.index(column) for column in columns)
        elif absent and (name not in OPTIONAL or name in mapping.columns):
            missing += absent
    if missing:
        raise BadFile(
            f"the header lacks: {', '.join(missing)}. It has: {', '.join(header)}. "
            "Name the columns or give constants in a mapping file (docs/import-format.md)"
        )
    return found
