"""The entries of a promise, pure. That it is drawn on is an expense's entry (`money.fund.entries`).

Each states its project, so that outsiders can hold what is drawn and returned to what that one was given.
"""

from __future__ import annotations

import datetime as dt

from coop.ledger.entries import Entry, lines
from coop.money.fund.commitments.rules import Fund


def committed_entry(
    reference: str,
    *,
    project: str,
    fund: Fund,
    amount_cents: int,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
    decision_id: int | None = None,
) -> Entry:
    """A fund promises a sum: still the co-op's own, and for nothing else."""
    return Entry(
        reference,
        "commitment",
        day,
        lines((fund.account, amount_cents, currency), (fund.promised_account, -amount_cents, currency)),
        rule_ids,
        decision_id,
        facts={"project": project},
    )


def returned_entry(
    reference: str,
    *,
    project: str,
    fund: Fund,
    amount_cents: int,
    day: dt.date,
    currency: str,
    decision_id: int | None = None,
) -> Entry:
    """What a project has not spent returns to its fund."""
    return Entry(
        f"project:{reference}:returned",
        "commitment",
        day,
        lines((fund.promised_account, amount_cents, currency), (fund.account, -amount_cents, currency)),
        decision_id=decision_id,
        facts={"project": project},
    )
