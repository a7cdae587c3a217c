"""A database to rehearse in: a fresh one that is thrown away, or an empty one that is given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from coop.db import local_postgres, migrate
from coop.db.engine import make_engine


@contextmanager
def stage(kind: str, url: str | None = None) -> Iterator[Engine]:
    """An engine on a migrated database; `kind` is sqlite or postgres, `url` an empty database of one's own."""
    with tempfile.TemporaryDirectory(prefix="coop-rehearsal-", ignore_cleanup_errors=True) as folder:
        server = None
        if url is None and kind == "postgres":
            server = local_postgres.start(Path(folder) / "postgres")
        address = url or (server.url() if server else f"sqlite:///{Path(folder) / 'coop.sqlite3'}")
        engine = make_engine(address)
        try:
            migrate.upgrade(engine)
            yield engine
        finally:
            engine.dispose()
            if server is not None:
                server.stop()
