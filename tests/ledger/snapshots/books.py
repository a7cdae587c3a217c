"""Random books for tests of the snapshots, and sums worked out by reading all of them."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict

from sqlalchemy import text
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
CODES = (chart.BANK, chart.CLIENTS_HELD, chart.WORKERS_PAYABLE, chart.FEES, chart.DONATIONS, chart.RUNNING)


def random_entry(rng: random.Random, reference: str, parties: list[int], *, days: int = 900) -> Entry:
    """An entry of two to four lines on random accounts, days and parties, most of them on a late day."""
    day = dt.date(2023, 11, 20) + dt.timedelta(days=min(days, int(rng.expovariate(1 / 200))))
    amounts = [rng.choice((-1, 1)) * rng.randint(1, 99_999) for _ in range(rng.randint(1, 3))]
    amounts.append(-sum(amounts) or 1)
    if sum(amounts):
        amounts.append(-sum(amounts))
    return Entry(
        reference,
        rng.choice(("booking-completed", "donation", "expense")),
        day,
        lines(*((rng.choice(CODES), amount, "EUR", rng.choice((None, *parties))) for amount in amounts)),
        rule_ids=rng.choice(((), (1,), (1, 2), (3,))),
    )


def write(session: Session, count: int, *, seed: int, parties: list[int] | None = None) -> list[int]:
    """Post so many random entries and commit; returns the parties they concern."""
    rng = random.Random(seed)
    parties = parties or [journal.new_party(session).id for _ in range(5)]
    journal.post_all(session, [random_entry(rng, f"random:{seed}:{n}", parties) for n in range(count)], at=NOW)
    session.commit()
    return parties


def summed(session: Session, *keys: str, where: str = "1 = 1", **bound: object) -> dict[tuple, int]:
    """Sums by reading every posting, grouped by columns of postings `p`, accounts `a`, entries `e`."""
    found: dict[tuple, int] = defaultdict(int)
    rows = session.execute(
        text(
            f"SELECT {', '.join(keys)}, p.amount FROM postings p JOIN accounts a ON a.id = p.account_id "
            f"JOIN entries e ON e.id = p.entry_id WHERE {where}"
        ),
        bound,
    )
    for *key, amount in rows:
        found[tuple(key)] += amount
    return dict(found)
