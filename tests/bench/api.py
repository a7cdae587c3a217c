"""Answers of the API on the seeded demo against a bare Flask hello, under the same server, in turns.

Three ways: `kept` asks one address again and again, as many readers of one thing do; `known` sends the ETag back and is
answered 304; `anew` asks another address each time, more of them than are kept, so that each is read from the books.
"""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import get, served

CLIENTS = 4
UNLIMITED = {"COOP_API_REQUESTS_A_MINUTE": "100000000"}
"""The loader is one address; its requests are counted all the same, so the counting is in the figures."""

Question = tuple[str, str]
"""A path, and the ETag to send back, empty for none."""


@dataclass(frozen=True)
class ApiRate:
    """An answer's requests a second, the hello's, and the median of their ratios pair by pair."""

    name: str
    way: str
    ours: float
    hello: float
    ratio: float
    size: int


def measure(environment: dict[str, str], folder: Path, *, rounds: int, seconds: float) -> list[ApiRate]:
    """A rate for each answer and way, with its ratio to the hello measured beside it."""
    kept = folder / "hello.json"
    kept.write_text(json.dumps({"/hello": "Hello", "/status-of-bench": "ok"}))
    with (
        served("coop:create_app()", environment | UNLIMITED) as site,
        served("tests.bench.reference:app", {"BENCH_PAGES": str(kept)}) as bare,
    ):
        newest = json.loads(get(site, "/api/v1/coop")[1])["last_entry"]
        entries = [f"/api/v1/entries/{number}" for number in range(1, newest + 1)]
        entries = [path for path in entries if get(site, path)[0] == 200]
        lists = [f"/api/v1/entries?before={number}" for number in range(60, newest + 1)]
        rates = []
        for name, path, many in (("one entry", entries[-1], entries), ("50 entries", "/api/v1/entries", lists)):
            size = len(get(site, path)[1])
            for way, questions in (
                ("kept", [(path, "")]),
                ("known", [(path, _tag(site, path))]),
                ("anew", [(one, "") for one in many]),
            ):
                ours, hello, ratio = _in_turns(site, questions, bare, rounds=rounds, seconds=seconds)
                rates.append(ApiRate(name, way, ours, hello, ratio, size))
        return rates


def _in_turns(
    site: int, questions: Sequence[Question], bare: int, *, rounds: int, seconds: float
) -> tuple[float, float, float]:
    pairs = [(_rate(site, questions, seconds), _rate(bare, [("/hello", "")], seconds)) for _ in range(rounds)]
    return (
        statistics.median(ours for ours, _ in pairs),
        statistics.median(hello for _, hello in pairs),
        statistics.median(ours / hello for ours, hello in pairs),
    )


def _rate(port: int, questions: Sequence[Question], seconds: float) -> float:
    """Requests a second that the readers get together; each begins elsewhere in the questions."""
    step = max(1, len(questions) // CLIENTS)
    turns = [[*questions[n * step :], *questions[: n * step]] for n in range(CLIENTS)]
    with ProcessPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(_read, [port] * CLIENTS, turns, [seconds] * CLIENTS))


def _read(port: int, questions: Sequence[Question], seconds: float) -> float:
    begin, count = time.perf_counter(), 0
    for path, tag in itertools.cycle(questions):
        spent = time.perf_counter() - begin
        if spent >= seconds:
            break
        status = _ask(port, path, tag)[0]
        if status != (304 if tag else 200):
            raise RuntimeError(f"{path}: {status}")
        count += 1
    return count / spent


def _ask(port: int, path: str, tag: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
        response = connection.getresponse()
        response.read()
        return response.status, response.getheader("ETag", "")
    finally:
        connection.close()


def _tag(port: int, path: str) -> str:
    return _ask(port, path, "")[1]
