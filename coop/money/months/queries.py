"""A worker's month out of the postings that carry their party."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.months.rules import BALANCE, READ, Line, Month
from coop.money.payments.entries import CASH
from coop.money.payments.models import Refund, Settlement
from coop.money.payments.shared import credited_to_each
from coop.money.teams.models import TeamShare
from coop.money.teams.queries import shares_of_party, subjects_of
from coop.policies.queries import day_begins, local_day

_DAY = dt.timedelta(days=1)


def statement(session: Session, party_id: int, *, since: dt.date, until: dt.date) -> Month:
    """Every entry that concerns the worker from `since` to `until`, by day, with the balances before it."""
    query = (
        select(EntryRow.id, EntryRow.effective_on, EntryRow.kind, EntryRow.reference, Account.code,
               func.sum(PostingRow.amount))
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(PostingRow.party_id == party_id, Account.code.in_(READ), EntryRow.effective_on.between(since, until))
        .group_by(EntryRow.id, EntryRow.effective_on, EntryRow.kind, EntryRow.reference, Account.code)
        .order_by(EntryRow.effective_on, EntryRow.id)
    )  # fmt: skip
    entries: dict[tuple[int, dt.date, str, str], dict[str, int]] = defaultdict(dict)
    for entry_id, day, kind, reference, code, amount in session.execute(query):
        entries[entry_id, day, kind, reference][code] = int(amount)
    paid, returned = _prices(session, party_id, since, until), _refunds(session, party_id, since, until)
    subjects = [*(one.subject for one in paid.values()), *(one.subject for one in returned.values())]
    shares = shares_of_party(session, party_id, subjects)
    lines = [
        Line(entry_id, day, kind, reference, amounts,
             *_beside(session, shares, paid.get(entry_id), returned.get(entry_id), amounts))
        for (entry_id, day, kind, reference), amounts in entries.items()
    ]
    lines += _outside_the_books(session, party_id, since, until)
    lines.sort(key=lambda line: line.day)
    return Month(since, until, lines, _balances_before(session, party_id, since))


def _beside(
    session: Session, shares: dict[str, TeamShare], settled: Settlement | None, refund: Refund | None,
    amounts: dict[str, int],
) -> tuple[int, int, int]:  # fmt: skip
    """Price, refund, and what passed from hand to hand; of a team's job their own part, and the lead's hands."""
    share = shares.get(settled.subject if settled else refund.subject if refund else "")
    price = settled.price_cents if settled else 0
    back = refund.amount_cents if refund else 0
    in_hand = (price if settled and settled.method == CASH else 0) - (back if refund and refund.method == CASH else 0)
    if share is None:
        return price, back, in_hand
    in_hand = 0 if share.place else in_hand
    if refund is not None:
        # The cash that a lead gave back is beyond the books; of all else what each gave, tips too, stands there.
        back = _own_part(session, share, refund) if refund.method == CASH else _taken(amounts)
    return share.gross_cents if settled else 0, back, in_hand


def _own_part(session: Session, share: TeamShare, refund: Refund) -> int:
    settlement = session.get_one(Settlement, refund.subject)
    return credited_to_each(session, settlement)[refund.number][share.place]


def _taken(amounts: dict[str, int]) -> int:
    return sum(amounts.get(code, 0) for code in (chart.WORKERS_PAYABLE, chart.CLAWBACK, chart.FEES_REFUNDED))


def _worked_on(party_id: int) -> ColumnElement[bool]:
    return or_(Settlement.worker_party_id == party_id, Settlement.subject.in_(subjects_of(party_id)))


def _prices(session: Session, party_id: int, since: dt.date, until: dt.date) -> dict[int, Settlement]:
    query = select(Settlement).join(EntryRow, EntryRow.id == Settlement.entry_id).where(
        _worked_on(party_id), EntryRow.effective_on.between(since, until)
    )  # fmt: skip
    return {one.entry_id: one for one in session.execute(query).scalars() if one.entry_id is not None}


def _refunds(session: Session, party_id: int, since: dt.date, until: dt.date) -> dict[int, Refund]:
    query = (
        select(Refund)
        .join(Settlement, Settlement.subject == Refund.subject)
        .join(EntryRow, EntryRow.id == Refund.entry_id)
        .where(_worked_on(party_id), EntryRow.effective_on.between(since, until))
    )
    return {one.entry_id: one for one in session.execute(query).scalars() if one.entry_id is not None}


def _outside_the_books(session: Session, party_id: int, since: dt.date, until: dt.date) -> list[Line]:
    """Cash given back for work without a fee: no posting, but the accountant has to know."""
    begins, ends = day_begins(session, since), day_begins(session, until + _DAY)
    query = (
        select(Refund)
        .join(Settlement, Settlement.subject == Refund.subject)
        .where(Settlement.worker_party_id == party_id, Refund.after_completion.is_(True), Refund.entry_id.is_(None),
               Refund.decided_at >= begins, Refund.decided_at < ends)
        .order_by(Refund.id)
    )  # fmt: skip
    return [
        Line(None, local_day(session, one.decided_at), "refund", f"{one.subject}:refunded:{one.number}", {},
             *_beside(session, {}, None, one, {}))
        for one in session.execute(query).scalars()
    ]  # fmt: skip


def _balances_before(session: Session, party_id: int, day: dt.date) -> dict[str, int]:
    query = (
        select(Account.code, -func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(PostingRow.party_id == party_id, Account.code.in_(BALANCE), EntryRow.effective_on < day)
        .group_by(Account.code)
    )
    found = {code: int(amount) for code, amount in session.execute(query)}
    return {code: found.get(code, 0) for code in BALANCE}
