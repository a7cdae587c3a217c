"""What the drift check leaves out: parts of the schema that one database has for its own enforcement."""

from __future__ import annotations

from typing import Any

_OWN_TABLES = ("entry_seals", "listing_words", "sqlite_")


def ours(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Alembic's `include_object`: True for what a model describes."""
    if kind == "table":
        return not (name or "").startswith(_OWN_TABLES)
    if kind == "column":
        return (thing.table.name, name) != ("entries", "txid")
    if kind == "foreign_key_constraint":
        return all(element.target_fullname != "entry_seals.entry_id" for element in thing.elements)
    return True
