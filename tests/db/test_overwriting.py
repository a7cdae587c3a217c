"""What was deleted is not in the files of the database any more."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from coop.db import transaction
from coop.db.overwriting import forget_order, overwrite


def files(engine) -> bytes:
    database = Path(make_url(str(engine.url)).database)
    return b"".join(path.read_bytes() for path in sorted(database.parent.glob(f"{database.name}*")))


def write(engine, words):
    with transaction(engine) as session:
        for number in range(300):
            session.execute(
                text(
                    "INSERT INTO mails (to_address, subject, body, calendar, created_at, due_at, attempts, last_error) "
                    "VALUES ('a', 'b', :body, '', '2026-01-01', '2026-01-01', 0, '')"
                ),
                {"body": f"{words} {number} " * 40},
            )


def forget(engine):
    with transaction(engine) as session:
        session.execute(text("DELETE FROM mails"))


@pytest.mark.only_on("sqlite")
def test_no_page_and_no_log_of_changes_keeps_it(engine):
    write(engine, "the heron's key")
    assert b"the heron's key" in files(engine)
    forget(engine)
    assert overwrite(engine, "")
    assert b"the heron's key" not in files(engine)


@pytest.mark.only_on("sqlite")
def test_a_reader_in_the_way_means_doing_it_again(engine):
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    write(engine, "the heron's key")
    with transaction(engine, write=False) as reader:
        reader.execute(text("SELECT count(*) FROM mails")).scalar()
        forget(engine)
        assert not overwrite(engine, "")
    assert overwrite(engine, "")
    assert b"the heron's key" not in files(engine)


@pytest.mark.only_on("postgresql")
def test_postgresql_is_asked_to_vacuum(engine, database_url):
    write(engine, "the heron's key")
    forget(engine)
    before = vacuumed(engine, "mails")
    assert overwrite(engine, database_url)
    assert vacuumed(engine, "mails") == before + 1
    assert forget_order(engine, ["mails", "people"], database_url)
    assert vacuumed(engine, "mails") == before + 2


@pytest.mark.only_on("postgresql")
@pytest.mark.own_database
def test_a_role_that_owns_nothing_is_told_so_rather_than_believed(engine, database_url, caplog):
    role = f"site_{uuid.uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'p'"))
    site = str(make_url(database_url).set(username=role, password="p").render_as_string(hide_password=False))
    try:
        assert not forget_order(engine, ["mails"], site)
        assert not overwrite(engine, site)
        assert "COOP_DATABASE_OWNER_URL" in caplog.text
        assert vacuumed(engine, "mails") == 0
        assert forget_order(engine, ["mails"], database_url)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP ROLE {role}"))


def vacuumed(engine, table):
    """How often a table was vacuumed by hand."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        query = text("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = :table")
        return connection.execute(query, {"table": table}).scalar_one()
