"""How the rows of a table come to be facts of the log: by trigger, in their own commit. For migrations."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import is_sqlite


def enter(source: str, table: str, column: str) -> None:
    """Queue every row of the table for a leaf of that type, also those that are there already and await none."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_enter_log AFTER INSERT ON {table} "
            f"BEGIN INSERT INTO log_queue (source, key) VALUES ('{source}', NEW.{column}); END"
        )
    else:
        # Once a statement, over all its rows.
        op.execute(
            f"CREATE FUNCTION coop_{table}_enter_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO log_queue (source, key) SELECT '{source}', {column} FROM entering ORDER BY {column}; "
            "RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_enter_log AFTER INSERT ON {table} REFERENCING NEW TABLE AS entering "
            f"FOR EACH STATEMENT EXECUTE FUNCTION coop_{table}_enter_log()"
        )
    op.execute(
        f"INSERT INTO log_queue (source, key) SELECT '{source}', {column} FROM {table} WHERE NOT EXISTS "
        f"(SELECT 1 FROM log_leaves l WHERE l.source = '{source}' AND l.key = {table}.{column}) AND NOT EXISTS "
        f"(SELECT 1 FROM log_queue q WHERE q.source = '{source}' AND q.key = {table}.{column}) ORDER BY {column}"
    )


def enter_no_more(table: str) -> None:
    """Undo it for rows to come; what waits or has its leaf stays, for the log only grows."""
    op.execute(f"DROP TRIGGER {table}_enter_log" + ("" if is_sqlite() else f" ON {table}"))
    if not is_sqlite():
        op.execute(f"DROP FUNCTION coop_{table}_enter_log()")
