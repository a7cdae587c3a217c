"""Reading the books for a statement: four sums, whatever the days."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.ledger.chart import COLLECTIVE, MEMBER_CAPITAL, MINUTES
from coop.ledger.windows import Sums, Window, closings, sums, turnovers
from coop.money.statements.rules import Bounds, Cut, Read, Statement, worked
from coop.money.statements.rules import statement as made_of
from coop.policies.queries import charter, day_begins

_FUNDS = (*COLLECTIVE, *MEMBER_CAPITAL)


def statement(session: Session, cut: Cut) -> Statement:
    """The statement of any days, in the co-op's currency."""
    currency = charter(session).currency
    inside = window(session, cut.inside)
    before = {} if cut.before is None else sums(session, window(session, cut.before))
    change = sums(session, inside)
    sides = {
        code: sides
        for (code, commodity), sides in turnovers(session, inside, _FUNDS).items()
        if commodity == currency
    }
    return made_of(
        Read(
            opening=_in(before, currency),
            change=_in(change, currency),
            closed=_in(closings(session, inside), currency),
            debits={code: side.debit for code, side in sides.items()},
            credits={code: side.credit for code, side in sides.items()},
            minutes=worked(_in(change, MINUTES)),
        )
    )


def window(session: Session, bounds: Bounds) -> Window:
    """The same days for the books: recorded days are the co-op's own, from midnight to midnight."""
    after = bounds.recorded_until and bounds.recorded_until + dt.timedelta(days=1)
    return Window(
        since=bounds.since,
        until=bounds.until,
        recorded_since=day_begins(session, bounds.recorded_since) if bounds.recorded_since else None,
        recorded_before=day_begins(session, after) if after else None,
    )


def _in(found: Sums, commodity: str) -> dict[str, int]:
    return {code: amount for (code, held), amount in found.items() if held == commodity}
