"""Both sides of the balance: what Stripe says moved, and what the books have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.money.stripe.balance.models import ProcessorTransaction, TransactionAvailable, TransactionBooked


def unbooked(session: Session) -> list[ProcessorTransaction]:
    """Balance transactions that are in no entry, the oldest first."""
    query = select(ProcessorTransaction).where(
        ~exists().where(TransactionBooked.transaction_id == ProcessorTransaction.id)
    )
    return list(session.execute(query.order_by(ProcessorTransaction.made_at, ProcessorTransaction.id)).scalars())


def unbooked_of(
    session: Session, categories: Sequence[str], currency: str, *, after: int, most: int
) -> list[ProcessorTransaction]:
    """Some of those that are in no entry: of some categories, in a currency, by our own number."""
    query = (
        select(ProcessorTransaction)
        .where(
            ProcessorTransaction.id > after,
            ProcessorTransaction.category.in_(categories),
            ProcessorTransaction.currency == currency,
            ~exists().where(TransactionBooked.transaction_id == ProcessorTransaction.id),
        )
        .order_by(ProcessorTransaction.id)
        .limit(most)
    )
    return list(session.execute(query).scalars())


@dataclass(frozen=True)
class Category:
    """Transactions of one of Stripe's reporting categories: what they move, and how much of it is booked."""

    name: str
    count: int
    net_cents: int
    booked_cents: int

    @property
    def off_cents(self) -> int:
        return self.booked_cents - self.net_cents


def by_category(session: Session) -> list[Category]:
    """Every reporting category that occurs, in the order of its name."""
    in_books = case((TransactionBooked.transaction_id.is_not(None), ProcessorTransaction.net_cents), else_=0)
    rows = session.execute(
        select(
            ProcessorTransaction.category,
            func.count(),
            func.sum(ProcessorTransaction.net_cents),
            func.sum(in_books),
        )
        .outerjoin(TransactionBooked, TransactionBooked.transaction_id == ProcessorTransaction.id)
        .group_by(ProcessorTransaction.category)
        .order_by(ProcessorTransaction.category)
    )
    return [Category(name, count, int(net), int(booked)) for name, count, net, booked in rows]


def books(session: Session) -> tuple[int, int]:
    """(pending, available) as the ledger has it."""
    return balance(session, chart.PROCESSOR_PENDING), balance(session, chart.PROCESSOR_AVAILABLE)


def due_from_transactions(session: Session) -> tuple[int, int]:
    """(pending, available) as the booked transactions say, by which the ledger's accounts are checked."""
    is_pending = (ProcessorTransaction.landed == "pending") & ~exists().where(
        TransactionAvailable.transaction_id == ProcessorTransaction.id
    )
    pending, total = session.execute(
        select(
            func.coalesce(func.sum(case((is_pending, ProcessorTransaction.net_cents), else_=0)), 0),
            func.coalesce(func.sum(ProcessorTransaction.net_cents), 0),
        ).join(TransactionBooked, TransactionBooked.transaction_id == ProcessorTransaction.id)
    ).one()
    return int(pending), int(total) - int(pending)
