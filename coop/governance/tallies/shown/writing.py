"""An outcome as text, CSV or JSON."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from coop.governance.tallies.approval import ApprovalOutcome
from coop.governance.tallies.consent import ConsentOutcome
from coop.governance.tallies.countback import CountbackOutcome
from coop.governance.tallies.equal_shares import EqualSharesOutcome
from coop.governance.tallies.files.rows import joined
from coop.governance.tallies.greedy import GreedyOutcome
from coop.governance.tallies.meek import MeekOutcome
from coop.governance.tallies.pairwise import PairwiseReport
from coop.governance.tallies.schulze import SchulzeOutcome
from coop.governance.tallies.score import ScoreOutcome
from coop.governance.tallies.scottish_stv import StvOutcome
from coop.governance.tallies.shown.funded import shown_equal_shares, shown_greedy
from coop.governance.tallies.shown.ranked import shown_pairwise, shown_schulze
from coop.governance.tallies.shown.seats import shown_countback, shown_meek, shown_stv
from coop.governance.tallies.shown.sheet import Sheet, Shown
from coop.governance.tallies.shown.splits import NamedMarkets, shown_markets
from coop.governance.tallies.shown.sums import shown_approval, shown_consent, shown_score, shown_yes_no
from coop.governance.tallies.yes_no import YesNoOutcome

_SHOWN: dict[type, Callable[[Any], Shown]] = {
    YesNoOutcome: shown_yes_no,
    ConsentOutcome: shown_consent,
    ApprovalOutcome: shown_approval,
    ScoreOutcome: shown_score,
    PairwiseReport: shown_pairwise,
    SchulzeOutcome: shown_schulze,
    StvOutcome: shown_stv,
    MeekOutcome: shown_meek,
    CountbackOutcome: shown_countback,
    NamedMarkets: shown_markets,
    EqualSharesOutcome: shown_equal_shares,
    GreedyOutcome: shown_greedy,
}


def shown(outcome: object) -> Shown:
    """The headlines and tables of any outcome."""
    return _SHOWN[type(outcome)](outcome)


def as_text(outcome: object) -> str:
    """For a terminal: headlines, then tables with aligned columns."""
    what = shown(outcome)
    parts = ["\n".join(what.headlines), *map(_table, what.sheets)]
    return "\n\n".join(parts) + "\n"


def as_csv(outcome: object) -> str:
    """For a spreadsheet: every line begins with the title of its table; a table's first line has its heads."""
    what = shown(outcome)
    lines = [joined(("outcome", _cell(line)), ",") for line in what.headlines]
    for one in what.sheets:
        lines += [joined((one.title, *map(_cell, row)), ",") for row in (one.heads, *one.rows)]
    return "\n".join(lines) + "\n"


def as_json(outcome: object, **about: str) -> str:
    """For programs: `about`, then the whole outcome; fractions as "a/b", the rest as it is."""
    return json.dumps({**about, "outcome": plain(outcome)}, ensure_ascii=False, indent=1) + "\n"


def plain(value: object) -> object:
    """Frozen dataclasses as dictionaries, tuples as lists, fractions as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, Fraction) else value


def _table(one: Sheet) -> str:
    cells = [one.heads, *one.rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(one.heads))]
    numeric = [
        bool(one.rows) and all(row[column][:1].isdigit() or row[column] in ("", "-") for row in one.rows)
        for column in range(len(one.heads))
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    ]
    return "\n".join([one.title, "-" * len(one.title), *lines])


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@") or (text[:1] == "-" and len(text) > 1) else text
