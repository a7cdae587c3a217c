"""Reading a Belenios archive (`.bel`): its parts, each named by its own SHA-256, and the chain of its events. Pure.

The file is a tar that Belenios writes in one way only: blocks of 512 bytes, headers in which nothing but name, size and
time differs, a first part BELENIOS, then `<hash>.data.json` and `<hash>.event.json`. Nothing is unpacked; what is not
written in that very way is refused, so that Belenios' own program cannot see other parts than this reader does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

BLOCK = 512
MOST_BYTES = 10 * 1024 * 1024
"""About 1,200 ballots."""
MOST_PARTS = 20_000

_PART = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_OCTAL = re.compile(rb"[0-7]{11}")
_TYPES = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result")


class Flaw(StrEnum):
    """What is wrong with an archive; `belenios.words` says it to people."""

    TOO_LARGE = "too-large"
    NO_ARCHIVE = "no-archive"
    CHANGED = "changed"
    CHAIN = "chain"
    UNFINISHED = "unfinished"
    MIXED = "mixed"
    QUESTION = "question"
    DECISION = "decision"
    ELECTION = "election"
    NAMES = "names"
    WEIGHTS = "weights"
    ROLL = "roll"
    COUNTS = "counts"
    NO_PROGRAM = "no-program"
    TOO_LONG = "too-long"
    REFUSED = "refused"


class BadArchive(Exception):
    """An archive whose result cannot be brought in; `detail` is what was found, for who looks into it."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(f"{flaw}: {detail}" if detail else str(flaw))
        self.flaw, self.detail = flaw, detail


@dataclass(frozen=True)
class Event:
    """Something that happened in an election, in the order of the chain; `payload` names a part."""

    type: str
    payload: str


@dataclass(frozen=True)
class Archive:
    """The parts by their SHA-256 in hex, and the events from the setup to the result."""

    parts: Mapping[str, bytes]
    events: tuple[Event, ...]

    def data(self, name: str) -> Any:
        """A part as JSON; raises BadArchive."""
        if name not in self.parts:
            raise BadArchive(Flaw.CHAIN, f"part {name[:12]} is missing")
        return parsed(self.parts[name])

    def all_of(self, type_: str) -> list[Any]:
        """The payloads of every event of a type."""
        return [self.data(event.payload) for event in self.events if event.type == type_]


def read(data: bytes) -> Archive:
    """Read a finished archive; raises BadArchive."""
    if len(data) > MOST_BYTES:
        raise BadArchive(Flaw.TOO_LARGE, f"{len(data)} bytes")
    members = _members(data)
    first = next(members, None)
    if first is None or first[0] != "BELENIOS" or _keys(parsed(first[1])).get("version") != 1:
        raise BadArchive(Flaw.NO_ARCHIVE, "it does not begin with BELENIOS, version 1")
    parts: dict[str, bytes] = {}
    events: list[Event] = []
    last = None
    for count, (name, content) in enumerate(members, 1):
        told = _PART.fullmatch(name)
        if told is None or count > MOST_PARTS:
            raise BadArchive(Flaw.NO_ARCHIVE, f"part {count} is called {name[:80]}")
        hashed = sha256(content).hexdigest()
        if hashed != told[1]:
            raise BadArchive(Flaw.CHANGED, f"part {count} is called {told[1][:12]}, but its SHA-256 is {hashed[:12]}")
        if told[2] == "event":
            events.append(_event(content, last, len(events), parts))
            last = hashed
        else:
            parts[hashed] = content
    types = [event.type for event in events]
    if types[:1] != ["Setup"] or types.count("Setup") != 1:
        raise BadArchive(Flaw.CHAIN, "it does not begin with its setup")
    if types[-1] != "Result" or types.count("Result") != 1:
        raise BadArchive(Flaw.UNFINISHED)
    return Archive(parts, tuple(events))


def parsed(content: bytes) -> Any:
    """JSON in which no key stands twice and every number is whole: programs agree on what it says."""
    try:
        return json.loads(content.decode(), object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadArchive(Flaw.NO_ARCHIVE, f"a part is no JSON ({error})") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(number: str) -> Any:
    raise ValueError(f"{number} is no whole number")


def _keys(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadArchive(Flaw.NO_ARCHIVE, "a part is no object")
    return value


def _event(content: bytes, last: str | None, height: int, parts: Mapping[str, bytes]) -> Event:
    """The next event, which names the one before it."""
    said = _keys(parsed(content))
    type_, payload = said.get("type"), said.get("payload", "")
    if type_ in ("Shuffle", "EndShuffles"):
        raise BadArchive(Flaw.MIXED, str(type_))
    if type_ not in _TYPES:
        raise BadArchive(Flaw.NO_ARCHIVE, f"event {height} is {type_!r}")
    if said.get("parent") != last or said.get("height") != height or type(said["height"]) is not int:
        raise BadArchive(Flaw.CHAIN, f"event {height} does not follow the one before it")
    if (type_ == "EndBallots") != (payload == "") or (payload and payload not in parts):
        raise BadArchive(Flaw.CHAIN, f"event {height} names no part before it")
    return Event(str(type_), str(payload))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """`(name, content)` of each part; raises BadArchive for what Belenios would not write."""
    at = 0
    while at < len(data):
        header = data[at : at + BLOCK]
        name, size, time = header[:100].split(b"\0", 1)[0], header[124:135], header[136:147]
        if not (_OCTAL.fullmatch(size) and time.isdigit() and name.isascii() and header == _header(name, size, time)):
            raise BadArchive(Flaw.NO_ARCHIVE, f"byte {at} begins no header of Belenios")
        length = int(size, 8)
        end = at + BLOCK + length
        after = end + -length % BLOCK
        if after > len(data) or data[end:after].strip(b"\0"):
            raise BadArchive(Flaw.NO_ARCHIVE, "it is cut off, or something stands between its parts")
        yield name.decode(), data[at + BLOCK : end]
        at = after


def _header(name: bytes, size: bytes, time: bytes) -> bytes:
    """The header that Belenios writes for a part."""
    fields = (
        name.ljust(100, b"\0"),
        b"0000644\0",
        b"0000000\0",
        b"0000000\0",
        size,
        b"\0",
        time,
        b"\0",
        b" " * 8,
        b"0",
    )
    blank = b"".join(fields).ljust(BLOCK, b"\0")
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]
