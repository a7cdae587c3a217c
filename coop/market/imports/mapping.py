"""How another platform's file says what ours calls reference, worker, price: read from a TOML file.

`docs/import-format.md` describes it with an example. Whatever the mapping file says and we do not know is
refused: a misspelt key would otherwise change nothing, silently.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

REQUIRED = (
    "reference", "worker", "service", "starts_at", "ends_at", "timezone", "price", "currency", "method",
)
OPTIONAL = ("tip", "from_zone", "to_zone")
FIELDS = (*REQUIRED, *OPTIONAL)
METHODS = ("cash", "card")
"""Cash: the client paid the worker. Card: what the former platform collected and has to hand over."""

_TABLES = ("columns", "constants", "methods", "workers")
_SETTINGS = ("source", "encoding", "delimiter", "date_format", "reference_prefix")


class BadMapping(ValueError):
    """The mapping file cannot be followed; the message names the key."""


@dataclass(frozen=True)
class Mapping:
    """Where each field is found and how it is written; the defaults are our own format.

    `columns` gives the column or columns of a field (several are joined by a space: a date and a time),
    `constants` the value of a field that the file does not have, `methods` their words for cash and card,
    `workers` the e-mail addresses of persons who are here already, by their name in the file.
    """

    source: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    date_format: str = ""
    decimal_comma: bool = False
    reference_prefix: str = ""
    columns: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Dictionary[str, str] = field(default_factory=dict)
    methods: Dictionary[str, str] = field(default_factory=dict)
    workers: Dictionary[str, str] = field(default_factory=dict)

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The columns a field is read from; none when it is a constant."""
        return () if name in self.constants else self.columns.get(name, (name,))


def read_mapping(text: str) -> Mapping:
    """The mapping of a TOML text; raises BadMapping."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"not a TOML file: {error}") from error
    for key in written:
        if key not in (*_SETTINGS, *_TABLES, "decimal_comma"):
            known = ", ".join((*_SETTINGS, "decimal_comma", *_TABLES))
            raise BadMapping(f"{key}: no such setting; known are {known}")
    found: dict[str, Any] = {key: _text(key, written[key]) for key in _SETTINGS if key in written}
    found |= {key: _table(key, written[key]) for key in _TABLES if key in written}
    found["decimal_comma"] = written.get("decimal_comma", False)
    if not isinstance(found["decimal_comma"], bool):
        raise BadMapping("decimal_comma: must be true or false")
    return _checked(Mapping(**found))


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadMapping(f"{key}: must be text in quotes")
    return value


def _table(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMapping(f"{key}: must be a table, [{key}]")
    if key != "columns":
        return {name: _text(f"{key}.{name}", each) for name, each in value.items()}
    found: dict[str, Any] = {}
    for name, each in value.items():
        several = each if isinstance(each, list) else [each]
        if not several:
            raise BadMapping(f"columns.{name}: names no column")
        found[name] = tuple(_text(f"columns.{name}", one) for one in several)
    return found


def _checked(mapping: Mapping) -> Mapping:
    for table in ("columns", "constants"):
        for name in getattr(mapping, table):
            if name not in FIELDS:
                raise BadMapping(f"{table}.{name}: no such field; fields are {', '.join(FIELDS)}")
    for name in mapping.columns:
        if name in mapping.constants:
            raise BadMapping(f"{name}: is a column or a constant, not both")
    for word, method in mapping.methods.items():
        if method not in METHODS:
            raise BadMapping(f"methods.{word}: must be {' or '.join(METHODS)}, not {method!r}")
    if len(mapping.delimiter) != 1:
        raise BadMapping("delimiter: must be a single character")
    try:
        codecs.lookup(mapping.encoding)
    except LookupError as error:
        raise BadMapping(f"encoding: {mapping.encoding!r} is not known") from error
    return mapping
