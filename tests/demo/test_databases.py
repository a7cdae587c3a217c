"""The PostgreSQL server of the demo: its two roles, its draft, and what a killed run leaves."""

import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from coop.cli.database import run_upgrade
from coop.db.local_postgres import NoPostgres
from coop.demo.databases import PostgresHome
from tests.conftest import absent


@pytest.fixture
def place():
    """A folder that PostgreSQL's own user can reach; pytest's are closed again by the next session that starts."""
    with tempfile.TemporaryDirectory(prefix="coop-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def home(place):
    try:
        home = PostgresHome(place, site_password="one-password")
    except NoPostgres as reason:
        absent(str(reason))
    yield home
    home.stop()


def test_the_site_cannot_change_the_books(home):
    with home.draft() as draft:
        run_upgrade(draft.owner_url, draft.site_url)
    with psycopg.connect(home.addresses().site_url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (0,)
        for statement in ("DELETE FROM entries", "UPDATE rule_versions SET version = 2", "DROP TABLE entries"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)


def test_a_draft_becomes_the_database_only_when_it_is_whole(home):
    with pytest.raises(RuntimeError), home.draft() as draft:
        with psycopg.connect(draft.owner_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE half (id int)")
        raise RuntimeError("interrupted")
    assert not home.is_made()
    with home.draft() as draft, psycopg.connect(draft.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE whole (id int)")
    assert home.is_made()
    with psycopg.connect(home.addresses().owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM whole").fetchone() == (0,)


def test_a_server_that_a_killed_run_left_behind_is_stopped_first(home, place):
    with home.draft():
        pass
    again = PostgresHome(place, site_password="another-password")
    assert again.is_made()
    with psycopg.connect(again.addresses().site_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("coop_site",)
