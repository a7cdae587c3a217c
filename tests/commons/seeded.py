"""The whole demo story in a database of its own, made once for each kind and test process, for tests that only read."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.engine import make_engine
from coop.demo.keys import kept_in
from coop.demo.seeding import seed
from coop.factory import create_app
from coop.web import clock
from coop.web.database import db
from tests.logs import begin, bring_up_to_date

NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


class Seeded:
    """The site on the seeded books, standing at the moment of seeding."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.app, self.engine = app, engine

    def get(self, path: str, **options: Any) -> Any:
        return self.app.test_client().get(path, **options)

    def rows(self, query: str) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql(query))


@contextmanager
def seeded_site(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[Seeded]:
    """Seed a fresh database of that kind and serve it."""
    with _database(request, folder, database) as url, pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW)
        settings = Settings(mode="demo", database_url=url, data_dir=folder / "var", secret_key="k" * 32,
                            password_salt="s" * 16, totp_secret="t" * 32, rate_limits=False)
        seed(settings, kept_in(folder / "keys.json"), console=Console(quiet=True), at=NOW)
        app, engine = create_app(settings.model_copy(update={"mode": "test"})), make_engine(url)
        with Session(engine) as session:
            bring_up_to_date(session, begin(session, folder, at=NOW), at=NOW)
        yield Seeded(app, engine)
        engine.dispose()
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _database(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[str]:
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "coop.sqlite3")
        yield f"sqlite:///{folder / 'coop.sqlite3'}"
        return
    server, name = request.getfixturevalue("postgres"), f"seeded_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_coop STRATEGY file_copy")
    yield server.url(name)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
