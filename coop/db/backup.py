"""Copying a database into a file and back, while the site runs.

SQLite by its online backup; PostgreSQL by its own pg_dump and pg_restore, whose snapshot is consistent.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from coop.db.local_postgres import binaries


class NotEmpty(RuntimeError):
    """The place to restore into holds a database already."""


def dump(url: str, target: Path) -> None:
    """Write the whole database behind `url` to `target`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "")) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    _run(parsed, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(url: str, source: Path) -> None:
    """Restore `source` into the empty database behind `url`; raises NotEmpty."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        place = Path(parsed.database or "")
        if place.exists() and place.stat().st_size > 0:
            raise NotEmpty(f"{place} exists; move it away first")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        return
    _run(parsed, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction",
         f"--dbname={parsed.database}", str(source))


def _run(url: URL, program: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "PGHOST": url.host or "", "PGPORT": str(url.port or 5432), "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "", "PGDATABASE": url.database or "",
    }
    path = shutil.which(program) or str(binaries() / program)
    result = subprocess.run(  # noqa: S603  PostgreSQL's own tools; the password travels by environment
        [path, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError(f"{program}: {result.stderr.strip()}")
