"""`make bench`: everything in one run, printed as a table and kept in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tests.bench import api, appends, bookings, cards, demo, imports, pages, scale, sequencing, tallies, verify
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


def appends_section(folder: Path, rounds: int, count: int) -> str:
    """Ledger appends."""
    rows = [
        (
            name,
            f"{clients}",
            f"{ours:,.0f}",
            f"{same:,.0f}",
            f"{ours / same:.2f}",
            f"{plain:,.0f}",
            f"{ours / plain:.2f}",
        )
        for name, clients, ours, same, plain in appends.measure(folder, count=count, rounds=rounds)
    ]
    heads = (
        "database",
        "clients",
        "entries/s",
        "bare driver, same tables",
        "ratio",
        "bare driver, nothing refused",
        "ratio",
    )
    return (
        "## Ledger appends\n\nOne entry of three postings a commit, durable, by one client and by eight at once, each "
        "a process. 'Bare' inserts the same rows with the driver alone, by as many clients: into the same tables, then "
        "into tables without triggers and foreign keys.\n\n" + table(heads, rows)
    )


def scale_section(folder: Path, rounds: int, sizes: tuple[int, ...]) -> str:
    """Pages and balances on books of several sizes, and the check that the kept sums have not drifted."""
    parts = []
    for database, title in (("sqlite", "SQLite"), ("postgres", "PostgreSQL")):
        with scale.shelves(folder, database, sizes) as made:
            rows = [
                (what, *(f"{one:.2f} ms" for one in times), f"{times[-1] / times[0]:.2f}")
                for what, times in scale.measure(made, folder, rounds=rounds)
            ]
            checks = [
                (f"{count:,}", f"{drift:.1f} s", f"{every:.1f} s", f"{shelf.made_seconds:.0f} s")
                for (count, drift, every), shelf in zip(scale.drift(made), made, strict=True)
            ]
        heads = ("", *(f"{size:,} entries" for size in sizes), f"{sizes[-1]:,} to {sizes[0]:,}")
        checked = ("entries", "drift check, from zero", "every check of the books", "books made and summed in")
        parts.append(f"### {title}\n\n{table(heads, rows)}\n{table(checked, checks)}")
    return (
        f"## Scale of the books\n\nGenerated books (seed {scale.books.SEED}) of the same three years in each size. "
        "Medians of requests and calls made in turns, size after size, in one process; pages are made anew each time. "
        "The aim is a ratio of at most 1.2.\n\n" + "\n".join(parts)
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


def sequencing_section(folder: Path, rounds: int, count: int) -> str:
    """The log's sequencer."""
    rows = [
        (name, f"{ours:,.0f}", f"{memory:,.0f}", f"{ours / memory:.2f}", f"{signed * 1000:.0f} ms")
        for name, ours, memory, signed in sequencing.measure(folder, count=count, rounds=rounds)
    ]
    heads = ("database", "leaves/s", "the same bytes without a database", "ratio", "to sign the tree")
    return (
        "## Sequencing the log\n\nEntries of three postings that wait for their leaf, in batches, durable.\n\n"
        + table(heads, rows)
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


def verify_section(folder: Path, sizes: tuple[int, ...]) -> str:
    """The verifier on made-up exports."""
    rows = [
        (
            f"{one.entries:,}, {'zip' if one.packed else 'folder'}",
            f"{one.export_mb:,.0f} MB",
            f"{one.seconds:.1f} s",
            f"{one.cpu_seconds:.1f} s",
            f"{one.memory_mb:,.0f} MB",
            f"{one.entries / one.seconds:,.0f}",
        )
        for one in verify.measure(folder, sizes)
    ]
    heads = ("entries", "export", "whole command", "of processors", "memory, all processes", "entries/s")
    return (
        "## Verifier\n\n`coop verify EXPORT --no-state` on made-up exports: bookings, tips, refunds, payouts, two "
        "closed periods, a distribution, every entry with its leaf, a signed tree head every 250. Time and memory grow "
        "in step with the entries; a tree head more costs as much as a dozen entries.\n\n" + table(heads, rows)
    )


def cards_section(folder: Path, bookings: int, transactions: int) -> str:
    """Card payments: what the processor tells, and its balance."""
    settled = [
        (one.database, f"{one.bookings:,}", f"{one.events:,}", f"{one.taken_in:,.0f}", f"{one.settled:,.0f}")
        for one in cards.settling(folder, count=bookings)
    ]
    compared = [
        (one.database, f"{one.transactions:,}", one.what, f"{one.seconds:.1f} s", f"{one.memory_mb:,.0f} MB")
        for one in cards.comparing(folder, count=transactions)
    ]
    return (
        "## Card payments\n\nThrough the make-believe processor on loopback, by the real client library. Events of "
        "paid bookings, each taken in by a durable commit and settled by asking again; then both balances compared, "
        "with every balance transaction new, and with every one known.\n\n"
        + table(("database", "bookings", "events", "taken in/s", "settled/s"), settled)
        + "\n"
        + table(("database", "balance transactions", "of them", "to compare", "memory"), compared)
    )


def tallies_section(rounds: int, ballots: int) -> str:
    """The counting methods."""
    rows = [
        (one.method, one.note, f"{one.ballots:,}", f"{one.different:,}", f"{one.seconds:.2f} s")
        for one in tallies.measure(ballots=ballots, rounds=rounds)
    ]
    heads = ("method", "of what", "ballots", "of them different", "to count")
    return (
        "## Tallies\n\nGenerated ballots (seed "
        f"{tallies.SEED}), almost all different, counted from a profile in memory with every step kept: exact integers "
        "and fractions, one process. Processor "
        "seconds, the least of the rounds. The aim is a second each.\n\n" + table(heads, rows)
    )


PARTS: dict[str, Callable[[Path, bool], str]] = {
    "appends": lambda folder, quick: appends_section(folder, *((2, 96) if quick else (3, 504))),
    "sequencing": lambda folder, quick: sequencing_section(folder, *((2, 500) if quick else (3, 10_000))),
    "bookings": lambda folder, quick: bookings_section(folder, *((2, 100) if quick else (3, 500))),
    "imports": lambda folder, quick: imports_section(folder, 2 if quick else 3),
    "scale": lambda folder, quick: scale_section(
        folder, *((7, (2_000, 10_000)) if quick else (31, (10_000, 100_000, 1_000_000)))
    ),
    "pages": lambda folder, quick: pages_section(folder, *((2, 1.0) if quick else (3, 2.0))),
    "api": lambda folder, quick: api_section(folder, *((2, 1.0) if quick else (3, 2.0))),
    "tallies": lambda _, quick: tallies_section(*((1, 10_000) if quick else (3, 100_000))),
    "cards": lambda folder, quick: cards_section(folder, *((20, 2_000) if quick else (200, 100_000))),
    "verify": lambda folder, quick: verify_section(folder, verify.SIZES[:1] if quick else verify.SIZES),
}
"""Part -> its section of the page, given a scratch folder and whether to be quick."""


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="short rounds, for a look; docs are not written")
    parser.add_argument("--sizes", help="entries of the books of `scale`, such as 10000,100000")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if given.sizes:
        sizes = tuple(int(size) for size in given.sizes.split(","))
        PARTS["scale"] = lambda folder, quick: scale_section(folder, 7 if quick else 31, sizes)
    with tempfile.TemporaryDirectory(prefix="coop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        sections = [INTRODUCTION, f"Machine: {machine()}\n"]
        for part in given.parts or PARTS:
            sections.append(PARTS[part](folder, given.quick))
            print(sections[-1], flush=True)
    # Only a whole run is kept: figures of one machine and hour, side by side.
    if not (given.quick or given.parts or given.sizes):
        revision = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()
        PAGE.write_text("\n".join(sections) + f"\nMeasured at {revision or 'an unknown revision'}.\n")
        print(f"Kept in {PAGE.relative_to(ROOT)}.", file=sys.stderr)


if __name__ == "__main__":
    main()
