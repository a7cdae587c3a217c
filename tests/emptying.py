"""One PostgreSQL database for all tests of a process, emptied after each: ten times as quick as a new one.

Emptying goes around the triggers, as only the database's owner can; the rows that were there at first (of migrations,
of the founding) are put back and numbering begins where it began, so that every test finds what a new one would hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from coop.db.local_postgres import LocalPostgres
from tests.databases import create_database, drop_database

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'alembic_version' ORDER BY 1
"""
# A sequence moves on in a test that rolls everything back, too.
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


class Shared:
    """A database for one test after the other, a copy of its template; made anew now and then.

    Every row that was deleted stays in the way until it is vacuumed, and vacuuming would tell the planner that tables
    are empty: after a thousand tests an import took fifteen times as long as in a new database.
    """

    USES = 60

    def __init__(self, server: LocalPostgres, name: str, template: str) -> None:
        self._server, self._name, self._template = server, name, template
        self._left, self._emptied = 0, None

    def begin(self) -> str:
        """Its address, for a test to use."""
        if self._left == 0:
            known = self._emptied.known if self._emptied else None
            self.close()
            create_database(self._server, self._name, self._template)
            connection = psycopg.connect(self._server.url(self._name), autocommit=True)
            self._emptied = Emptied(connection, known or fresh(connection))
            self._left = self.USES
        self._left -= 1
        return self._server.url(self._name)

    def end(self) -> None:
        """Put it back to how it was, unless the next test begins with another."""
        if self._left:
            self._emptied.empty()

    def close(self) -> None:
        """Drop it, if there is one."""
        if self._emptied:
            self._emptied.connection.close()
            drop_database(self._server, self._name)
            self._emptied = None


@dataclass(frozen=True)
class Known:
    """What a database holds when it is fresh, and the question which of its tables hold anything."""

    used: sql.Composed
    numbers: dict[str, int | None]
    baseline: dict[str, bytes]


@dataclass(frozen=True)
class Emptied:
    """A database, by a connection that stays: what it asks after every test is planned once."""

    connection: psycopg.Connection
    known: Known

    def empty(self) -> None:
        """Put the database back to how it was when it was noted."""
        connection = self.connection
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        used = [row[0] for row in connection.execute(self.known.used, prepare=True)]
        emptied = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in used]
        with connection.transaction():
            connection.execute(sql.SQL("; ").join([sql.SQL("SET LOCAL session_replication_role = replica"), *emptied]))
            for table, rows in self.known.baseline.items():
                with connection.cursor().copy(_copy(table, "FROM STDIN")) as copy:
                    copy.write(rows)
        again = [
            sql.SQL("setval({}::regclass, {}, false)").format(
                sql.Literal(sequence), sql.Literal((self.known.numbers[sequence] or 0) + 1)
            )
            for sequence, number in connection.execute(_NUMBERS, prepare=True).fetchall()
            if number != self.known.numbers[sequence]
        ]
        if again:
            connection.execute(sql.SQL("SELECT ") + sql.SQL(", ").join(again))


def fresh(connection: psycopg.Connection) -> Known:
    """Take note of a database that no test has used."""
    used = _used(tuple(row[0] for row in connection.execute(_TABLES)))
    numbers = dict(connection.execute(_NUMBERS).fetchall())
    baseline = {}
    for (table,) in connection.execute(used).fetchall():
        with connection.cursor().copy(_copy(table, "TO STDOUT")) as copy:
            baseline[table] = b"".join(copy)
    return Known(used, numbers, baseline)


def _used(tables: tuple[str, ...]) -> sql.Composed:
    parts = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    ]
    return sql.SQL(" UNION ALL ").join(parts)


def _copy(table: str, where: str) -> sql.Composed:
    return sql.SQL("COPY {} {} (FORMAT binary)").format(sql.Identifier(table), sql.SQL(where))
