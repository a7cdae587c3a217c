"""Importing the real trips: bookings a second, triggers on, one database transaction."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from coop.db import local_postgres

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "COOP_MODE": "test",
    "COOP_SECRET_KEY": "k" * 32,
    "COOP_PASSWORD_SALT": "s" * 16,
    "COOP_TOTP_SECRET": "t" * 32,
}


def measure(folder: Path, trips: Path, *, rounds: int) -> list[tuple[str, int, float]]:
    """Rows `(database, bookings, least seconds of the command)`, each into a fresh database."""
    count = trips.read_bytes().count(b"\n") - 1
    urls = [f"sqlite:///{folder / f'import{turn}.sqlite3'}" for turn in range(rounds)]
    rows = [("SQLite", count, min(_timed(url, folder, trips) for url in urls))]
    server = local_postgres.start(folder / "postgres-import")
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            for turn in range(rounds):
                connection.execute(f"CREATE DATABASE import{turn}")
        least = min(_timed(server.url(f"import{turn}"), folder, trips) for turn in range(rounds))
        rows.append(("PostgreSQL", count, least))
    finally:
        server.stop()
    return rows


def _timed(url: str, folder: Path, trips: Path) -> float:
    # A folder each: the key of one log signs no other.
    data = folder / f"var-{url.rpartition('/')[2]}"
    environment = {**os.environ, **SECRETS, "COOP_DATABASE_URL": url, "COOP_DATA_DIR": str(data)}

    def coop(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "coop.cli", *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )

    coop("db", "upgrade")
    coop(
        "found",
        "--name",
        "Bench",
        "--currency",
        "USD",
        "--timezone",
        "America/New_York",
        "--preset",
        "colab",
        "--at",
        "2019-02-01",
    )
    begin = time.perf_counter()
    coop("import", "bookings", str(trips))
    return time.perf_counter() - begin
