"""The dataset as a Frictionless Data Package: files, licence, and a schema of every table."""

from __future__ import annotations

from typing import Any

from coop.commons.dataset.catalogue import Offered
from coop.commons.dataset.licences import Licence
from coop.commons.dictionary.column import INTEGER, Column

_TYPES = {
    "integer": {"type": "integer"},
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime", "format": "any"},
    "fraction": {"type": "string", "pattern": "-?[0-9]+/[0-9]+"},
    "object": {"type": "object"},
    "array": {"type": "array"},
    "decimal": {"type": "number"},
    "any": {"type": "any"},
}
_INTEGER_AS_TEXT = {"type": "string", "pattern": "-?[0-9]+"}


def package(files: list[Offered], licence: Licence, *, name: str, site_url: str, about: str) -> dict[str, Any]:
    """The descriptor. Addresses are whole, so that it can be kept anywhere."""
    return {
        "profile": "data-package",
        "name": "toad-lane-export",
        "title": name,
        "description": about,
        "homepage": f"{site_url}/data",
        "licenses": [{"name": licence.spdx, "title": licence.title, "path": licence.url}],
        "resources": [_resource(each, site_url) for each in files if each.path and each.file.is_table],
    }


def _resource(each: Offered, site_url: str) -> dict[str, Any]:
    stem, _dot, ending = each.name.rpartition(".")
    return {
        "name": f"{stem.replace('_', '-')}-{ending}",
        "path": f"{site_url}{each.path}",
        "profile": "tabular-data-resource" if ending == "csv" else "data-resource",
        "format": each.file.format,
        "mediatype": each.media_type,
        "encoding": "utf-8",
        "description": each.file.meaning,
        "schema": {
            "fields": [
                _field(name, column, as_text=each.file.integers_as_text) for name, column in each.file.top.items()
            ],
            "missingValues": [""],
        },
    }


def _field(name: str, column: Column, *, as_text: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "description": column.meaning, "example": column.example}
    kind = dict(_INTEGER_AS_TEXT if as_text and column.type == INTEGER else _TYPES[column.type])
    if "pattern" in kind:
        described["constraints"] = {"pattern": kind.pop("pattern")}
    if column.unit:
        described["unit"] = column.unit
    return {**described, **kind}
