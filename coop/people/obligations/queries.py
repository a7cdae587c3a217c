"""Reading obligations: what is still to come, what is due, and what the books retained without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.people.obligations.models import CapitalObligation, CapitalRelease

RETAINED = (chart.PATRONAGE_QUALIFIED, chart.PATRONAGE_NONQUALIFIED)


@dataclass(frozen=True)
class Retained:
    """A posting that retained a dividend, or owes it on a later day, and has no obligation yet."""

    entry_id: int
    party_id: int
    account: str
    amount_cents: int
    effective_on: dt.date
    recorded_at: dt.datetime
    rule_ids: list[int]


def without_obligation(session: Session) -> list[Retained]:
    """Retained dividends nobody has dated yet, the oldest first."""
    return _undated(session, RETAINED)


def cash_of(session: Session, entry_ids: Sequence[int]) -> list[Retained]:
    """What these entries owe in cash on a later day."""
    return _undated(session, (chart.PATRONAGE_DATED,), EntryRow.id.in_(entry_ids))


def _undated(session: Session, accounts: Sequence[str], *where: ColumnElement[bool]) -> list[Retained]:
    dated = exists().where(
        CapitalObligation.entry_id == EntryRow.id,
        CapitalObligation.party_id == PostingRow.party_id,
        CapitalObligation.account == Account.code,
    )
    undone = select(EntryRow.reverses).where(EntryRow.reverses.is_not(None))
    query = (
        select(EntryRow.id, PostingRow.party_id, Account.code, -PostingRow.amount, EntryRow.effective_on,
               EntryRow.recorded_at, EntryRow.rule_ids)
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(EntryRow.kind == "patronage", Account.code.in_(accounts), PostingRow.amount < 0,
               PostingRow.party_id.is_not(None), ~dated, EntryRow.id.not_in(undone), *where)
        .order_by(EntryRow.id, PostingRow.line)
    )  # fmt: skip
    return [
        Retained(entry, party, account, cents, day, recorded_at, rule_ids)
        for entry, party, account, cents, day, recorded_at, rule_ids in session.execute(query)
        if party is not None
    ]


def due(session: Session, *, today: dt.date) -> list[CapitalObligation]:
    """Those whose day has come and that were not released, the oldest first."""
    query = (
        select(CapitalObligation)
        .where(_open(), CapitalObligation.due_on <= today)
        .order_by(CapitalObligation.due_on, CapitalObligation.id)
    )
    return list(session.execute(query).scalars())


def obligations_of(session: Session, party_id: int) -> list[tuple[CapitalObligation, CapitalRelease | None]]:
    """A member's own, by their day."""
    query = (
        select(CapitalObligation, CapitalRelease)
        .outerjoin(CapitalRelease, CapitalRelease.obligation_id == CapitalObligation.id)
        .where(CapitalObligation.party_id == party_id)
        .order_by(CapitalObligation.due_on, CapitalObligation.id)
    )
    return [(obligation, release) for obligation, release in session.execute(query)]


def timetable(session: Session) -> Sequence[tuple[dt.date, int, int]]:
    """What comes due in all: (day, obligations, cents), the earliest first."""
    query = (
        select(CapitalObligation.due_on, func.count(), func.sum(CapitalObligation.amount_cents))
        .where(_open())
        .group_by(CapitalObligation.due_on)
        .order_by(CapitalObligation.due_on)
    )
    return [(day, int(count), int(cents)) for day, count, cents in session.execute(query)]


def _open() -> ColumnElement[bool]:
    return ~exists().where(CapitalRelease.obligation_id == CapitalObligation.id)
