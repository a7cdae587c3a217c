"""Copying a database into a file and back, while the site runs.

SQLite by its online backup; PostgreSQL by its own pg_dump and pg_restore, whose snapshot is consistent.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.engine import make_url

from coop.db.local_postgres import binaries


class NotEmpty(RuntimeError):
    """The place to restore into holds a database already."""


_ATTEMPTS = 20


def dump(url: str, target: Path, *, without_order: Sequence[str] = ()) -> None:
    """Write the whole database behind `url` to `target`.

    The rows of the tables `without_order` stand there in the order of their keys, never of their arrival. (SQLite keeps
    tables without row numbers in that order anyhow.)
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "")) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    if not without_order:
        _run(parsed, "pg_dump", *arguments)
        return
    engine = create_engine(parsed, poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as held:
        snapshot = _in_key_order(engine, held, without_order)
        _run(parsed, "pg_dump", *arguments, f"--snapshot={snapshot}")


def _in_key_order(engine: Engine, held: Connection, tables: Sequence[str]) -> str:
    """Write the tables anew in the order of their keys, and take a snapshot before any row is added at their ends.

    pg_dump copies rows as they lie, so two tables that grow together would tell which rows came together.
    """
    named = ", ".join(tables)
    for _attempt in range(_ATTEMPTS):
        with engine.begin() as connection:
            for table in tables:
                connection.execute(text(f"CLUSTER {table} USING pk_{table}"))
        with engine.begin() as connection:
            connection.execute(text(f"LOCK TABLE {named} IN EXCLUSIVE MODE"))
            if all(_lies_in_order(connection, table) for table in tables):
                return str(held.execute(text("SELECT pg_export_snapshot()")).scalar_one())
    raise RuntimeError(f"{named}: rows come too fast to be put in order; try again when fewer people vote")


def _lies_in_order(connection: Connection, table: str) -> bool:
    """Whether every row lies where its key belongs: none was added since the table was written anew."""
    key = ", ".join(
        column
        for (column,) in connection.execute(
            text(
                "SELECT a.attname FROM pg_index i "
                "CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place) "
                "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
                "WHERE i.indisprimary AND i.indrelid = CAST(:name AS regclass) ORDER BY k.place"
            ),
            {"name": table},
        )
    )
    query = f"SELECT count(*) FROM (SELECT ctid, lag(ctid) OVER (ORDER BY {key}) AS before FROM {table}) r"  # noqa: S608
    return not connection.execute(text(f"{query} WHERE ctid < before")).scalar_one()


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


def program(name: str) -> str:
    """The path of one of PostgreSQL's tools."""
    return shutil.which(name) or str(binaries() / name)


def _run(url: URL, name: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "PGHOST": url.host or "", "PGPORT": str(url.port or 5432), "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "", "PGDATABASE": url.database or "",
    }
    result = subprocess.run(  # noqa: S603  PostgreSQL's own tools; the password travels by environment
        [program(name), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError(f"{name}: {result.stderr.strip()}")
