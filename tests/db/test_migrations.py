"""The migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from coop.db import migrate
from coop.db.drift import ours
from coop.schema import metadata


def test_the_database_is_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_there_is_one_head(engine):
    assert migrate.current(engine) == migrate.head()


@pytest.mark.own_database
def test_every_migration_can_be_taken_back(engine):
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.head()
