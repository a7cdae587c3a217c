"""Making sure that what was deleted is gone from the files of the database, too.

SQLite overwrites what it deletes (`secure_delete`), but moving rows between pages may leave copies in their gaps, the
index of words keeps old segments, and the write-ahead log keeps pages as they were: all are written anew here.
PostgreSQL reuses dead rows after its own vacuum; it is asked to run now where the site's role may.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, inspect, text

from coop.db.session import writing


def overwrite(engine: Engine) -> bool:
    """Write the database anew without what was deleted; safe to repeat. Writers wait meanwhile.

    False when a reader kept SQLite's log of changes from being emptied: then it is to be done again.
    """
    if engine.dialect.name == "sqlite":
        return _sqlite(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
    return True


def forget_order(engine: Engine, tables: Sequence[str]) -> bool:
    """Let go of what still tells in which order, and with what else, rows of these tables were written; safe to repeat.

    SQLite's log of changes is emptied, PostgreSQL's dead rows are vacuumed. False as of `overwrite`.
    """
    if engine.dialect.name == "sqlite":
        with writing(True), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            connection.exec_driver_sql("COMMIT")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
            connection.exec_driver_sql("BEGIN")
        return not busy
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))
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
