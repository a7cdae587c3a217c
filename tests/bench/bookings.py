"""Bookings, one durable commit each, against the very rows they wrote, replayed with the bare driver.

The writes of our run are caught as the driver got them; a copy of the database from before the run then takes the
same statements from the driver alone, with one commit where we had one.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import statistics
import time
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from coop.db import local_postgres, migrate, transaction
from coop.db.engine import make_engine
from coop.market.availability.hours import Shift
from coop.market.bookings import actions as bookings
from coop.market.bookings import queries
from coop.market.bookings.actions import Ask
from coop.market.listings.models import Listing
from coop.people.persons.models import Person
from coop.policies import actions as policies
from tests.factories import NOW, make_member, make_person
from tests.market.factories import make_listing, with_hours

Write = tuple[str, Any, bool]
ALL_WEEK = {weekday: [Shift(0, 1440)] for weekday in range(7)}


def measure(folder: Path, *, count: int, rounds: int) -> list[tuple[str, float, float]]:
    """Rows `(database, bookings/s, the same rows bare/s)`, medians of `rounds`."""
    rows = []
    ours, bare = zip(*(_sqlite_round(folder / f"book{turn}", count) for turn in range(rounds)), strict=True)
    rows.append(("SQLite, synchronous=FULL", statistics.median(ours), statistics.median(bare)))
    server = local_postgres.start(folder / "postgres-book")
    try:
        ours, bare = zip(*(_postgres_round(server, turn, count) for turn in range(rounds)), strict=True)
        rows.append(("PostgreSQL", statistics.median(ours), statistics.median(bare)))
    finally:
        server.stop()
    return rows


def _sqlite_round(folder: Path, count: int) -> tuple[float, float]:
    folder.mkdir()
    path, copy = folder / "site.sqlite3", folder / "copy.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    facts = _prepared(engine)
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    rate, commits = _ours(engine, facts, count)
    engine.dispose()
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    bare = _replayed(connection, commits, begin="BEGIN IMMEDIATE")
    connection.close()
    shutil.rmtree(folder)
    return rate, bare


def _postgres_round(server: local_postgres.LocalPostgres, turn: int, count: int) -> tuple[float, float]:
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE site{turn}")
        engine = make_engine(server.url(f"site{turn}"))
        facts = _prepared(engine)
        engine.dispose()
        admin.execute(f"CREATE DATABASE copy{turn} TEMPLATE site{turn}")
        rate, commits = _ours(engine, facts, count)
        engine.dispose()
        with psycopg.connect(server.url(f"copy{turn}"), autocommit=True) as connection:
            return rate, _replayed(connection, commits, begin="BEGIN")


def _prepared(engine: Engine) -> tuple[list[int], int]:
    migrate.upgrade(engine)
    with transaction(engine) as session:
        policies.found(
            session, name="Bench", currency="EUR", timezone="Europe/Paris", preset="ica", at=NOW - dt.timedelta(days=60)
        )
        listings = []
        for number in range(10):
            worker = with_hours(session, make_member(session, f"Worker {number}"), ALL_WEEK)
            listings.append(make_listing(session, worker, instant=True, accepts_cash=True).id)
        return listings, make_person(session, "Cleo Client").id


def _ours(engine: Engine, facts: tuple[list[int], int], count: int) -> tuple[float, list[list[Write]]]:
    listings, client_id = facts
    commits: list[list[Write]] = [[]]

    def caught(_connection, _cursor, statement, parameters, _context, many):
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            commits[-1].append((statement, parameters, many))

    event.listen(engine, "before_cursor_execute", caught)
    event.listen(engine, "commit", lambda _connection: commits.append([]))
    first = NOW + dt.timedelta(days=2)
    begin = time.perf_counter()
    for number in range(count):
        ask = Ask(starts_at=first + dt.timedelta(minutes=90 * (number // len(listings))), minutes=60)
        with transaction(engine) as session:
            listing = session.get_one(Listing, listings[number % len(listings)])
            client = session.get_one(Person, client_id)
            booking = bookings.hold(session, listing, ask, client=client, at=NOW)
            course = queries.locked_course(session, booking.reference)
            bookings.fill_in(session, course, address="Toad Lane 31", note="", payment_method="cash")
            bookings.confirm(session, course, client=client, at=NOW)
    return count / (time.perf_counter() - begin), [commit for commit in commits if commit]


def _replayed(connection: Any, commits: list[list[Write]], *, begin: str) -> float:
    cursor = connection.cursor()
    started = time.perf_counter()
    for writes in commits:
        cursor.execute(begin)
        for statement, parameters, many in writes:
            (cursor.executemany if many else cursor.execute)(statement, parameters)
        cursor.execute("COMMIT")
    return len(commits) / (time.perf_counter() - started)
