"""What was asked, as readers of the books take it: values, a key, the co-op; and the addresses of other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from coop.commons.api.versions import Standing
from coop.commons.keyset import Key

ROOT = "/api/v1"


@dataclass(frozen=True)
class Asked:
    """One question. `values` are those of path and address, read by their parameters."""

    path: str
    at: dt.datetime
    coop: Standing
    values: Mapping[str, Any] = field(default_factory=dict)
    licence: str = ""

    def text(self, name: str) -> str:
        """A text, empty where it was not given."""
        return str(self.values.get(name, ""))

    def whole(self, name: str) -> int:
        """A whole number that has a value always: one in the path, or one with a default."""
        return int(self.values[name])

    def day(self, name: str) -> dt.date | None:
        """A day, None where it was not given."""
        found: dt.date | None = self.values.get(name)
        return found

    @property
    def limit(self) -> int:
        return self.whole("limit")

    @property
    def key(self) -> Key:
        """Where the page begins, for keys made of numbers."""
        return Key(before=_numbers(self.text("before")), after=_numbers(self.text("after")))

    def here(self, **changed: object) -> str:
        """The address of another page of this list."""
        rest = {name: value for name, value in self.values.items() if name not in ("before", "after")}
        given = {**rest, **changed}
        if given.get("limit") == 50:
            del given["limit"]
        query = urlencode({name: value for name, value in given.items() if f"{{{name}}}" not in self.path})
        path = self.path.format(**self.values)
        return f"{ROOT}{path}?{query}" if query else f"{ROOT}{path}"

    def pages(self, older: object | None, newer: object | None) -> dict[str, str | None]:
        """The addresses of the next page and the one before, for lists that go from the newest to the oldest."""
        return {
            "next": None if older is None else self.here(before=older),
            "prev": None if newer is None else self.here(after=newer),
        }


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("-")) if written else ()
