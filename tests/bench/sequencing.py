"""The log's sequencer: entries that wait for their leaves, and the signing of a tree of as many.

Beside it the same bytes made without a database (canonical JSON, commitment, leaf hash, tree): what the rest costs is
reading the facts and writing the leaves.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path

import psycopg
from sqlalchemy import Engine, select

from coop.commons.log.sources import SOURCES
from coop.db import local_postgres, transaction
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.ledger.log import sequencing, signing
from coop.ledger.log.leaves import canonical, commitment, leaf_bytes
from coop.ledger.log.merkle import Frontier, leaf_hash
from coop.ledger.log.models import Leaf, LeafOpening
from tests.bench.appends import NOW, _founded


def measure(folder: Path, *, count: int, rounds: int) -> list[tuple[str, float, float, float]]:
    """Rows `(database, leaves/s, the same bytes in memory/s, seconds to sign the tree)`, medians of `rounds`."""
    rows = [("SQLite, synchronous=FULL", *_measured(f"sqlite:///{folder / 'log.sqlite3'}", folder, count, rounds))]
    server = local_postgres.start(folder / "postgres-log")
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench_log")
        rows.append(("PostgreSQL", *_measured(server.url("bench_log"), folder, count, rounds)))
    finally:
        server.stop()
    return rows


def _measured(url: str, folder: Path, count: int, rounds: int) -> tuple[float, float, float]:
    engine, _ = _founded(url)
    key_file = folder / f"{engine.dialect.name}.key"
    with transaction(engine) as session:
        signing.begin(session, key_file, "bench.example", at=NOW)
    _sequence(engine)
    ours, memory, signed = [], [], []
    for turn in range(rounds):
        _post(engine, count, turn)
        begin = time.perf_counter()
        done = _sequence(engine)
        ours.append(done / (time.perf_counter() - begin))
        memory.append(_in_memory(engine, count))
        begin = time.perf_counter()
        with transaction(engine) as session:
            signing.sign(session, key_file, at=NOW)
        signed.append(time.perf_counter() - begin)
    engine.dispose()
    return statistics.median(ours), statistics.median(memory), statistics.median(signed)


def _post(engine: Engine, count: int, turn: int) -> None:
    posted = lines(
        (chart.CLIENTS_HELD, 8_400, "EUR"), (chart.WORKERS_PAYABLE, -7_980, "EUR"), (chart.FEES, -420, "EUR")
    )
    entries = [
        Entry(f"bench:{turn}:{number}", "booking-completed", NOW.date(), posted, rule_ids=(1,))
        for number in range(count)
    ]
    with transaction(engine) as session:
        journal.post_all(session, entries, at=NOW)


def _sequence(engine: Engine) -> int:
    written = 0
    while True:
        with transaction(engine) as session:
            done = sequencing.sequence(session, SOURCES)
        if not done:
            return written
        written += done


def _in_memory(engine: Engine, count: int) -> float:
    with transaction(engine, write=False) as session:
        rows = session.execute(
            select(Leaf.body, LeafOpening.private)
            .join(LeafOpening, LeafOpening.leaf_index == Leaf.leaf_index)
            .where(Leaf.source == "entry")
            .limit(count)
        ).all()
    facts = [(json.loads(body)["fact"], json.loads(private)) for body, private in rows]
    begin = time.perf_counter()
    frontier = Frontier()
    for fact, private in facts:
        commit = commitment(os.urandom(32), canonical(private))
        frontier.add(leaf_hash(leaf_bytes("entry", canonical(fact), commit)))
    frontier.root()
    return len(facts) / (time.perf_counter() - begin)
