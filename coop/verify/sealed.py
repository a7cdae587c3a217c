"""What the leaves of one range of leaves.jsonl are: their hashes, the marks of entries, and all others whole."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from hashlib import sha256

from .leaves import MOST_BYTES
from .ranges import Range, mark
from .scan import Known

# The fact between is compared with a line of entries.jsonl, which was found canonical: no second reading.
_ENTRY = re.compile(rb'\{"commit":"[0-9a-f]{64}","fact":(.*),"type":"entry","v":"1"\}', re.DOTALL)


@dataclass
class Sealed:
    """One range. `entries` and `marks`: place within the range and mark of each leaf that holds an entry."""

    count: int = 0
    hashes: bytes = b""
    entries: array[int] = field(default_factory=lambda: array("l"))
    marks: array[int] = field(default_factory=lambda: array("Q"))
    offsets: array[int] = field(default_factory=lambda: array("q"))
    others: list[tuple[int, bytes]] = field(default_factory=list)


def seal(known: Known, given: Range) -> Sealed:
    """Read one range: what a process of the pool is asked to do."""
    part, hashes = Sealed(), []
    for offset, line in given.lines():
        hashes.append(sha256(b"\x00" + line).digest())
        found = _ENTRY.fullmatch(line)
        if found is None or len(line) > MOST_BYTES:
            part.others.append((part.count, line))
        else:
            part.entries.append(part.count)
            part.marks.append(mark(known.secret, found[1]))
            part.offsets.append(offset)
        part.count += 1
    part.hashes = b"".join(hashes)
    return part
