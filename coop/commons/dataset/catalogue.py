"""The files as people and programs are told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from coop.commons.dictionary.column import INTEGER, Column, File
from coop.commons.dictionary.files import FILES

MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/json",
    "beancount": "text/plain",
    "journal": "text/plain",
    "note": "text/plain",
    "sums": "text/plain",
}
IN_ZIP_ALONE = frozenset({"manifest.json", "checkpoint", "SHA256SUMS"})


@dataclass(frozen=True)
class Offered:
    """A file of the export: its name, what the dictionary says of it, and its rows where they are counted."""

    name: str
    file: File
    rows: int | None

    @property
    def path(self) -> str | None:
        """Its address, None for what only travels in the zip."""
        return None if self.name in IN_ZIP_ALONE else f"/exports/{self.name}"

    @property
    def told(self) -> list[tuple[str, Column, str, tuple[str, ...], bool]]:
        """Its columns as the page lists them."""
        return [(path, column, self._type(column), (), False) for path, column in self.file.columns.items()]

    def _type(self, column: Column) -> str:
        as_text = column.type == INTEGER and self.file.integers_as_text
        return str(_("integer, as text")) if as_text else column.type

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.file.format]


def offered(rows: Mapping[str, int]) -> list[Offered]:
    """Every file, in the dictionary's order."""
    return [Offered(name, file, rows.get(name)) for name, file in FILES.items()]
