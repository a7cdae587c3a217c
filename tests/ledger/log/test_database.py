"""What the databases themselves refuse of the log, and that no fact escapes the queue."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from tests.logs import begin, bring_up_to_date


def gift(number):
    return Entry(
        f"donation:{number}", "donation", dt.date(2026, 3, 2),
        lines((chart.BANK, 100, "EUR"), (chart.DONATIONS, -100, "EUR")),
    )  # fmt: skip


def refused(session, statement, **parameters):
    with pytest.raises(DBAPIError):
        session.execute(text(statement), parameters)
        session.commit()
    session.rollback()


def queued(session):
    return session.execute(text("SELECT source, key FROM log_queue ORDER BY id")).all()


@pytest.fixture
def logged(session, coop, now, tmp_path):
    """A founded co-op with two gifts, all of it in the log and signed."""
    key_file = begin(session, tmp_path, at=now)
    journal.post_all(session, [gift(1), gift(2)], at=now)
    bring_up_to_date(session, key_file, at=now)
    return key_file


def test_a_fact_enters_the_queue_in_its_own_commit(session, coop, now):
    before = len(queued(session))
    number = journal.post(session, gift(1), at=now)
    assert queued(session)[before:] == [("entry", number)]
    session.rollback()
    assert len(queued(session)) == before


def test_founding_itself_is_queued(session, coop):
    sources = [source for source, _ in queued(session)]
    assert sources.count("charter") == sources.count("decision") == 1
    assert sources.count("rule-version") > 50


def test_many_entries_at_once_are_all_queued(session, coop, now):
    before = len(queued(session))
    numbers = journal.post_all(session, [gift(number) for number in range(60)], at=now)
    assert sorted(key for source, key in queued(session)[before:]) == sorted(numbers)


def test_nothing_leaves_the_queue_without_its_leaf(session, coop):
    session.commit()
    refused(session, "DELETE FROM log_queue")
    refused(session, "UPDATE log_queue SET key = key + 1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaves SET key = 99 WHERE leaf_index = 0",
        "UPDATE log_leaves SET hash = body WHERE leaf_index = 0",
        "DELETE FROM log_leaves WHERE leaf_index = 0",
        "DELETE FROM log_leaves",
        "UPDATE log_checkpoints SET note = ''",
        "DELETE FROM log_checkpoints",
        "UPDATE log_keys SET verifier = 'x'",
        "DELETE FROM log_keys",
        "UPDATE log_openings SET private = salt",
    ],
)
def test_the_log_is_append_only(session, logged, statement):
    refused(session, statement)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO log_leaves SELECT leaf_index, source, key + 1000, body, hash FROM log_leaves LIMIT 1",
        "INSERT OR REPLACE INTO log_openings SELECT leaf_index, salt, x'00' FROM log_openings LIMIT 1",
        "INSERT OR REPLACE INTO log_checkpoints SELECT size, root, 'x', signed_at, key_id FROM log_checkpoints",
    ],
)
def test_replacing_is_no_way_around(session, logged, statement):
    refused(session, statement)


def add_leaf(session, index, body=b"{}", hashed=None):
    session.execute(
        text(
            "INSERT INTO log_leaves (leaf_index, source, key, body, hash) "
            "VALUES (:index, 'entry', 999, :body, :hash)"
        ),
        {"index": index, "body": body, "hash": hashed or sha256(b"\x00" + body).digest()},
    )


def test_leaves_follow_each_other(session, logged):
    size = session.execute(text("SELECT count(*) FROM log_leaves")).scalar_one()
    for index in (size + 1, size - 1, -1):
        with pytest.raises(DBAPIError):
            add_leaf(session, index)
        session.rollback()
    add_leaf(session, size)
    session.rollback()


@pytest.mark.only_on("postgresql")
def test_a_hash_that_is_not_of_the_bytes_is_refused(session, logged):
    size = session.execute(text("SELECT count(*) FROM log_leaves")).scalar_one()
    with pytest.raises(DBAPIError, match="hash_of_body"):
        add_leaf(session, size, hashed=b"h" * 32)
    session.rollback()


def test_a_fact_has_one_leaf(session, logged):
    size = session.execute(text("SELECT count(*) FROM log_leaves")).scalar_one()
    refused(
        session,
        "INSERT INTO log_leaves (leaf_index, source, key, body, hash) "
        "SELECT :size, source, key, body, hash FROM log_leaves WHERE leaf_index = 0",
        size=size,
    )


def test_a_tree_head_grows_and_covers_what_is_there(session, logged):
    size = session.execute(text("SELECT max(size) FROM log_checkpoints")).scalar_one()
    for wrong in (size, size - 1, size + 1):
        refused(
            session,
            "INSERT INTO log_checkpoints (size, root, note, signed_at, key_id) "
            "SELECT :size, root, note, signed_at, key_id FROM log_checkpoints WHERE size = :newest",
            size=wrong,
            newest=size,
        )


def test_only_the_opening_can_go(session, logged):
    """Erasure deletes what opens a commitment; the leaf stays as it was."""
    before = session.execute(text("SELECT body FROM log_leaves ORDER BY leaf_index")).scalars().all()
    session.execute(text("DELETE FROM log_openings"))
    session.commit()
    assert session.execute(text("SELECT body FROM log_leaves ORDER BY leaf_index")).scalars().all() == before
