"""Small building blocks for migrations: what a table refuses, said once for both databases."""

from __future__ import annotations

from alembic import op

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION coop_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def is_sqlite() -> bool:
    """Whether the migration runs on SQLite."""
    return op.get_bind().dialect.name == "sqlite"


def refuse(name: str, table: str, *, when: str, why: str, event: str = "INSERT", wait: str = "") -> None:
    """Refuse rows for which `when`, an SQL test over NEW or OLD, holds.

    `wait` is what PostgreSQL does first: a count holds until COMMIT only if nobody else counts meanwhile.
    """
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {wait} "
        f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()")


def never_replaced(table: str, *, key: str) -> None:
    """Refuse SQLite's INSERT OR REPLACE, which asks no trigger of the row that goes; `key` is that of `append_only`."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "  # noqa: S608  a migration's own words
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) BEGIN SELECT RAISE(ABORT, 'this key exists'); END"
        )


def never_emptied(table: str) -> None:
    """Refuse TRUNCATE, which asks no trigger of rows; SQLite has no such statement."""
    if not is_sqlite():
        op.execute(APPEND_ONLY_FUNCTION)
        op.execute(
            f"CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION coop_refuse_change()"
        )


def append_only(table: str, *, key: str) -> None:
    """Refuse UPDATE, DELETE (and TRUNCATE) on `table`.

    `key` is an SQL test over NEW that finds an existing row with the same key. SQLite needs it because
    INSERT OR REPLACE deletes the old row without firing delete triggers.
    """
    if not is_sqlite():
        never_emptied(table)
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_keep_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "  # noqa: S608  a migration's own words
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: this key exists'); END"
    )
