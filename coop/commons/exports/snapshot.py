"""One unchanging view of the database for as long as an export takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from coop.db import transaction
from coop.ledger import readings


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """A session that sees nothing committed after it began, and what the public reads; SQLite's readers never do."""
    with transaction(engine, write=False) as session:
        readings.read_as(session, readings.PUBLIC)
        if engine.dialect.name == "postgresql":
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield session
