"""A worker's own statement, from the postings that carry the worker's party."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from coop.ledger.chart import CLAWBACK, FEES, FEES_REFUNDED, LABOUR_CONTRIBUTED, PATRONAGE_PAYABLE, WORKER_FEES
from coop.ledger.chart import WORKERS_PAYABLE as PAYABLE
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.payments.models import Settlement
from coop.money.teams.models import TeamShare
from coop.money.teams.queries import subjects_of

_OWN = (PAYABLE, PATRONAGE_PAYABLE, WORKER_FEES, CLAWBACK, FEES, FEES_REFUNDED, LABOUR_CONTRIBUTED)
_DUE = (PAYABLE, PATRONAGE_PAYABLE)
_OWES = (WORKER_FEES, CLAWBACK)


@dataclass
class Row:
    """One entry as the worker sees it; the last two are the balances after it."""

    entry_id: int
    day: dt.date
    kind: str
    reference: str
    price_cents: int | None
    """What the client paid for this worker, cash included; None where the entry is no job of this worker."""
    in_hand_cents: int
    """What the client gave them in hand: of a team's job the whole price, to who leads it."""
    amounts: dict[str, int] = field(default_factory=dict)
    due_cents: int = 0
    owes_cents: int = 0

    @property
    def is_cash(self) -> bool:
        return self.in_hand_cents > 0

    @property
    def booking(self) -> str:
        """The booking's reference, empty for an entry that is about none."""
        parts = self.reference.split(":")
        return parts[1] if parts[0] == "booking" else ""

    @property
    def payout_run(self) -> str:
        """The reference of the run that paid, empty for other entries."""
        parts = self.reference.split(":")
        return parts[1] if parts[0] in ("payout", "netting") else ""

    @property
    def fee_cents(self) -> int:
        """The fee taken; negative when it was given back."""
        return -(self.amounts.get(FEES, 0) + self.amounts.get(FEES_REFUNDED, 0))

    @property
    def to_you_cents(self) -> int:
        """What the entry adds to what the co-op owes the worker."""
        return -sum(self.amounts.get(code, 0) for code in _DUE)

    @property
    def you_owe_cents(self) -> int:
        """What the entry adds to what the worker owes the fund."""
        return sum(self.amounts.get(code, 0) for code in _OWES)

    @property
    def minutes(self) -> int:
        return -self.amounts.get(LABOUR_CONTRIBUTED, 0)


@dataclass(frozen=True)
class Earnings:
    """A stretch of days with the balances before and after it."""

    rows: list[Row]
    due_before_cents: int
    owes_before_cents: int

    @property
    def due_cents(self) -> int:
        return self.rows[-1].due_cents if self.rows else self.due_before_cents

    @property
    def owes_cents(self) -> int:
        return self.rows[-1].owes_cents if self.rows else self.owes_before_cents

    def total(self, *kinds: str) -> int:
        """What entries of these kinds added to what the co-op owes the worker."""
        return sum(row.to_you_cents for row in self.rows if row.kind in kinds)

    @property
    def price_cents(self) -> int:
        return sum(row.price_cents or 0 for row in self.rows)

    @property
    def cash_cents(self) -> int:
        """What clients gave the worker in hand."""
        return sum(row.in_hand_cents for row in self.rows)

    @property
    def fee_cents(self) -> int:
        return sum(row.fee_cents for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)


def earnings(session: Session, party_id: int, *, since: dt.date, until: dt.date) -> Earnings:
    """Every entry that concerns the worker from `since` to `until`, oldest first, with running balances."""
    before = _balances_before(session, party_id, since)
    query = (
        select(
            EntryRow.id,
            EntryRow.effective_on,
            EntryRow.kind,
            EntryRow.reference,
            Account.code,
            func.sum(PostingRow.amount),
            Settlement.price_cents,
            Settlement.method,
            Settlement.worker_party_id,
            TeamShare.worker_cents + TeamShare.fee_cents,
        )
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .outerjoin(Settlement, Settlement.entry_id == EntryRow.id)
        .outerjoin(TeamShare, (TeamShare.subject == Settlement.subject) & (TeamShare.party_id == party_id))
        .where(PostingRow.party_id == party_id, Account.code.in_(_OWN), EntryRow.effective_on.between(since, until))
        .group_by(
            EntryRow.id,
            EntryRow.effective_on,
            EntryRow.kind,
            EntryRow.reference,
            Account.code,
            Settlement.price_cents,
            Settlement.method,
            Settlement.worker_party_id,
            TeamShare.worker_cents,
            TeamShare.fee_cents,
        )
        .order_by(EntryRow.effective_on, EntryRow.id)
    )
    rows: dict[int, Row] = {}
    for entry_id, day, kind, reference, code, amount, price, method, lead, share in session.execute(query):
        in_hand = price if method == "cash" and lead == party_id else 0
        own = price if share is None else int(share)
        row = rows.setdefault(entry_id, Row(entry_id, day, kind, reference, own, in_hand))
        row.amounts[code] = int(amount)
    due, owes = before
    for row in rows.values():
        due, owes = due + row.to_you_cents, owes + row.you_owe_cents
        row.due_cents, row.owes_cents = due, owes
    return Earnings(list(rows.values()), *before)


def _balances_before(session: Session, party_id: int, day: dt.date) -> tuple[int, int]:
    query = (
        select(Account.code, func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(PostingRow.party_id == party_id, Account.code.in_((*_DUE, *_OWES)), EntryRow.effective_on < day)
        .group_by(Account.code)
    )
    sums = {code: int(amount) for code, amount in session.execute(query)}
    return -sum(sums.get(code, 0) for code in _DUE), sum(sums.get(code, 0) for code in _OWES)


def first_day(session: Session, party_id: int) -> dt.date | None:
    """The day of the worker's first entry."""
    query = (
        select(func.min(EntryRow.effective_on))
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .where(PostingRow.party_id == party_id)
    )
    return session.execute(query).scalar()


def waiting_for_client(session: Session, party_id: int) -> list[Settlement]:
    """Jobs done whose transfer has not arrived."""
    query = (
        select(Settlement)
        .where(
            or_(Settlement.worker_party_id == party_id, Settlement.subject.in_(subjects_of(party_id))),
            Settlement.settled_at.is_(None),
        )
        .order_by(Settlement.completed_on)
    )
    return list(session.execute(query).scalars())
