"""One file of trips made into four."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

MOMENT = "%Y-%m-%d %H:%M:%S"


def quartered(content: bytes, *, cuts: Sequence[dt.date], moved_by: dt.timedelta) -> list[bytes]:
    """A file for each part that `cuts` make, by the day a trip started; the n-th, from 0, moved by n times `moved_by`.

    Moving is done on the clock of the place, so that what happened at nine happens at nine. Raises ValueError or
    KeyError for a file of another form.
    """
    rows = csv.DictReader(io.StringIO(content.decode()))
    parts: list[list[dict[str, str]]] = [[] for _ in range(len(cuts) + 1)]
    for row in rows:
        started = dt.datetime.strptime(row["starts_at"], MOMENT)
        part = sum(started.date() >= cut for cut in cuts)
        for name in ("starts_at", "ends_at"):
            row[name] = (dt.datetime.strptime(row[name], MOMENT) + part * moved_by).strftime(MOMENT)
        parts[part].append(row)
    return [_written(part, rows.fieldnames or ()) for part in parts]


def _written(rows: list[dict[str, str]], names: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
