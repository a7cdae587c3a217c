"""The command line: an export, a receipt or a site, checked and reported."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from .belenios import MOST_BYTES, check_archives
from .check import check_export
from .notes import BadNote, read_verifier
from .progress import Progress
from .receipts import is_receipt
from .report import Report, Unreadable
from .said import check_receipt_file
from .site import check_site
from .state import DEFAULT, State
from .web import is_address

USAGE = "a site's address, an export (a folder or a .zip) or a receipt (.json)"
_MOST_RECEIPT = 16 << 20


def verify(
    what: str,
    *,
    pinned: str | None = None,
    state: State | None = None,
    insecure: bool = False,
    progress: Progress | None = None,
    archives: Path | None = None,
) -> Report:
    """Check an export, a receipt or a site; raises Unreadable. Without a `state` nothing is remembered.

    `archives` is a folder with the archives of votes held in Belenios, each named as there; of a site they are fetched.
    """
    progress, state = progress or Progress(), state or State(None)
    if pinned is not None:
        try:
            read_verifier(pinned)
        except BadNote as error:
            raise Unreadable(f"--key: {error}") from error
    try:
        if is_address(what):
            return check_site(what, state, pinned=pinned, insecure=insecure, progress=progress)
        if _is_receipt(what):
            return check_receipt_file(Path(what), state, pinned=pinned)
        report = Report()
        export, log = check_export(what, report, state, pinned=pinned, progress=progress)
        try:
            check_archives((vote for _, vote in export.rows("votes.jsonl")), partial(_archive_in, archives), report)
        finally:
            export.close()
        if log.is_vouched_for(report):
            state.remember(log, _now())
        return report
    except RecursionError as error:
        raise Unreadable(f"{what}: something in it is nested too deeply") from error
    finally:
        progress.clear()


def run(
    what: str,
    *,
    as_json: bool = False,
    key: str | None = None,
    state: Path | None = None,
    no_state: bool = False,
    insecure: bool = False,
    archives: Path | None = None,
) -> int:
    """Print the report and return the exit code."""
    try:
        remembered = State(None if no_state else state or DEFAULT)
        report = verify(what, pinned=key, state=remembered, insecure=insecure, archives=archives)
    except Unreadable as error:
        print(
            json.dumps({"sound": False, "unreadable": str(error)}) if as_json else f"Cannot verify: {error}",
            file=sys.stdout if as_json else sys.stderr,
        )
        return 2
    print(report.as_json() if as_json else report.as_text())
    return 0 if report.sound else 1


def main(given: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="coop-verify",
        description="Recomputes a co-op's public export, checks a receipt, or both fetches and checks a site's export.",
        epilog="Exit codes: 0 all is right, 1 something is wrong (the first place is named), 2 it cannot be checked.",
    )
    parser.add_argument("what", help=USAGE)
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument("--key", metavar="VKEY", help="the log's verifier key, as the co-op published it elsewhere")
    parser.add_argument("--state", type=Path, metavar="FILE", help=f"what was seen before is kept here ({DEFAULT})")
    parser.add_argument("--no-state", action="store_true", help="neither read nor keep what was seen")
    parser.add_argument("--insecure", action="store_true", help="allow an address without TLS that is not this machine")
    parser.add_argument("--archives", type=Path, metavar="DIR", help="archives (.bel) of votes held in Belenios")
    said = parser.parse_args(given)
    return run(
        said.what,
        as_json=said.json,
        key=said.key,
        state=said.state,
        no_state=said.no_state,
        insecure=said.insecure,
        archives=said.archives,
    )


def _archive_in(folder: Path | None, vote: dict[str, Any]) -> bytes | None:
    """The archive of a vote, if the folder holds it under the name of its election or the number of its decision."""
    for name in (vote["outcome"]["archive"]["election"], f"decision-{vote['reference']}"):
        path = folder / f"{name}.bel" if folder is not None and re.fullmatch(r"[0-9A-Za-z-]+", name) else None
        if path is not None and path.is_file() and path.stat().st_size <= MOST_BYTES:
            return path.read_bytes()
    return None


def _is_receipt(what: str) -> bool:
    path = Path(what)
    if path.suffix != ".json" or not path.is_file() or path.stat().st_size > _MOST_RECEIPT:
        return False
    try:
        return is_receipt(json.loads(path.read_bytes()))
    except (ValueError, RecursionError):
        return False


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
