"""The seeded demo, served for measuring: its data as `make demo` makes it, without its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def seeded(folder: Path, database: str) -> Iterator[dict[str, str]]:
    """The environment of a site on freshly seeded demo data; a PostgreSQL of its own is stopped at the end."""
    from coop.demo import run

    with run.prepared(folder, database) as environment:
        yield environment
