"""`make bench`: everything in one run, printed as a table and kept in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.bench import api, appends, bookings, demo, imports, pages
from tests.bench.servers import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
DATA = Path(os.environ.get("COOP_TEST_DATA", ROOT.parent / "shared" / "data"))

INTRODUCTION = """# Benchmarks

Written by `make bench`. Absolute figures drift from machine to machine and hour to hour; the ratios are measured side
by side in one run, in turns (A B A B), and are what counts. Aims are those of the project's own design: a page at
0.8 of the same bytes served from memory, a ledger append at 0.45 of the same rows inserted bare, an import at 2,000
bookings a second.
"""


def machine() -> str:
    """The machine in a line."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "gunicorn"))
    return (
        f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}."
    )


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table, figures to the right."""
    marks = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, tuple(marks), *rows)) + "\n"


def pages_section(folder: Path, rounds: int, seconds: float) -> str:
    """Pages on the seeded demo, on both databases."""
    parts = []
    for database in ("sqlite", "postgres"):
        with demo.seeded(folder / f"demo-{database}", database) as environment:
            rates = pages.measure(environment, folder, rounds=rounds, seconds=seconds)
        hello = rates[-1].ours
        rows = [
            (
                r.name,
                f"{r.size / 1000:.1f} KB",
                f"{r.ours:,.0f}",
                f"{r.memory:,.0f}",
                f"{r.ratio:.2f}",
                f"{r.ours / hello:.2f}",
            )
            for r in rates[:-1]
        ]
        heads = (
            "page",
            "HTML",
            "requests/s",
            "same bytes from memory",
            "ratio",
            f"of a bare Flask hello ({hello:,.0f}/s)",
        )
        parts.append(f"### {'SQLite' if database == 'sqlite' else 'PostgreSQL'}\n\n" + table(heads, rows))
    return (
        "## Pages\n\nAnonymous readers of the seeded demo, 2 gunicorn sync workers, 4 readers at once. The reference "
        "is a bare Flask app under the same server. Public pages are kept a second for readers without a cookie "
        "(decision 11), so this is what a kept page costs, not what making one anew costs.\n\n" + "\n".join(parts)
    )


def api_section(folder: Path, rounds: int, seconds: float) -> str:
    """The API on the seeded demo, on both databases."""
    parts = []
    for database in ("sqlite", "postgres"):
        with demo.seeded(folder / f"api-{database}", database) as environment:
            rates = api.measure(environment, folder, rounds=rounds, seconds=seconds)
        rows = [
            (f"{r.name}, {r.way}", f"{r.size / 1000:.1f} KB", f"{r.ours:,.0f}", f"{r.hello:,.0f}", f"{r.ratio:.2f}")
            for r in rates
        ]
        heads = ("answer", "JSON", "requests/s", "bare Flask hello", "ratio")
        parts.append(f"### {'SQLite' if database == 'sqlite' else 'PostgreSQL'}\n\n" + table(heads, rows))
    return (
        "## API\n\nThe same server and readers. *Kept*: many readers of one address. *Known*: the ETag is sent back, "
        "the answer is 304. *Anew*: another address each time, each read from the books.\n\n" + "\n".join(parts)
    )


def appends_section(folder: Path, rounds: int, count: int) -> str:
    """Ledger appends."""
    rows = [
        (name, f"{ours:,.0f}", f"{same:,.0f}", f"{ours / same:.2f}", f"{plain:,.0f}", f"{ours / plain:.2f}")
        for name, ours, same, plain in appends.measure(folder, count=count, rounds=rounds)
    ]
    heads = ("database", "entries/s", "bare driver, same tables", "ratio", "bare driver, nothing refused", "ratio")
    return (
        "## Ledger appends\n\nOne entry of three postings a commit, durable, one client. 'Bare' inserts the same rows "
        "with the driver alone: into the same tables, then into tables without triggers and foreign keys.\n\n"
        + table(heads, rows)
    )


def bookings_section(folder: Path, rounds: int, count: int) -> str:
    """Booking commits."""
    rows = [
        (name, f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.2f}")
        for name, ours, bare in bookings.measure(folder, count=count, rounds=rounds)
    ]
    heads = ("database", "bookings/s", "bare driver, same rows", "ratio")
    return (
        "## Bookings\n\nA hold, its details and its confirmation, as the pages do them, one durable commit a booking, "
        "against the very rows it wrote inserted with the driver alone.\n\n" + table(heads, rows)
    )


def imports_section(folder: Path, rounds: int) -> str:
    """The import of real trips; needs the real input."""
    trips = DATA / "bookings" / "trips.csv"
    if not trips.exists():
        return f"## Import\n\nNot measured: no real input at `{trips.name}` (set COOP_TEST_DATA).\n"
    rows = [
        (name, f"{count:,}", f"{seconds:.1f} s", f"{count / seconds:,.0f}")
        for name, count, seconds in imports.measure(folder, trips, rounds=rounds)
    ]
    heads = ("database", "bookings", "whole command", "bookings/s")
    return (
        "## Import\n\n`coop import bookings trips.csv`, the whole command with the start of Python, triggers on, one "
        "database transaction.\n\n" + table(heads, rows)
    )


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=")
    parser.add_argument("--quick", action="store_true", help="short rounds, for a look; docs are not written")
    parser.add_argument("--only", metavar="SECTION", help="one section, for a look; docs are not written")
    given = parser.parse_args()
    quick = given.quick or given.only is not None
    rounds, seconds, count = (2, 1.0, 100) if quick else (3, 2.0, 500)
    with tempfile.TemporaryDirectory(prefix="coop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        sections = [INTRODUCTION, f"Machine: {machine()}\n"]
        known = {
            "appends": lambda: appends_section(folder, rounds, count),
            "bookings": lambda: bookings_section(folder, rounds, count),
            "imports": lambda: imports_section(folder, min(rounds, 3)),
            "pages": lambda: pages_section(folder, rounds, seconds),
            "api": lambda: api_section(folder, rounds, seconds),
        }
        if given.only is not None and given.only not in known:
            parser.error(f"no section {given.only}; there are {', '.join(known)}")
        for name, section in known.items():
            if given.only in (None, name):
                sections.append(section())
                print(sections[-1], flush=True)
    if not quick:
        revision = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()
        PAGE.write_text("\n".join(sections) + f"\nMeasured at {revision or 'an unknown revision'}.\n")
        print(f"Kept in {PAGE.relative_to(ROOT)}.", file=sys.stderr)


if __name__ == "__main__":
    main()
