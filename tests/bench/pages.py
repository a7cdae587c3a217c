"""Pages of the seeded demo against the same bytes from memory, under the same server, in turns."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import get, in_turns, rate, served


@dataclass(frozen=True)
class PageRate:
    """A page's requests a second, the reference's, the median of their ratios, and the page's size."""

    name: str
    path: str
    ours: float
    memory: float
    ratio: float
    size: int


def addresses(port: int) -> dict[str, str]:
    """The pages to measure; a listing and an entry are found by following the site's own links."""
    search = get(port, "/services")[1].decode()
    listing = re.search(r'href="(/listings/[^"/?#]+)"', search)
    ledger = get(port, "/ledger/entries")[1].decode()
    entry = re.search(r'href="(/ledger/entries/\d+)"', ledger)
    if not listing or not entry:
        raise RuntimeError("the demo shows no listing or no entry")
    return {
        "home": "/",
        "search, browse": "/services",
        "search, words": "/services?q=cleaning",
        "listing": listing[1],
        "ledger": "/ledger",
        "entries": "/ledger/entries",
        "entry": entry[1],
    }


def measure(environment: dict[str, str], folder: Path, *, rounds: int, seconds: float) -> list[PageRate]:
    """A rate for each page, with its ratio to the same bytes from memory."""
    with served("coop:create_app()", environment) as site:
        paths = addresses(site)
        bodies = {path: get(site, path)[1].decode() for path in paths.values()}
        kept = folder / "pages.json"
        # The reference matches by path alone, so each page is given a path of its own.
        plain = {f"/page{number}": bodies[path] for number, path in enumerate(paths.values())}
        kept.write_text(json.dumps({**plain, "/status-of-bench": "ok", "/hello": "Hello"}))
        with served("tests.bench.reference:app", {"BENCH_PAGES": str(kept)}) as memory:
            rates = []
            for number, (name, path) in enumerate(paths.items()):
                ours, theirs, ratio = in_turns((site, path), (memory, f"/page{number}"), rounds=rounds, seconds=seconds)
                rates.append(PageRate(name, path, ours, theirs, ratio, len(bodies[path])))
            hello = rate(memory, "/hello", seconds=seconds)
            rates.append(PageRate("Flask hello", "", hello, hello, 1.0, 5))
    return rates
