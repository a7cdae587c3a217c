"""One PostgreSQL database for all tests of a process, emptied after each: ten times as quick as a new one.

Emptying goes around the triggers, as only the database's owner can; the rows that migrations wrote are put back and
numbering begins anew, so that every test finds what a fresh database would hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'alembic_version' ORDER BY 1
"""
_SEQUENCES = """
SELECT s.relname, t.relname FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' ORDER BY 1
"""
# A sequence moves on in a test that rolls everything back, too.
_ADVANCED = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


@dataclass(frozen=True)
class Emptied:
    """A database and what it holds when it is fresh."""

    url: str
    tables: tuple[str, ...]
    sequences: tuple[tuple[str, str], ...]
    baseline: tuple[tuple[str, tuple[tuple[object, ...], ...]], ...]

    def empty(self) -> None:
        """Put the database back to how the migrations left it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            used = [row[0] for row in connection.execute(_used(self.tables))]
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for table in used:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                for table, rows in self.baseline:
                    _put_back(connection, table, rows)
            advanced = {row[0] for row in connection.execute(_ADVANCED)}
            for sequence, table in self.sequences:
                if table in used or sequence in advanced:
                    connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(sequence)))


def fresh(url: str) -> Emptied:
    """Take note of a freshly migrated database."""
    with psycopg.connect(url) as connection:
        tables = tuple(row[0] for row in connection.execute(_TABLES))
        sequences = tuple((row[0], row[1]) for row in connection.execute(_SEQUENCES))
        holding = [row[0] for row in connection.execute(_used(tables))]
        baseline = tuple(
            (table, tuple(connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()))
            for table in holding
        )
    return Emptied(url, tables, sequences, baseline)


def _used(tables: tuple[str, ...]) -> sql.Composed:
    parts = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    ]
    return sql.SQL(" UNION ALL ").join(parts)


def _put_back(connection: psycopg.Connection, table: str, rows: tuple[tuple[object, ...], ...]) -> None:
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
    statement = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), marks)
    connection.cursor().executemany(statement, rows)
