"""What a page of the ledger and a balance cost at ten thousand, a hundred thousand and a million entries.

One database for each size, all open at once, asked in turns in one process: size after size, then again.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Engine, select

from coop.config import Settings
from coop.db import local_postgres, transaction
from coop.factory import create_app
from coop.ledger import balances, chart, checks
from coop.ledger.models import EntryRow
from coop.ledger.snapshots.drift import drifted
from coop.web.database import db
from tests.bench import books
from tests.bench.appends import _founded


@dataclass(frozen=True)
class Shelf:
    """Books of one size in one database, and how long it took to make them."""

    count: int
    url: str
    engine: Engine
    made_seconds: float


@contextmanager
def shelves(folder: Path, database: str, sizes: tuple[int, ...]) -> Iterator[list[Shelf]]:
    """Books of each size, in a database each, on `sqlite` or on a PostgreSQL of their own."""
    server = local_postgres.start(folder / "postgres-scale") if database == "postgres" else None
    made = []
    try:
        for size in sizes:
            url = f"sqlite:///{folder / f'scale{size}.sqlite3'}"
            if server:
                with psycopg.connect(server.url(), autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE scale{size}")
                url = server.url(f"scale{size}")
            engine, _ = _founded(url)
            begin = time.perf_counter()
            books.grow(engine, size)
            made.append(Shelf(size, url, engine, time.perf_counter() - begin))
        yield made
    finally:
        for shelf in made:
            shelf.engine.dispose()
        if server:
            server.stop()


def measure(made: list[Shelf], folder: Path, *, rounds: int) -> list[tuple[str, list[float]]]:
    """Rows `(what, median milliseconds at each size)`."""
    asked: dict[str, list[Callable[[], object]]] = {}
    for shelf in made:
        for what, ask in (_pages(shelf, folder) | _balances(shelf)).items():
            asked.setdefault(what, []).append(ask)
    rows = []
    for what, each in asked.items():
        for ask in each * 3:
            ask()
        times: list[list[float]] = [[] for _ in each]
        for _ in range(rounds):
            for kept, ask in zip(times, each, strict=True):
                begin = time.perf_counter()
                ask()
                kept.append(1000 * (time.perf_counter() - begin))
        rows.append((what, [statistics.median(kept) for kept in times]))
    return rows


def drift(made: list[Shelf]) -> list[tuple[int, float, float]]:
    """Rows `(entries, seconds of the drift check, seconds of every check of the books)`; raises on a finding."""
    rows = []
    for shelf in made:
        with transaction(shelf.engine, write=False) as session:
            begin = time.perf_counter()
            found = drifted(session)
            check = time.perf_counter() - begin
            every = checks.findings(session)
            rows.append((shelf.count, check, time.perf_counter() - begin - check))
        wrong = [finding for finding in every if not finding.check.startswith("money held covers")]
        if found or wrong:
            raise RuntimeError(f"the books of {shelf.count} entries are wrong: {found or wrong}")
    return rows


def _pages(shelf: Shelf, folder: Path) -> dict[str, Callable[[], object]]:
    """Pages made anew each time: kept pages are thrown away, and a cookie passes the cache in front."""
    site = create_app(
        Settings(mode="test", database_url=shelf.url, data_dir=folder / f"var{shelf.count}", secret_key="k" * 32,
                 password_salt="s" * 16, totp_secret="t" * 32, rate_limits=False)
    )
    client = site.test_client()
    with site.app_context():
        db.engine.dispose()
    middle = _middle(shelf)

    def page(path: str) -> Callable[[], object]:
        def ask() -> None:
            site.extensions.get("coop_kept", {}).clear()
            response = client.get(path, headers={"Cookie": "bench=1"})
            if response.status_code != 200:
                raise RuntimeError(f"{path}: {response.status_code}")

        return ask

    year = "&since=2024-01-01&until=2024-12-31"
    bank = f"/ledger/accounts/{chart.BANK}"
    return {
        f"page {name}": page(path)
        for name, path in {
            "/ledger": "/ledger",
            "/ledger/entries": "/ledger/entries",
            "entries, an old page": f"/ledger/entries?before={middle}",
            "one entry": f"/ledger/entries/{middle}",
            "account, newest page": bank,
            "account, middle page": f"{bank}?before={middle}-1",
            "account, oldest page": f"{bank}?after=0-0",
            "entries of a kind": "/ledger/entries?kind=expense",
            "entries on an account": f"/ledger/entries?account={chart.DONATIONS}",
            "entries citing a rule": "/ledger/entries?rule=fee.rate",
            "entries of a decision": "/ledger/entries?decision=charter",
            "entries of some days": "/ledger/entries?since=2024-02-10&until=2024-02-20",
            "entries, four filters": f"/ledger/entries?kind=expense&account={chart.RUNNING}{year}",
            "home": "/",
        }.items()
    }


def _middle(shelf: Shelf) -> int:
    with transaction(shelf.engine, write=False) as session:
        query = select(EntryRow.id).order_by(EntryRow.id).offset(shelf.count // 2).limit(1)
        return session.execute(query).scalar_one()


def _balances(shelf: Shelf) -> dict[str, Callable[[], object]]:
    def asked(work: Callable[..., object]) -> Callable[[], object]:
        def ask() -> None:
            with transaction(shelf.engine, write=False) as session:
                work(session)

        return ask

    since, until = books.FIRST.replace(month=3, day=11), books.FIRST.replace(year=2025, month=5, day=17)
    return {
        "balance of an account": asked(lambda session: balances.balance(session, chart.BANK)),
        "all balances": asked(balances.balances),
        "all balances at a past day": asked(lambda session: balances.balances(session, until=until)),
        "all movements of two years": asked(lambda session: balances.balances(session, since=since, until=until)),
        "what each worker is owed": asked(lambda session: balances.by_party(session, chart.WORKERS_PAYABLE)),
        "money held against money owed": asked(checks.cover),
    }
