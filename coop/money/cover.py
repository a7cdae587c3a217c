"""No authorisation may leave more owed than held: the published invariant, asked beforehand."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import cover
from coop.money.locks import FUND, lock


class NotCovered(ValueError):
    """The money held would no longer cover what is owed. `spare_cents` is what the fund could still give."""

    def __init__(self, needed_cents: int, spare_cents: int) -> None:
        super().__init__(f"{needed_cents} needed, {spare_cents} to spare")
        self.needed_cents, self.spare_cents = needed_cents, spare_cents


def require_cover(session: Session, needed_cents: int, *, keeping_cents: int = 0) -> None:
    """Raise NotCovered unless the fund can owe `needed_cents` more; holds off others until the commit.

    `keeping_cents` is to be left over besides: what is promised to projects.
    """
    if needed_cents <= 0:
        return
    lock(session, FUND)
    spare = max(0, cover(session).spare_cents - keeping_cents)
    if needed_cents > spare:
        raise NotCovered(needed_cents, spare)


def require_in_bank(session: Session, needed_cents: int) -> None:
    """Raise NotCovered unless the bank account holds `needed_cents`; a bank pays only what lies in it."""
    lock(session, FUND)
    in_bank = balance(session, chart.BANK)
    if needed_cents > in_bank:
        raise NotCovered(needed_cents, max(0, in_bank))
