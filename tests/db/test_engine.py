"""Engines, transactions, and what happens when two write at once."""

from __future__ import annotations

import datetime as dt
from threading import Thread

import pytest
from sqlalchemy import text

from coop.db import transaction, writing
from coop.db.engine import make_engine, normalised
from coop.db.session import retrying
from coop.db.types import UtcDateTime


def test_a_raising_block_leaves_nothing(engine):
    with pytest.raises(RuntimeError), transaction(engine) as session:
        session.execute(text("INSERT INTO parties (token) VALUES ('a')"))
        raise RuntimeError("changed my mind")
    with transaction(engine, write=False) as session:
        assert session.execute(text("SELECT COUNT(*) FROM parties")).scalar() == 0


def test_writers_of_one_file_take_turns(engine):
    def add(name):
        for number in range(20):
            with transaction(engine) as session:
                seen = session.execute(text("SELECT COUNT(*) FROM parties")).scalar()
                session.execute(text("INSERT INTO parties (token) VALUES (:t)"), {"t": f"{name}-{number}-{seen}"})

    threads = [Thread(target=add, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(engine, write=False) as session:
        assert session.execute(text("SELECT COUNT(*) FROM parties")).scalar() == 120


@pytest.mark.only_on("sqlite")
def test_a_thread_cannot_wait_for_itself(engine):
    with transaction(engine) as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(RuntimeError, match="wait for itself"), transaction(engine) as other:
            other.execute(text("SELECT 1"))


@pytest.mark.only_on("sqlite")
def test_a_reader_does_not_wait_for_a_writer(engine):
    with transaction(engine) as session:
        session.execute(text("INSERT INTO parties (token) VALUES ('a')"))
        with writing(False), engine.connect() as reader:
            assert reader.execute(text("SELECT COUNT(*) FROM parties")).scalar() == 0


def test_work_is_tried_again_while_the_database_asks_for_it(engine):
    from sqlalchemy.exc import OperationalError

    tries = []

    def work(_session):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("x", {}, Exception("database is locked"))
        return "done"

    assert retrying(engine, work) == "done"
    with pytest.raises(OperationalError):
        retrying(engine, lambda _s: (_ for _ in ()).throw(OperationalError("x", {}, Exception("disk full"))))


def test_a_naive_moment_is_refused(engine):
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(dt.datetime(2026, 3, 2), engine.dialect)


def test_the_driver_is_named():
    assert normalised("postgresql://a@b/c") == "postgresql+psycopg://a@b/c"
    assert make_engine("postgresql://a@b/c").dialect.driver == "psycopg"
