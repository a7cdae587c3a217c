"""`python -m coop.verify EXPORT [--json]`: exit code 0 all right, 1 something wrong, 2 no export."""

from __future__ import annotations

import argparse
import json
import sys

from .books import Books
from .distributions import check_distributions
from .periods import check_periods
from .reading import Export
from .report import Report, Unreadable
from .rulebook import Rulebook
from .votes import check_votes


def verify(path: str) -> Report:
    """Everything that can be recomputed from the export at `path`; raises Unreadable."""
    report = Report()
    export = Export(path, report)
    coop = export.manifest["coop"]
    report.coop = f"{coop['name']}, exported {export.manifest['exported_at']}, to entry {export.manifest['last_entry']}"
    export.check_files()
    rulebook = Rulebook(export, report)
    books = Books(export, rulebook, report)
    periods = check_periods(export, books, report)
    check_votes(rulebook, periods, books, report)
    check_distributions(export, rulebook, periods, books, report)
    return report


def run(path: str, *, as_json: bool = False) -> int:
    """Print the report of `path` and return the exit code."""
    try:
        report = verify(path)
    except Unreadable as error:
        print(
            json.dumps({"sound": False, "unreadable": str(error)}) if as_json else f"Cannot verify: {error}",
            file=sys.stdout if as_json else sys.stderr,
        )
        return 2
    print(report.as_json() if as_json else report.as_text())
    return 0 if report.sound else 1


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m coop.verify", description=__doc__)
    parser.add_argument("export", help="a folder or a .zip")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    given = parser.parse_args()
    return run(given.export, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
