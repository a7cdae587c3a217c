"""Keeping balance transactions, booking them, and moving what became available."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.money.locks import lock
from coop.money.periods.queries import entry_day
from coop.money.stripe.balance.models import ProcessorTransaction, TransactionAvailable, TransactionBooked
from coop.money.stripe.client import Fields, id_of, moment_of
from coop.money.stripe.entries import Moved, available_entry
from coop.policies.queries import charter, local_day


class ForeignCurrency(ValueError):
    """The account at Stripe settles in another currency than the co-op's books."""


def keep(session: Session, fields: Fields, *, at: dt.datetime) -> ProcessorTransaction:
    """The row of a balance transaction, made when it is new."""
    lock(session, f"transaction:{fields['id']}")
    query = select(ProcessorTransaction).where(ProcessorTransaction.processor_id == fields["id"])
    known = session.execute(query).scalar_one_or_none()
    if known is not None:
        return known
    row = ProcessorTransaction(
        processor_id=str(fields["id"]),
        category=str(fields["reporting_category"]),
        source=id_of(fields.get("source")),
        gross_cents=int(fields["amount"]),
        fee_cents=int(fields["fee"]),
        net_cents=int(fields["net"]),
        currency=str(fields["currency"]).upper(),
        landed=str(fields["status"]),
        made_at=moment_of(fields["created"]),
        available_at=moment_of(fields["available_on"]),
        seen_at=at,
    )
    session.add(row)
    session.flush()
    return row


def keep_new(session: Session, page: Sequence[Fields], *, at: dt.datetime) -> None:
    """Rows for those of a page of balance transactions that have none yet."""
    ids = [str(fields["id"]) for fields in page]
    query = select(ProcessorTransaction.processor_id).where(ProcessorTransaction.processor_id.in_(ids))
    known = set(session.execute(query).scalars())
    # In one order, so that two who keep the same page do not wait for each other's locks.
    for fields in sorted(page, key=lambda each: str(each["id"])):
        if fields["id"] not in known:
            keep(session, fields, at=at)


def moved_by(session: Session, row: ProcessorTransaction) -> Moved:
    """What a transaction moves in the books; raises ForeignCurrency."""
    currency = charter(session).currency
    if row.currency != currency:
        raise ForeignCurrency(f"a balance transaction in {row.currency}, books in {currency}")
    return Moved(
        account=chart.PROCESSOR_PENDING if row.landed == "pending" else chart.PROCESSOR_AVAILABLE,
        gross_cents=row.gross_cents,
        fee_cents=row.fee_cents,
        net_cents=row.net_cents,
        currency=currency,
        day=entry_day(session, local_day(session, row.made_at)),
    )


def is_booked(session: Session, row: ProcessorTransaction) -> bool:
    """Whether the transaction is in the books."""
    return session.get(TransactionBooked, row.id) is not None


def booked(session: Session, row: ProcessorTransaction, entry_id: int, *, at: dt.datetime) -> None:
    """Note which entry booked a transaction."""
    session.add(TransactionBooked(transaction_id=row.id, entry_id=entry_id, booked_at=at))
    session.flush()


def make_available(session: Session, *, at: dt.datetime) -> int:
    """Move what has become available since; returns how many transactions that was."""
    lock(session, "processor-available")
    due = list(
        session.execute(
            select(ProcessorTransaction)
            .join(TransactionBooked, TransactionBooked.transaction_id == ProcessorTransaction.id)
            .where(
                ProcessorTransaction.landed == "pending",
                ProcessorTransaction.available_at <= at,
                ~exists().where(TransactionAvailable.transaction_id == ProcessorTransaction.id),
            )
            .order_by(ProcessorTransaction.id)
        ).scalars()
    )
    if not due:
        return 0
    net = sum(row.net_cents for row in due)
    entry_id = None
    if net:
        entry = available_entry(
            due[-1].id, cents=net, day=entry_day(session, local_day(session, at)), currency=charter(session).currency
        )
        # The last one of a batch names it: no other batch has it.
        entry_id = journal.post(session, entry, at=at)
    session.add_all(TransactionAvailable(transaction_id=row.id, entry_id=entry_id) for row in due)
    session.flush()
    return len(due)


def newest(session: Session) -> dt.datetime | None:
    """When the newest transaction we know was made."""
    return session.execute(select(func.max(ProcessorTransaction.made_at))).scalar()
