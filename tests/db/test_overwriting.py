"""What was deleted is not in the files of the database any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from coop.db import transaction
from coop.db.overwriting import overwrite


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
    assert overwrite(engine)
    assert b"the heron's key" not in files(engine)


@pytest.mark.only_on("sqlite")
def test_a_reader_in_the_way_means_doing_it_again(engine):
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    write(engine, "the heron's key")
    with transaction(engine, write=False) as reader:
        reader.execute(text("SELECT count(*) FROM mails")).scalar()
        forget(engine)
        assert not overwrite(engine)
    assert overwrite(engine)
    assert b"the heron's key" not in files(engine)


@pytest.mark.only_on("postgresql")
def test_postgresql_is_asked_to_vacuum(engine):
    write(engine, "the heron's key")
    forget(engine)
    assert overwrite(engine)
