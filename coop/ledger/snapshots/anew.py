"""Throwing the kept sums away, to be made anew: what an owner of the database does after a drift is explained."""

from __future__ import annotations

from sqlalchemy import Engine, text

from coop.db import transaction

_KEPT = ("rule_citations", "party_snapshots", "published_snapshots", "balance_snapshots")


def forget(engine: Engine) -> None:
    """Delete every kept sum, as the owner of the tables; the cuts stay, for a promise is not taken back.

    Around the triggers that keep anyone else from it, which stand again when the database transaction ends.
    """
    with transaction(engine) as session:
        if engine.dialect.name == "postgresql":
            for table in _KEPT:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own tables
                session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
            return
        for table in _KEPT:
            found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
            triggers = session.execute(found, {"table": table}).all()
            for name, _ in triggers:
                session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own tables
            for _, statement in triggers:
                session.connection().exec_driver_sql(statement)
