"""Alembic, driven by our settings instead of an ini file."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from coop.db.session import writing
from coop.paths import MIGRATIONS


def configuration(engine: Engine | None = None) -> Config:
    """An Alembic configuration; `migrations/env.py` takes the engine from its attributes."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`."""
    with writing(True):
        command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`; for development, the ledger's rows go with their tables."""
    with writing(True):
        command.downgrade(configuration(engine), revision)


def current(engine: Engine) -> str | None:
    """The revision the database is at, None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision in the folder."""
    return ScriptDirectory.from_config(configuration()).get_current_head()
