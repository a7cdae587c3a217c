"""Reading the content's files, wherever the package is installed."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def read(name: str) -> dict[str, Any]:
    """The file `name` (such as "people.toml") of this folder."""
    return tomllib.loads((files("coop.demo.content") / name).read_text(encoding="utf-8"))
