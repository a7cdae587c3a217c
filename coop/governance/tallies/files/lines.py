"""Strict reading of text files: every wrong line by its number, and limits that no hostile file gets past."""

import re
from collections.abc import Iterator

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 2_000_000
LONGEST_LINE = 100_000
LONGEST_NAME = 500
MOST_OPTIONS = 1_000
MOST_BALLOTS = 10**9
MOST_NAMED = 100
"""So many wrong lines are named; a file with more is not read further."""

_WHOLE = re.compile(r"[0-9]{1,12}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


class BadFile(ValueError):
    """A file that is not read; `lines` are (number, reason) of what is wrong, number 0 for the file as a whole."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {number}: {reason}" if number else reason for number, reason in lines))
        self.lines = lines


class Wrong:
    """The wrong lines found so far."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []

    def add(self, number: int, reason: str) -> None:
        """Name a line; raises `BadFile` once there are too many to go on."""
        self.lines.append((number, reason))
        if len(self.lines) >= MOST_NAMED:
            self.lines.append((0, "and perhaps more: the file was read no further"))
            raise BadFile(self.lines)

    def stop(self, number: int, reason: str) -> BadFile:
        """A wrong line after which nothing can be understood: to be raised."""
        return BadFile([*self.lines, (number, reason)])

    def refuse(self) -> None:
        """Raise `BadFile` if any line was wrong."""
        if self.lines:
            raise BadFile(self.lines)


def text_of(data: bytes) -> str:
    """The text of a file, with line ends as LF; raises `BadFile` on other than UTF-8, controls, and beyond limits."""
    if len(data) > MOST_BYTES:
        raise BadFile([(0, f"{len(data):,} bytes; {MOST_BYTES:,} are the most")])
    if data.count(b"\n") >= MOST_LINES:
        raise BadFile([(0, f"more than {MOST_LINES:,} lines")])
    wrong = Wrong()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise BadFile([(number, "not in UTF-8: save the file as UTF-8")]) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            wrong.add(number, f"{len(line):,} characters; {LONGEST_LINE:,} are the most")
        elif _CONTROL.search(line):
            wrong.add(number, "a control character")
    wrong.refuse()
    return text


def lines_of(data: bytes) -> Iterator[tuple[int, str]]:
    """(number, line without space around it) of every line that is not empty."""
    for number, line in enumerate(text_of(data).split("\n"), 1):
        stripped = line.strip()
        if stripped:
            yield number, stripped


def whole(text: str) -> int:
    """A whole number of at most twelve plain digits; raises ValueError with a sentence."""
    stripped = text.strip()
    if not _WHOLE.fullmatch(stripped):
        shown = stripped if len(stripped) <= 40 else stripped[:40] + "..."
        raise ValueError(f"{shown!r} is not a whole number")
    return int(stripped)


def name(text: str) -> str:
    """A name, space around it gone; raises ValueError on none or one that is too long."""
    stripped = text.replace("\t", " ").strip()
    if not stripped:
        raise ValueError("a name is missing")
    if len(stripped) > LONGEST_NAME:
        raise ValueError(f"a name of {len(stripped):,} characters; {LONGEST_NAME} are the most")
    return stripped


def different(names: list[tuple[int, str]], wrong: Wrong) -> None:
    """Name every line whose name an earlier line has."""
    seen: dict[str, int] = {}
    for number, one in names:
        if one in seen:
            wrong.add(number, f"{one!r} stands on line {seen[one]} already")
        seen.setdefault(one, number)
