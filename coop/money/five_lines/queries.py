"""Where the cents of a price go, under the rules in force at a moment: one function for every page.

    lines = five_lines_for(session, price_cents, at=clock.now())
    {{ five_lines(_("Where your %(price)s goes", price=money(total)), labelled(lines), _("All in"), total) }}

with `five_lines` of `_macros/money.html` and `labelled` of `coop.money.five_lines.words`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from sqlalchemy.orm import Session

from coop.money.payments.queries import processor_fee_cents, worker_bears_processor
from coop.money.split.rules import FiveLines, fee_cents, five_lines, included_tax_cents
from coop.policies.in_force import in_force


def five_lines_for(
    session: Session, price_cents: int, *, at: dt.datetime, vat_rate: Fraction | None = None,
    tax_of: Callable[[int], int] | None = None,
) -> FiveLines:  # fmt: skip
    """The lines of a price that is offered: its fee by the rules in force. `vat_rate`: its worker's, who owes the VAT
    that is in the price; of a team `tax_of(fee)` says it."""
    fee = fee_cents(
        price_cents, in_force(session, "fee.rate", at).fraction, in_force(session, "fee.minimum_cents", at).whole
    )
    return five_lines(
        price_cents,
        fee_cents=fee,
        reserve_share=in_force(session, "surplus.reserve_floor", at).fraction,
        tax_cents=tax_of(fee) if tax_of else tax_in(price_cents, fee, vat_rate),
    )


def five_lines_booked(
    session: Session,
    price_cents: int,
    *,
    fee_cents: int,
    booked_at: dt.datetime,
    subject: str = "",
    tax_cents: int = 0,
) -> FiveLines:
    """The lines of a price whose fee was fixed when it was booked: checkout, receipt and ledger agree.

    `subject`: the booking's, for what a card processor has really taken of its payment; nothing before it was paid.
    `tax_cents`: what its workers owe of it (`tax_in`), as they stood on the day of the work.
    """
    reserve = in_force(session, "surplus.reserve_floor", booked_at).fraction
    taken = processor_fee_cents(session, subject) if subject else 0
    return five_lines(
        price_cents,
        fee_cents=fee_cents,
        processor_cents=taken,
        reserve_share=reserve,
        tax_cents=tax_cents,
        worker_bears_processor=bool(taken) and worker_bears_processor(session, subject),
    )


def tax_in(price_cents: int, fee: int, rate: Fraction | None) -> int:
    """The VAT in a price; what the fee leaves of a very small one is less."""
    return min(included_tax_cents(price_cents, rate), price_cents - fee) if rate is not None else 0
