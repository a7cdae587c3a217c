"""Where the cents of a price go, under the rules in force at a moment: one function for every page.

    lines = five_lines_for(session, price_cents, at=clock.now())
    {{ five_lines(_("Where your %(price)s goes", price=money(total)), labelled(lines), _("All in"), total) }}

with `five_lines` of `_macros/money.html` and `labelled` of `coop.money.five_lines.words`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.money.payments.queries import processor_fee_cents, worker_bears_processor
from coop.money.split.rules import FiveLines, five_lines, split
from coop.policies.in_force import in_force


def five_lines_for(session: Session, price_cents: int, *, at: dt.datetime) -> FiveLines:
    """The lines of a price that is offered: its fee by the rules in force."""
    return split(
        price_cents,
        fee_rate=in_force(session, "fee.rate", at).fraction,
        fee_minimum_cents=in_force(session, "fee.minimum_cents", at).whole,
        reserve_share=in_force(session, "surplus.reserve_floor", at).fraction,
    )


def five_lines_booked(
    session: Session, price_cents: int, *, fee_cents: int, booked_at: dt.datetime, subject: str = ""
) -> FiveLines:
    """The lines of a price whose fee was fixed when it was booked: checkout, receipt and ledger agree.

    `subject`: the booking's, for what a card processor has really taken of its payment; nothing before it was paid.
    """
    reserve = in_force(session, "surplus.reserve_floor", booked_at).fraction
    taken = processor_fee_cents(session, subject) if subject else 0
    return five_lines(
        price_cents,
        fee_cents=fee_cents,
        processor_cents=taken,
        reserve_share=reserve,
        worker_bears_processor=bool(taken) and worker_bears_processor(session, subject),
    )
