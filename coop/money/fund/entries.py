"""The entries of the fund, pure: expenses approved and paid, gifts, grants, write-offs."""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.ledger.entries import Entry, lines


def expense_entry(
    reference: str,
    *,
    account: str,
    amount_cents: int,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
    decision_id: int | None = None,
    project: str | None = None,
) -> Entry:
    """An approved expense is owed, whoever is to be paid. One that draws on a promise states the project."""
    return Entry(
        f"expense:{reference}:approved",
        "expense",
        day,
        lines((account, amount_cents, currency), (chart.ACCOUNTS_PAYABLE, -amount_cents, currency)),
        rule_ids,
        decision_id,
        facts=_of(project),
    )


def expense_paid_entry(
    reference: str,
    *,
    amount_cents: int,
    day: dt.date,
    currency: str,
    decision_id: int | None = None,
    project: str | None = None,
) -> Entry:
    """The bank pays it."""
    return Entry(
        f"expense:{reference}:paid",
        "expense",
        day,
        lines((chart.ACCOUNTS_PAYABLE, amount_cents, currency), (chart.BANK, -amount_cents, currency)),
        decision_id=decision_id,
        facts=_of(project),
    )


def _of(project: str | None) -> dict[str, int | str]:
    return {} if project is None else {"project": project}


def donation_entry(reference: str, *, amount_cents: int, day: dt.date, currency: str) -> Entry:
    """A gift to the fund."""
    return Entry(
        f"donation:{reference}",
        "donation",
        day,
        lines((chart.BANK, amount_cents, currency), (chart.DONATIONS, -amount_cents, currency)),
    )


def grant_entry(reference: str, *, amount_cents: int, day: dt.date, currency: str) -> Entry:
    """Money for a purpose arrives: owed until the purpose is met."""
    return Entry(
        f"grant:{reference}:received",
        "grant",
        day,
        lines((chart.BANK, amount_cents, currency), (chart.RESTRICTED_GRANTS, -amount_cents, currency)),
    )


def grant_earned_entry(reference: str, *, number: int, amount_cents: int, day: dt.date, currency: str) -> Entry:
    """A part of the condition is met. The first part has the plain reference."""
    return Entry(
        f"grant:{reference}:earned" + (f":{number}" if number > 1 else ""),
        "grant",
        day,
        lines((chart.RESTRICTED_GRANTS, amount_cents, currency), (chart.GRANTS, -amount_cents, currency)),
    )


def write_off_entry(
    reference: str,
    *,
    account: str,
    party_id: int,
    amount_cents: int,
    day: dt.date,
    currency: str,
    decision_id: int,
) -> Entry:
    """The members give up a claim on someone."""
    return Entry(
        reference,
        "write-off",
        day,
        lines((chart.BAD_DEBT, amount_cents, currency), (account, -amount_cents, currency, party_id)),
        decision_id=decision_id,
    )
