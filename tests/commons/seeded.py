"""The whole demo story in a database of its own, made once for each kind and run, for tests that only read.

Seeding PostgreSQL takes minutes: whichever process comes first keeps a copy that the others load.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db import backup
from coop.db.engine import make_engine
from coop.demo.keys import kept_in
from coop.demo.seeding import seed
from coop.factory import create_app
from coop.web import clock
from coop.web.database import db
from tests.databases import create_database, drop_database
from tests.logs import begin, bring_up_to_date
from tests.sharing import made_once

NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


class Seeded:
    """The site on the seeded books, standing at the moment of seeding."""

    def __init__(self, app: Flask, engine: Engine, settings: Settings) -> None:
        """`settings` are those it was seeded with."""
        self.app, self.engine, self.settings = app, engine, settings

    def get(self, path: str, **options: Any) -> Any:
        return self.app.test_client().get(path, **options)

    def rows(self, query: str) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql(query))


@contextmanager
def seeded_site(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[Seeded]:
    """A database of that kind with the demo's books, served."""

    def make(kept: Path) -> None:
        with _database(request, folder, database) as url, pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock, "now", lambda: NOW)
            seed(_settings(url, kept), kept_in(kept / "keys.json"), console=Console(quiet=True), at=NOW)
            engine = make_engine(url)
            with Session(engine) as session:
                bring_up_to_date(session, begin(session, kept, at=NOW), at=NOW)
            engine.dispose()
            backup.dump(url, kept / "copy")

    kept = made_once(request.getfixturevalue("shared_folder") / f"seeded-{database}", make)
    with _database(request, folder, database, kept / "copy") as url, pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW)
        settings = _settings(url, kept)
        app, engine = create_app(settings.model_copy(update={"mode": "test"})), make_engine(url)
        yield Seeded(app, engine, settings)
        engine.dispose()
        with app.app_context():
            db.engine.dispose()


def _settings(url: str, kept: Path) -> Settings:
    return Settings(mode="demo", database_url=url, data_dir=kept / "var", secret_key="k" * 32, password_salt="s" * 16,
                    totp_secret="t" * 32, rate_limits=False)


@contextmanager
def _database(
    request: pytest.FixtureRequest, folder: Path, database: str, source: Path | None = None
) -> Iterator[str]:
    """The address of a database: a copy of `source`, or one that is only migrated."""
    if database == "sqlite":
        path = folder / f"{uuid.uuid4().hex[:12]}.sqlite3"
        shutil.copy(source or request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres"), f"seeded_{uuid.uuid4().hex[:12]}"
    template = "template0" if source else "template_bare"
    create_database(server, name, template)
    if source:
        backup.load(server.url(name), source)
    yield server.url(name)
    drop_database(server, name)
