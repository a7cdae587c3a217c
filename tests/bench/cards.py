"""Card payments through the make-believe processor on loopback: what it tells settled, and its balance compared.

The processor is a process of its own, and so is whoever is measured; the real client library talks between them.
Events are those of paid bookings: each is taken in by a commit, settled by asking again over HTTP, and what was paid is
booked.
The comparison takes in every balance transaction there is, twice: when all are new, and when all are known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
from sqlalchemy import Engine

from coop.db import local_postgres, migrate, transaction
from coop.db.engine import make_engine
from coop.db.session import retrying
from coop.demo.cards.engine.movements import move
from coop.demo.cards.server import CardServer
from coop.money.cards.interface import BOOKING, PayAsk
from coop.money.payments.actions import expect_transfer
from coop.money.stripe import chores
from coop.money.stripe.attempts.actions import make
from coop.money.stripe.checkouts.actions import CHECKOUT, parameters_of
from coop.money.stripe.client import Gateway
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.events.actions import take_in
from coop.money.stripe.reconciliation.actions import check_balance
from coop.policies import actions as policies
from tests.bench.servers import ROOT
from tests.cards import GOOD
from tests.factories import NOW, make_member

WEEKS = dt.timedelta(days=60)


@dataclass(frozen=True)
class Settled:
    """Events of `bookings` paid: how many a second were taken in, and how many settled with all that follows."""

    database: str
    bookings: int
    events: int
    taken_in: float
    settled: float


@dataclass(frozen=True)
class Compared:
    """One comparison of so many balance transactions: seconds, and the most memory of the process that compared."""

    database: str
    transactions: int
    what: str
    seconds: float
    memory_mb: float


def settling(folder: Path, *, count: int) -> list[Settled]:
    """Events settled a second, on both databases."""
    return [_settle(name, url, folder, count) for name, url in _databases(folder / "settling")]


def comparing(folder: Path, *, count: int) -> list[Compared]:
    """Balances compared, on both databases: first with every transaction new, then with every one known."""
    file = folder / "processor.sqlite3"
    _fill(file, count)
    rows = []
    for name, url in _databases(folder / "comparing"):
        with _processor(file) as (at, key):
            for what in ("all new", "all known"):
                seconds, memory = _in_a_process_of_its_own(url, at, key)
                rows.append(Compared(name, count, what, seconds, memory))
    return rows


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'site.sqlite3'}"
    _founded(url)
    yield "SQLite", url
    server = local_postgres.start(folder / "postgres")
    try:
        with psycopg.connect(server.url(), autocommit=True) as admin:
            admin.execute("CREATE DATABASE site")
        _founded(server.url("site"))
        yield "PostgreSQL", server.url("site")
    finally:
        server.stop()


def _founded(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    with transaction(engine) as session:
        policies.found(session, name="Bench", currency="EUR", timezone="Europe/Paris", preset="ica", at=NOW - WEEKS)
        make_member(session, "Wanda")
    engine.dispose()


def _settle(name: str, url: str, folder: Path, count: int) -> Settled:
    engine = make_engine(url)
    with _processor(folder / f"{name}.processor") as (at, key):
        _pull(at, "clock", now=int(NOW.timestamp()), frozen=True)
        gateway = Gateway(key, api_base=at, is_live=False)
        for number in range(count):
            _pull(at, f"sessions/{_page(engine, gateway, f'B{number}')}/pay", number=GOOD)
        told = [*gateway.every(lambda v1: v1.events.list({"limit": 100}), most=1_000_000)][::-1]
        begun = time.perf_counter()
        for fields in told:
            retrying(engine, partial(take_in, fields=fields, is_live=False, at=NOW))
        taken = time.perf_counter() - begun
        begun, settled = time.perf_counter(), 0
        while done := chores.settle(engine, gateway, NOW):
            settled += done
        seconds = time.perf_counter() - begun
        if settled != len(told):
            raise RuntimeError(f"{settled} of {len(told)} events were settled")
        gateway.close()
    engine.dispose()
    return Settled(name, count, len(told), len(told) / taken, len(told) / seconds)


def _pull(at: str, string: str, **given: object) -> None:
    """Pull one of the make-believe processor's strings."""
    asked = Request(f"{at}/_fake/{string}", json.dumps(given).encode(), {"Content-Type": "application/json"})
    with urlopen(asked, timeout=30) as answer:
        answer.read()


def _page(engine: Engine, gateway: Gateway, reference: str) -> str:
    ask = PayAsk(f"booking:{reference}", BOOKING, 4_000, "EUR", f"Bench: {reference}", "http://here/paid",
                 "http://here/back", NOW + dt.timedelta(hours=1))  # fmt: skip

    def written(session) -> int:
        expect_transfer(session, reference=reference, price_cents=4_000, worker_party_id=1, client_id=None, at=NOW)
        asked = {"deed": CHECKOUT, "subject": ask.subject, "parameters": parameters_of(ask, at=NOW)}
        return make(session, **asked, is_live=False, at=NOW).id

    return carry_out(engine, gateway, retrying(engine, written), at=NOW)["id"]


def _fill(file: Path, count: int) -> None:
    """A processor whose balance moved `count` times: money put in, and what it took for itself."""
    with CardServer(file=file, now=int(NOW.timestamp()), seed="bench") as cards, cards.processor.store.transaction():
        world = cards.processor.world()
        for number in range(count):
            kind, cents = ("topup", 500 + number % 997) if number % 3 else ("adjustment", -(1 + number % 7))
            move(world, kind, f"tu_{number}", amount=cents, currency="eur", category="fee" if cents < 0 else None)


@contextmanager
def _processor(file: Path) -> Iterator[tuple[str, str]]:
    command = [sys.executable, "-m", "coop.demo.cards", "--file", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            found = re.search(r"on (\S+), key (\S+)", said)
            if found is None:
                raise RuntimeError(f"the processor did not start: {said}")
            yield found[1], found[2]
        finally:
            process.terminate()


def _in_a_process_of_its_own(url: str, at: str, key: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.cards", url, at, key]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    """`python -m tests.bench.cards DATABASE_URL PROCESSOR_URL KEY`: compare once; prints seconds and MB."""
    url, at, key = sys.argv[1:]
    engine, gateway = make_engine(url), Gateway(key, api_base=at, is_live=False)
    begun = time.perf_counter()
    differing = check_balance(engine, gateway, at=NOW + dt.timedelta(hours=1))
    seconds = time.perf_counter() - begun
    if differing:
        raise RuntimeError(f"{differing} things differ")
    print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}")


if __name__ == "__main__":
    main()
