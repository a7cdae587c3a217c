"""Everything that somebody who gets hold of the database can read, and the attacks they would try."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from coop.db import backup, transaction
from coop.governance.ballots.models import BOX

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Dump:
    """All tables with their rows as they lie on disk, and the plain bytes of files and backup."""

    tables: dict[str, Rows]
    files: bytes
    backup: str

    def tables_with(self, needles: Iterable[str]) -> set[str]:
        """Which tables hold one of these texts anywhere."""
        wanted = [str(needle) for needle in needles]
        return {
            name for name, rows in self.tables.items()
            if any(needle in _said(row) for row in rows for needle in wanted)
        }  # fmt: skip


def _said(row: tuple[Any, ...]) -> str:
    return json.dumps(row, default=str)


def take(engine: Engine, folder: Path) -> Dump:
    """The dump of a database."""
    tables = {}
    with transaction(engine, write=False) as session:
        connection = session.connection()
        for name in sorted(inspect(connection).get_table_names()):
            tables[name] = [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
    url = engine.url.render_as_string(hide_password=False)
    target = folder / "copy"
    target.unlink(missing_ok=True)
    backup.dump(url, target, without_order=BOX)
    if engine.dialect.name == "sqlite":
        database = Path(make_url(url).database)
        files = b"".join(path.read_bytes() for path in sorted(database.parent.glob(f"{database.name}*")))
        return Dump(tables, files, "")
    script = folder / "copy.sql"
    subprocess.run([backup.program("pg_restore"), f"--file={script}", str(target)], check=True)
    return Dump(tables, b"", script.read_text())


def copied(script: str, table: str) -> list[list[str]]:
    """The rows of a table in the order in which a backup of PostgreSQL holds them."""
    rows, inside = [], False
    for line in script.splitlines():
        if line.startswith(f"COPY public.{table} "):
            inside = True
        elif inside and line == "\\.":
            return rows
        elif inside:
            rows.append(line.split("\t"))
    raise AssertionError(f"{table} is not in the backup")
