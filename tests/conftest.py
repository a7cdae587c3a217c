"""Every test that takes `engine` or `session` runs on SQLite and on PostgreSQL.

One migrated database per kind is made per test process. Each test gets a copy of it (SQLite) or finds it emptied
(PostgreSQL), so that tests may commit: triggers and constraints that act at COMMIT are part of what is tested. A test
that changes the schema itself is marked `own_database`.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import tempfile
import uuid
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from coop.db import local_postgres, migrate
from coop.db.engine import make_engine
from tests.compiled import compiled_once, share_addresses, share_statements
from tests.databases import create_database, drop_database
from tests.emptying import Shared

share_addresses()
share_statements()
IN_CI = os.environ.get("CI") == "true"
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DATA = Path(os.environ.get("COOP_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def absent(reason: str) -> None:
    """Skip because something is absent; in CI nothing may be absent, so there it fails."""
    if IN_CI:
        pytest.fail(f"must run in CI: {reason}")
    pytest.skip(reason)


def pytest_collection_modifyitems(config, items):
    """`@pytest.mark.only_on("sqlite")`: what one database alone has is not asked of the other."""
    kept, left_out = [], []
    for item in items:
        marker = item.get_closest_marker("only_on")
        database = getattr(item, "callspec", None) and item.callspec.params.get("database_url")
        (left_out if marker and database and database != marker.args[0] else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_collection_finish(session):
    """What was read before the first test stays to the end: looking through it again and again is a tenth of a run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real input: trips, elections, splits."""
    if not DATA.is_dir():
        absent(f"no real input at {DATA} (set COOP_TEST_DATA)")
    return DATA


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """A folder that all processes of a test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory) -> dict[bool, Path]:
    """A migrated database, and one with a founded co-op: by whether it is founded."""
    folder = tmp_path_factory.mktemp("sqlite")
    bare, founded = folder / "bare.sqlite3", folder / "founded.sqlite3"
    for path in (bare, founded):
        engine = make_engine(f"sqlite:///{path}")
        if path == bare:
            migrate.upgrade(engine)
        else:
            found_harbour_hands(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        if path == bare:
            shutil.copy(bare, founded)
    return {False: bare, True: founded}


@pytest.fixture(scope="session")
def sqlite_template(sqlite_templates) -> Path:
    """A migrated database without a co-op."""
    return sqlite_templates[False]


@pytest.fixture(scope="session")
def postgres():
    """A server of the run's own with two template databases: one migrated, and one with a founded co-op as well."""
    folder = Path(tempfile.mkdtemp(prefix="coop-postgres-"))
    try:
        server = local_postgres.start(folder, fast_and_loose=True)
    except local_postgres.NoPostgres as reason:
        absent(str(reason))
    create_database(server, "template_bare")
    engine = make_engine(server.url("template_bare"), poolclass=NullPool)
    migrate.upgrade(engine)
    create_database(server, "template_founded", "template_bare")
    engine = make_engine(server.url("template_founded"), poolclass=NullPool)
    found_harbour_hands(engine)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_postgres(postgres):
    """The databases that this process's tests share, one after the other: by whether they are founded."""
    kept = {
        founded: Shared(postgres, f"shared_{kind}", f"template_{kind}")
        for founded, kind in ((False, "bare"), (True, "founded"))
    }
    yield kept
    for shared in kept.values():
        shared.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of a fresh, migrated database; the co-op is founded in it if the test asks for `coop`."""
    founded = "founded" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "coop.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_templates")[founded], path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    if not request.node.get_closest_marker("own_database"):
        shared = request.getfixturevalue("shared_postgres")[founded]
        yield shared.begin()
        shared.end()
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    create_database(server, name, "template_founded" if founded else "template_bare")
    yield server.url(name)
    drop_database(server, name)


@pytest.fixture
def engine(database_url) -> Engine:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine) -> Session:
    """A session on a fresh database; the test commits when it means to."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def now() -> dt.datetime:
    """A fixed Monday morning."""
    return NOW


@pytest.fixture
def founded() -> None:
    """Asked for by `coop` alone, so that `database_url` founds the co-op by copying instead of writing it anew."""


@pytest.fixture
def coop(founded, session):
    """A founded co-op in euros, Paris time, ICA preset, founded 60 days before `now`."""
    from coop.policies.models import Charter

    charter = session.get_one(Charter, 1)
    session.commit()  # SQLite's one writer is free again
    return charter


def found_harbour_hands(engine: Engine) -> None:
    from coop.policies import actions

    with Session(engine) as session:
        actions.found(
            session, name="Harbour Hands", currency="EUR", timezone="Europe/Paris", preset="ica",
            at=NOW - dt.timedelta(days=60),
        )  # fmt: skip
        session.commit()
    engine.dispose()


class StandingClock:
    """The site's clock, standing still; `clock.at = moment` moves it."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch, now) -> StandingClock:
    """What `coop.web.clock.now()` answers: `now`, until a test moves it."""
    from coop.web import clock

    standing = StandingClock(now)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


@pytest.fixture
def app(database_url, session, coop, clock, tmp_path):
    """The site on the test's database, with a founded co-op; tokens against forgery are not asked for.

    A test of those sets `app.config["WTF_CSRF_ENABLED"] = True`. Each request of a client first commits the test's
    own `session`: views see what the test made, and SQLite's one writer is free.
    """
    from flask.testing import FlaskClient

    from coop.config import Settings
    from coop.factory import create_app
    from coop.web.database import db

    site = compiled_once(
        create_app(
            Settings(mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32,
                     password_salt="s" * 16, totp_secret="t" * 32, rate_limits=False)
        )
    )  # fmt: skip
    site.config["WTF_CSRF_ENABLED"] = False

    class Browser(FlaskClient):
        def open(self, *args, **kwargs):
            session.commit()
            return super().open(*args, **kwargs)

    site.test_client_class = Browser
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    """A browser without JavaScript; `tests.factories.sign_in(client, person)` signs someone in."""
    return app.test_client()


@pytest.fixture
def count_queries(engine):
    """A list that fills with the SQL statements sent; for tests that bound the queries of a page."""
    statements: list[str] = []

    def remember(_connection, _cursor, statement, _parameters, _context, _many):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    yield statements
    event.remove(engine, "before_cursor_execute", remember)
