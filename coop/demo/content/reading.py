"""Reading the content's files, wherever the package is installed."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

_BLOCK = re.compile(r"\s*([-*|]|\d+\.) ?")


def read(name: str) -> dict[str, Any]:
    """The file `name` (such as "people.toml") of this folder."""
    return tomllib.loads((files("coop.demo.content") / name).read_text(encoding="utf-8"))


def unwrapped(text: str) -> str:
    """Paragraphs on one line each, as people type them; the site keeps line breaks, our files are wrapped.

    Lines of lists and tables stay apart.
    """
    lines: list[str] = []
    for line in text.strip().splitlines():
        continues = bool(lines and lines[-1] and line) and not _BLOCK.match(line)
        if continues and not lines[-1].startswith("|"):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)
