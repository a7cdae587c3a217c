"""The demo's database: a SQLite file, or a PostgreSQL server of its own. Seeded beside its place, then moved in.

What is interrupted while seeding leaves a draft behind, which the next run throws away.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from coop.db import local_postgres
from coop.db.local_postgres import LocalPostgres

SITE_ROLE = "coop_site"
DATABASE = "coop_demo"
_SQLITE_PARTS = ("", "-wal", "-shm", "-writer", "-journal")


@dataclass(frozen=True)
class Addresses:
    """Where to connect: as the owner, for migrations, and as the site, which may do less."""

    owner_url: str
    site_url: str


class Home(ABC):
    """Where the demo's data lives."""

    @abstractmethod
    def addresses(self) -> Addresses:
        """Of the finished database."""

    @abstractmethod
    def is_made(self) -> bool:
        """Whether there is a finished database."""

    @abstractmethod
    def clear_draft(self) -> Addresses:
        """An empty database to seed in; what an interrupted run left there is dropped."""

    @abstractmethod
    def move_in(self) -> None:
        """The draft becomes the database; nobody may be connected to it."""

    @abstractmethod
    def drop_draft(self) -> None:
        """Throw the draft away."""

    @abstractmethod
    def stop(self) -> None:
        """End what was started for it; the data stays."""

    @contextmanager
    def draft(self) -> Iterator[Addresses]:
        """A place to seed in, which becomes the database if the block ends well and vanishes if not."""
        addresses = self.clear_draft()
        try:
            yield addresses
        except BaseException:
            self.drop_draft()
            raise
        self.move_in()


class SqliteHome(Home):
    """One file in the demo's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder.resolve() / "coop.sqlite3"
        self._draft = folder.resolve() / "coop.sqlite3.draft"

    def addresses(self) -> Addresses:
        return Addresses(f"sqlite:///{self._path}", f"sqlite:///{self._path}")

    def is_made(self) -> bool:
        return self._path.exists()

    def clear_draft(self) -> Addresses:
        self.drop_draft()
        return Addresses(f"sqlite:///{self._draft}", f"sqlite:///{self._draft}")

    def move_in(self) -> None:
        # The last connection folded the log into the file when it closed; a log that is left would be lost.
        log = Path(f"{self._draft}-wal")
        if log.exists() and log.stat().st_size:
            raise RuntimeError(f"{self._draft} is still open somewhere")
        os.replace(self._draft, self._path)
        self.drop_draft()

    def drop_draft(self) -> None:
        for part in _SQLITE_PARTS:
            Path(f"{self._draft}{part}").unlink(missing_ok=True)

    def stop(self) -> None:
        return


class PostgresHome(Home):
    """A server in the demo's folder, on a free loopback port, running as long as the demo does."""

    def __init__(self, folder: Path, *, site_password: str) -> None:
        place = folder.resolve() / "postgres"
        _stop_orphan(place)
        self._server = local_postgres.start(place)
        self._site_password = site_password
        self._ensure_site_role()

    def addresses(self) -> Addresses:
        return self._addresses(DATABASE)

    def is_made(self) -> bool:
        with self._connected() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        return found is not None

    def clear_draft(self) -> Addresses:
        self.drop_draft()
        self._administer("CREATE DATABASE {draft}")
        return self._addresses(f"{DATABASE}_draft")

    def move_in(self) -> None:
        self._administer("ALTER DATABASE {draft} RENAME TO {database}")

    def drop_draft(self) -> None:
        self._administer("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")

    def stop(self) -> None:
        self._server.stop()

    def _addresses(self, database: str) -> Addresses:
        site_url = self._server.url(database, user=SITE_ROLE, password=self._site_password)
        return Addresses(self._server.url(database), site_url)

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self._server.url(), autocommit=True)

    def _administer(self, statement: LiteralString) -> None:
        names = {"draft": sql.Identifier(f"{DATABASE}_draft"), "database": sql.Identifier(DATABASE)}
        with self._connected() as connection:
            connection.execute(sql.SQL(statement).format(**names))

    def _ensure_site_role(self) -> None:
        role = sql.Identifier(SITE_ROLE)
        with self._connected() as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SITE_ROLE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(self._site_password))
            )


def _stop_orphan(place: Path) -> None:
    """Stop a server that a killed run left behind. The caller holds the folder's lock, so it is nobody else's."""
    if (place / "data" / "postmaster.pid").exists():
        with suppress(RuntimeError):  # the file was left behind by a server that is gone
            LocalPostgres(data=place / "data", port=0, password="").stop()
