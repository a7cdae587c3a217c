"""Big books for measuring: a co-op's years of bookings, payouts, tips, expenses and late corrections, by seed.

Rows are made here and put in whole, a thousand times quicker than booking by booking; on PostgreSQL past the triggers,
as only the owner of a scratch server can. The drift check and the invariants are asked of them before anything is
measured, so that the figures are those of sound books.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, text

from coop.db import bulk, transaction
from coop.ledger import chart, journal
from coop.ledger.models import EntryRow, Party, PostingRow
from coop.ledger.snapshots.summing import catch_up

SEED = 20_260_302
PARTIES = 200
FIRST = dt.date(2023, 1, 2)
DAYS = 1_150
"""Whatever their size, the books are of the same three years: what is measured is how many entries there are."""
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
CHUNK = 20_000

Line = tuple[str, int, int | None]


def grow(engine: Engine, count: int, *, seed: int = SEED) -> None:
    """Fill founded books with so many entries, then cut and sum them as the duty does."""
    rng = random.Random(seed)
    with transaction(engine) as session:
        first_party = bulk.next_ids(session, Party, PARTIES)
        bulk.insert_rows(session, Party, [{"id": n, "token": f"{rng.getrandbits(128):032x}"} for n in first_party])
        ids = journal.account_ids(session)
    made = _entries(rng, count, first_party)
    for begin in range(0, count, CHUNK):
        with transaction(engine) as session:
            if engine.dialect.name == "postgresql":
                session.execute(text("SET LOCAL session_replication_role = replica"))
            numbers = bulk.next_ids(session, EntryRow, min(CHUNK, count - begin))
            entries, postings = [], []
            for number, (kind, day, lines, rules) in zip(numbers, made, strict=False):
                entries.append(_entry(rng, number, kind, day, len(lines), rules, begin / count))
                postings += [
                    {
                        "entry_id": number,
                        "line": place,
                        "account_id": ids[code, chart.MINUTES if chart.CHART[code].in_minutes else "EUR"],
                        "commodity": chart.MINUTES if chart.CHART[code].in_minutes else "EUR",
                        "amount": amount,
                        "party_id": party,
                    }
                    for place, (code, amount, party) in enumerate(lines, 1)
                ]
            bulk.insert_rows(session, EntryRow, entries)
            bulk.insert_rows(session, PostingRow, postings)
            if engine.dialect.name == "sqlite":
                seals = "INSERT INTO entry_seals (entry_id) VALUES (?)"
                session.connection().exec_driver_sql(seals, [(number,) for number in numbers])
    _settle(engine)
    catch_up(engine, at=NOW)
    _settle(engine)


def _settle(engine: Engine) -> None:
    """What a database's own upkeep does in time: statistics, and PostgreSQL's map of pages all may see."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM (ANALYZE)")
        else:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")


def _entry(
    rng: random.Random, number: int, kind: str, day: dt.date, lines: int, rules: list[int], done: float
) -> dict[str, Any]:
    token = f"{rng.getrandbits(128):032x}"
    return {
        "id": number,
        "uuid": uuid.UUID(int=rng.getrandbits(128)).hex,
        "reference": f"booking:{token[:12]}:{kind}:{number}",
        "kind": kind,
        "effective_on": day,
        "recorded_at": NOW - dt.timedelta(days=DAYS * (1 - done)),
        "lines": lines,
        "rule_ids": rules,
        "decision_id": 1 if kind == "expense" and rng.random() < 0.1 else None,
        "reverses": None,
        "facts": {},
    }


def _entries(
    rng: random.Random, count: int, parties: list[int]
) -> Iterator[tuple[str, dt.date, list[Line], list[int]]]:
    """(kind, effective day, lines, rules cited); one in fifty is effective up to three weeks before it is recorded."""
    for place in range(count):
        day = FIRST + dt.timedelta(days=DAYS * place // count)
        if rng.random() < 0.02:
            day -= dt.timedelta(days=rng.randint(1, 21))
        party, price = rng.choice(parties), rng.randint(2_000, 20_000)
        fee, minutes = price // 20, rng.randint(60, 480)
        draw = rng.random()
        if draw < 0.42:
            yield "booking-paid", day, [(chart.BANK, price, None), (chart.CLIENTS_HELD, -price, None)], []
        elif draw < 0.84:
            lines = [
                (chart.CLIENTS_HELD, price, None),
                (chart.WORKERS_PAYABLE, fee - price, party),
                (chart.FEES, -fee, party),
                (chart.LABOUR_WORKED, minutes, None),
                (chart.LABOUR_CONTRIBUTED, -minutes, party),
            ]
            yield "booking-completed", day, lines, [1, 2]
        elif draw < 0.94:
            yield "payout", day, [(chart.WORKERS_PAYABLE, price, party), (chart.BANK, -price, None)], []
        elif draw < 0.98:
            yield "tip", day, [(chart.BANK, price // 10, None), (chart.WORKERS_PAYABLE, -(price // 10), party)], []
        elif draw < 0.995:
            yield "expense", day, [(chart.RUNNING, fee, None), (chart.ACCOUNTS_PAYABLE, -fee, None)], [3]
        else:
            yield "donation", day, [(chart.BANK, price * 9, None), (chart.DONATIONS, -price * 9, None)], []
