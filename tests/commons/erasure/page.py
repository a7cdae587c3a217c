"""The table in docs/erasure.md is written from the register of fates: `python -m tests.commons.erasure.page`."""

from __future__ import annotations

from pathlib import Path

from coop.commons.erasure import rooms
from coop.db.erasing import Fate

PAGE = Path(__file__).resolve().parents[3] / "docs" / "erasure.md"
HEAD = "| table | the row goes | words go | kept by law, then blanked | leads to nobody | says nothing of a person |"


def page() -> str:
    """The whole page: its words, and the table behind them written anew."""
    words, _mark, _table = PAGE.read_text().partition(HEAD)
    rows = [HEAD, "|---|---|---|---|---|---|"]
    for table, fates in sorted(rooms.register().items()):
        by_fate = {
            fate: ", ".join(sorted(column for column, given in fates.items() if given is fate)) for fate in Fate
        }
        cells = [by_fate[fate] for fate in (Fate.ERASED, Fate.BLANKED, Fate.KEPT, Fate.NAMELESS, Fate.NOBODY)]
        rows.append(f"| `{table}` | " + " | ".join(cells) + " |")
    return words + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
