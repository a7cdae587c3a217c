"""Closing a period: its income and expenses become surplus, and its days are shut."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.balances import balances
from coop.ledger.entries import Entry, lines
from coop.ledger.models import EntryRow, Period
from coop.money.periods.queries import last_closed
from coop.money.periods.rules import NotClosable, check_closable
from coop.money.small_days import actions as small_days
from coop.policies.queries import charter, local_day

_RESULT = tuple(spec.code for spec in chart.CHART.values() if spec.kind in (chart.Kind.INCOME, chart.Kind.EXPENSE))


def close(session: Session, *, opens_on: dt.date, closes_on: dt.date, at: dt.datetime) -> Period:
    """Close the days from `opens_on` to `closes_on`, both included; the same days again change nothing.

    Posts one closing entry on the last day: every income and expense account to Surplus:Unallocated, a
    surplus as a credit and a loss as a debit. Entries of these days that wait to be summed are published with the
    last group first, so that from now on both readings of the books say the same. Raises NotClosable.
    """
    small_days.hold_off(session)
    journal.lock_closing(session)
    last = last_closed(session)
    if last is not None and (last.opens_on, last.closes_on) == (opens_on, closes_on):
        return last
    check_closable(
        opens_on=opens_on,
        closes_on=closes_on,
        today=local_day(session, at),
        last_closed_on=last.closes_on if last else None,
        first_entry_on=session.execute(select(func.min(EntryRow.effective_on))).scalar(),
    )
    try:
        small_days.publish_rest(
            session, closes_on=closes_on, last_closed_on=last.closes_on if last else None, at=at
        )
    except small_days.NotGroupable as error:
        raise NotClosable(error.args[0]) from error
    entry = closing_entry(
        balances(session, _RESULT, since=opens_on, until=closes_on),
        opens_on=opens_on,
        closes_on=closes_on,
        currency=charter(session).currency,
    )
    period = Period(
        opens_on=opens_on,
        closes_on=closes_on,
        closed_at=at,
        surplus_cents=surplus_of(entry),
        closing_entry_id=journal.post(session, entry, at=at) if entry else None,
    )
    session.add(period)
    session.flush()
    return period


def closing_entry(
    sums: dict[tuple[str, str], int], *, opens_on: dt.date, closes_on: dt.date, currency: str
) -> Entry | None:
    """The entry that empties income and expenses; None when there was neither."""
    result = {code: amount for (code, commodity), amount in sums.items() if commodity == currency}
    postings = lines(
        *((code, -amount, currency) for code, amount in sorted(result.items())),
        (chart.SURPLUS, sum(result.values()), currency),
    )
    if not postings:
        return None
    return Entry(f"period:{opens_on}:{closes_on}:closed", "period-close", closes_on, postings)


def surplus_of(entry: Entry | None) -> int:
    """What a closing entry adds to the surplus; negative for a loss."""
    if entry is None:
        return 0
    return -sum(posting.amount for posting in entry.postings if posting.account == chart.SURPLUS)


__all__ = ["NotClosable", "close", "closing_entry", "surplus_of"]
