"""A distribution as ledger entries, from plain values; nothing is read here and nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coop.governance.patronage.rules import Dividend
from coop.ledger import chart
from coop.ledger.entries import Entry, lines

ACCOUNT_OF_USE = {
    "reserve": chart.RESERVE,
    "solidarity": chart.SOLIDARITY,
    "education": chart.EDUCATION,
    "projects": chart.PROJECTS,
}

MEMBERS_IN_ENTRY = 150
"""So that an entry stays well below the 65,535 bytes of a leaf of the public log."""


@dataclass(frozen=True)
class Citation:
    """What every entry of a distribution carries: its decision, rules, day and currency."""

    reference: str
    decision_id: int
    rule_ids: tuple[int, ...]
    effective_on: dt.date
    currency: str

    def entry(self, line: str, kind: str, *postings: tuple[str, int, str, int | None]) -> Entry:
        """An entry keyed by the decision, `decision:<reference>:<line>`."""
        return Entry(
            reference=f"decision:{self.reference}:{line}",
            kind=kind,
            effective_on=self.effective_on,
            postings=lines(*postings),
            rule_ids=self.rule_ids,
            decision_id=self.decision_id,
        )


def collective_entries(totals: Mapping[str, int], cite: Citation) -> list[Entry]:
    """An entry for each collective use that receives anything: surplus to reserve, solidarity and so on."""
    return [
        cite.entry(
            use,
            "reserve",
            (chart.SURPLUS, totals[use], cite.currency, None),
            (account, -totals[use], cite.currency, None),
        )
        for use, account in ACCOUNT_OF_USE.items()
        if totals.get(use)
    ]


def dividend_entries(
    dividends: Sequence[tuple[int, Dividend]], retained_kind: str, cite: Citation, *, cash_is_dated: bool = False
) -> list[Entry]:
    """Entries of `(party, dividend)`: surplus to each member's cash payable and retained patronage.

    Cash that falls due on a later day is owed, but not yet payable.
    """
    cash = chart.PATRONAGE_DATED if cash_is_dated else chart.PATRONAGE_PAYABLE
    retained = chart.PATRONAGE_QUALIFIED if retained_kind == "qualified" else chart.PATRONAGE_NONQUALIFIED
    paid = [(party, dividend) for party, dividend in dividends if dividend.cents]
    entries = []
    for number, start in enumerate(range(0, len(paid), MEMBERS_IN_ENTRY), 1):
        part = paid[start : start + MEMBERS_IN_ENTRY]
        postings = [(chart.SURPLUS, sum(dividend.cents for _party, dividend in part), cite.currency, None)]
        each: list[tuple[str, int, str, int | None]] = [*postings]
        for party, dividend in part:
            each.append((cash, -dividend.cash_cents, cite.currency, party))
            each.append((retained, -dividend.retained_cents, cite.currency, party))
        entries.append(cite.entry("dividends" if number == 1 else f"dividends-{number}", "patronage", *each))
    return entries
