"""For migrations: let exactly some words of a fact be blanked, and nothing else of it be changed.

It replaces the trigger that refuses every UPDATE of an append-only table, or of some columns of a table of facts.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import is_sqlite


def only_blanked(table: str, blanks: Mapping[str, str], *, when: str, free: tuple[str, ...] = ()) -> None:
    """Refuse every UPDATE of `table` but one that sets columns to what `blanks` says, for rows `when` holds of.

    `blanks` maps a column to SQL for what may stand there afterwards, `when` is SQL over OLD; `free` names columns
    that other triggers look after.
    """
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    kept = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns if name not in {*blanks, *free}]
    words = [
        f"(NEW.{name} IS DISTINCT FROM OLD.{name} AND (NEW.{name} IS DISTINCT FROM {blank} OR NOT ({when})))"
        for name, blank in blanks.items()
    ]
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in (*blanks, *free))
    test = " OR ".join([*kept, *words])
    if not free:
        test += f" OR ({same})"  # an UPDATE that changes nothing is none of a fact's business either
    why = f"{table} is append-only: UPDATE refused"
    if is_sqlite():
        test = test.replace("IS NOT DISTINCT FROM", "IS").replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {table}_only_blanked BEFORE UPDATE ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION coop_{table}_only_blanked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_blanked BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION coop_{table}_only_blanked()"
    )


def drop(table: str) -> None:
    """Take `only_blanked` back."""
    op.execute(f"DROP TRIGGER {table}_only_blanked" + ("" if is_sqlite() else f" ON {table}"))
    if not is_sqlite():
        op.execute(f"DROP FUNCTION coop_{table}_only_blanked()")
