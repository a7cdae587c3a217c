"""The invariants of the books, published on the site, checked by `coop check`, in tests and on a clock."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from coop.ledger import chart, readings
from coop.ledger.balances import balances
from coop.ledger.snapshots.drift import drifted

_OFF = text(
    "SELECT summary_id, account_id, SUM(amount) AS off_by FROM ("
    "SELECT p.entry_id AS summary_id, p.account_id, p.amount FROM postings p "
    "JOIN entries e ON e.id = p.entry_id AND e.book = 2 WHERE e.id > :after "
    "UNION ALL SELECT s.summary_id, p.account_id, -p.amount FROM summed_entries s "
    "JOIN postings p ON p.entry_id = s.entry_id WHERE s.summary_id > :after"
    ") sides GROUP BY summary_id, account_id HAVING SUM(amount) <> 0 ORDER BY summary_id"
)


@dataclass(frozen=True)
class Finding:
    """Something wrong in the books: which check, and where (an entry number or account code)."""

    check: str
    where: str
    detail: str


@dataclass(frozen=True)
class Cover:
    """Money held against money owed, in minor units; `spare_cents` is what is left over."""

    held_cents: int
    owed_cents: int

    @property
    def spare_cents(self) -> int:
        return self.held_cents - self.owed_cents


def cover(session: Session) -> Cover:
    """Money held (bank, cash, clearing, processor) against clients' money, workers' payables and other payables."""
    sums = balances(session, [*chart.HOLDINGS, *chart.OWED])
    held = sum(amount for (code, _), amount in sums.items() if code in chart.HOLDINGS)
    owed = -sum(amount for (code, _), amount in sums.items() if code in chart.OWED)
    return Cover(held_cents=held, owed_cents=owed)


def findings(session: Session, *, after: int = 0) -> list[Finding]:
    """Everything that violates an invariant; an empty list when the books are sound.

    With `after`, of the entries above that number alone: what is summed below it is not worked out anew then.
    """
    with readings.reading(session, readings.ALL):
        found = _malformed(session, after)
    if after == 0:
        found += [Finding("balance snapshot is what its postings say", *astuple(drift)) for drift in drifted(session)]
    held = cover(session)
    if held.spare_cents < 0:
        found.append(
            Finding("money held covers money owed", "Assets", f"{held.held_cents} held, {held.owed_cents} owed")
        )
    return found


def _malformed(session: Session, after: int) -> list[Finding]:
    """Entries that are not whole, of either reading, and summaries that are not what they sum."""
    later = {"after": after}
    found = [
        Finding("entry sums to zero", f"entry {row.entry_id}", f"off by {row.off_by} {row.commodity}")
        for row in session.execute(
            text(
                "SELECT entry_id, commodity, SUM(amount) AS off_by FROM postings WHERE entry_id > :after "
                "GROUP BY entry_id, commodity HAVING SUM(amount) <> 0 ORDER BY entry_id"
            ),
            later,
        )
    ]
    found += [
        Finding("entry has its lines", f"entry {row.id}", f"{row.found} of {row.lines} lines")
        for row in session.execute(
            text(
                "SELECT e.id, e.lines, COUNT(p.line) AS found FROM entries e "
                "LEFT JOIN postings p ON p.entry_id = e.id WHERE e.id > :after GROUP BY e.id, e.lines "
                "HAVING COUNT(p.line) <> e.lines ORDER BY e.id"
            ),
            later,
        )
    ]
    if session.get_bind().dialect.name == "sqlite":
        found += [
            Finding("entry is sealed", f"entry {row.id}", "written with foreign keys switched off")
            for row in session.execute(
                text(
                    "SELECT id FROM entries WHERE id > :after AND id NOT IN "
                    "(SELECT entry_id FROM entry_seals WHERE entry_id > :after) ORDER BY id"
                ),
                later,
            )
        ]
    found += [
        Finding("summary is what it sums", f"entry {summary}", f"off by {off_by} on account {account}")
        for summary, account, off_by in session.execute(_OFF, later)
    ]
    return found
