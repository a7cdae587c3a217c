"""A column of published data, and a file made of columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INTEGER, TEXT, FLAG, DAY, MOMENT, FRACTION = "integer", "string", "boolean", "date", "datetime", "fraction"
OBJECT, ARRAY, DECIMAL, ANY = "object", "array", "decimal", "any"
TYPES = (INTEGER, TEXT, FLAG, DAY, MOMENT, FRACTION, OBJECT, ARRAY, DECIMAL, ANY)

CENTS, MINUTES, PER_CENT = "minor units of the currency", "minutes", "per cent"


def N_(message: str) -> str:
    """Mark a message for translation; pages translate it, descriptions for programs stay English."""
    return message


UNITS = (N_("minor units of the currency"), N_("minutes"), N_("per cent"), N_("stars"), N_("days"), N_("pixels"),
         N_("kilometres"), N_("metres"), N_("hours"), N_("the currency, with decimals"), N_("bytes"),
         N_("minor units of the currency, or minutes"), N_("the currency with decimals, or minutes"))
"""Every unit there is, so that translators find them."""


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means (an English msgid), a value as it is written, and its unit.

    A fraction is a string `"a/b"` in lowest terms; a decimal is a number written with two places.
    """

    type: str
    meaning: str
    example: Any
    unit: str = ""

    def __post_init__(self) -> None:
        if self.type not in TYPES or (self.unit and self.unit not in UNITS):
            raise ValueError(f"no such type or unit: {self.type}, {self.unit}")

    @property
    def shown(self) -> str:
        """The example as a page shows it; empty for lists and objects, whose insides have examples of their own."""
        if self.type in (ARRAY, OBJECT):
            return ""
        return self.example if isinstance(self.example, str) else json.dumps(self.example)


@dataclass(frozen=True)
class File:
    """A file of the export. `columns`: path -> column, where a path goes `postings[].account` into lists of objects,
    `outcome.passed` into objects, and `shares.*` into objects whose keys are data. `integers_as_text`: its whole
    numbers are written as decimal strings.
    """

    meaning: str
    format: str
    columns: Mapping[str, Column]
    integers_as_text: bool = False

    @property
    def is_table(self) -> bool:
        """Whether each line is a row with these columns."""
        return self.format in ("csv", "jsonl")

    @property
    def top(self) -> dict[str, Column]:
        """The columns of a row themselves, without what is inside them."""
        return {path: column for path, column in self.columns.items() if not set("[.") & set(path)}


def inside(path: str, columns: Mapping[str, Column]) -> dict[str, Column]:
    """Columns of an object that lies at a path of another: `inside("postings[]", {...})`."""
    return {f"{path}.{name}": column for name, column in columns.items()}
