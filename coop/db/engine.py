"""Engines for SQLite and PostgreSQL, set up so that both refuse the same things."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from coop.db.session import will_write

_LOCK = "coop_writer_lock"
_writing_here = threading.local()


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://...`, ready for use."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        os.makedirs(os.path.dirname(os.path.abspath(parsed.database)), exist_ok=True)
    return prepare(create_engine(normalised(url), **options))


def normalised(url: str) -> str:
    """Name the driver we ship with, so that a plain `postgresql://` never picks another."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def prepare(engine: Engine) -> Engine:
    """Attach our set-up to an engine made elsewhere."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _release_writer_lock)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours to send: the driver's own would come too late to lock
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=15000",
        "cache_size=-16000",
        "temp_store=MEMORY",
        "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
    ):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA foreign_keys").fetchone() != (1,):
        raise RuntimeError("this SQLite ignores foreign keys; the ledger would not be safe on it")
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    record.info["coop_path"] = path


def _begin_sqlite(connection: Connection) -> None:
    if not will_write():
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting starves writers (p99 3 s with 8 processes); a fair file lock in front of it does not.
    info = connection.connection.info
    path = info.get("coop_path")
    if path and _LOCK not in info:
        if path in vars(_writing_here):
            raise RuntimeError("this thread is writing already, on another connection: it would wait for itself")
        handle = os.open(path + "-writer", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        info[_LOCK] = handle
        vars(_writing_here)[path] = handle
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _release_writer_lock(_connection: Any, record: ConnectionPoolEntry) -> None:
    handle = record.info.pop(_LOCK, None)
    if handle is not None:
        vars(_writing_here).pop(record.info["coop_path"], None)
        os.close(handle)


def _set_up_postgresql(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.execute("SET TIME ZONE 'UTC'")
    # Our queries take milliseconds. On old statistics PostgreSQL thinks them dear and compiles each for up to a second.
    connection.execute("SET jit = off")
    connection.commit()
