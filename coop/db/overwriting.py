"""Making sure that what was deleted is gone from the files of the database, too.

SQLite overwrites what it deletes (`secure_delete`), but moving rows between pages may leave copies in their gaps, the
index of words keeps old segments, and the write-ahead log keeps pages as they were: all are written anew here.
PostgreSQL reuses dead rows after its own vacuum; it is run now, as the tables' owner: of anybody else PostgreSQL skips
the tables with a mere warning.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import Engine, NullPool, Text, bindparam, create_engine, inspect, text
from sqlalchemy.dialects.postgresql import ARRAY

from coop.db.engine import normalised
from coop.db.session import writing

_log = logging.getLogger("coop.db")


def overwrite(engine: Engine, owner_url: str) -> bool:
    """Write the database anew without what was deleted; safe to repeat. Writers wait meanwhile.

    `owner_url`: the database's address as the one who owns its tables. False when a reader kept SQLite's log of changes
    from being emptied, or PostgreSQL's tables belong to somebody else: then it is to be done again.
    """
    if engine.dialect.name == "sqlite":
        return _sqlite(engine)
    return _vacuum(owner_url, ())


def forget_order(engine: Engine, tables: Sequence[str], owner_url: str) -> bool:
    """Let go of what still tells in which order, and with what else, rows of these tables were written; safe to repeat.

    SQLite's log of changes is emptied, PostgreSQL's dead rows are vacuumed. Else as `overwrite`.
    """
    if engine.dialect.name == "sqlite":
        with writing(True), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            connection.exec_driver_sql("COMMIT")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
            connection.exec_driver_sql("BEGIN")
        return not busy
    return _vacuum(owner_url, tables)


_NOT_OURS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND (c.relname = ANY(:tables) OR cardinality(:tables) = 0)
  AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
"""


def _vacuum(owner_url: str, tables: Sequence[str]) -> bool:
    """Vacuum some tables, or all; False, and a word to the operator, where they are another role's."""
    owner = create_engine(normalised(owner_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        if connection.execute(text(_NOT_OURS).bindparams(bindparam("tables", list(tables), ARRAY(Text)))).scalar_one():
            _log.error("what was deleted lies in PostgreSQL's files still: set COOP_DATABASE_OWNER_URL for the worker")
            return False
        connection.execute(text(f"VACUUM {', '.join(tables)}"))
    return True


def _sqlite(engine: Engine) -> bool:
    # Begin as a writer: that takes the file lock which keeps other writers out until the connection goes back.
    with writing(True), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        if inspect(connection).has_table("listing_words"):
            connection.execute(text("INSERT INTO listing_words (listing_words) VALUES ('optimize')"))
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        connection.exec_driver_sql("BEGIN")
    return not busy
