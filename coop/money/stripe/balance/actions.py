"""Keeping balance transactions, booking them, and moving what became available."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.db.bulk import insert_rows
from coop.ledger import chart, journal
from coop.ledger.entries import Entry
from coop.money.locks import lock
from coop.money.periods.queries import entry_day
from coop.money.stripe.balance.models import ProcessorTransaction, TransactionAvailable, TransactionBooked
from coop.money.stripe.client import Fields, id_of, moment_of
from coop.money.stripe.entries import Moved, available_entry
from coop.policies.queries import charter, local_day

BOOKING_ALONE = "transactions-alone"


class ForeignCurrency(ValueError):
    """The account at Stripe settles in another currency than the co-op's books."""


def keep(session: Session, fields: Fields, *, at: dt.datetime) -> ProcessorTransaction:
    """The row of a balance transaction, made when it is new."""
    lock(session, f"transaction:{fields['id']}")
    query = select(ProcessorTransaction).where(ProcessorTransaction.processor_id == fields["id"])
    known = session.execute(query).scalar_one_or_none()
    if known is not None:
        return known
    row = ProcessorTransaction(**_row(fields, at=at))
    session.add(row)
    session.flush()
    return row


_KEPT = ("id", "reporting_category", "source", "amount", "fee", "net", "currency", "status", "created", "available_on")


def as_kept(fields: Fields) -> Fields:
    """What is kept of a balance transaction, without the rest: many of them are held at once."""
    return {name: id_of(fields[name]) if name == "source" else fields[name] for name in _KEPT}


def keep_new(session: Session, page: Sequence[Fields], *, at: dt.datetime) -> None:
    """Rows for those of a page of balance transactions that have none yet."""
    ids = {str(fields["id"]) for fields in page}
    new = ids - _known(session, ids)
    if not new:
        return
    # In one order, so that two who keep the same page do not wait for each other's locks; then a second look.
    lock(session, *(f"transaction:{one}" for one in new))
    new -= _known(session, new)
    rows = [_row(fields, at=at) for fields in page if fields["id"] in new]
    insert_rows(session, ProcessorTransaction, rows)


def _known(session: Session, ids: set[str]) -> set[str]:
    query = select(ProcessorTransaction.processor_id).where(ProcessorTransaction.processor_id.in_(ids))
    return set(session.execute(query).scalars())


def _row(fields: Fields, *, at: dt.datetime) -> Fields:
    return {
        "processor_id": str(fields["id"]),
        "category": str(fields["reporting_category"]),
        "source": id_of(fields.get("source")),
        "gross_cents": int(fields["amount"]),
        "fee_cents": int(fields["fee"]),
        "net_cents": int(fields["net"]),
        "currency": str(fields["currency"]).upper(),
        "landed": str(fields["status"]),
        "made_at": moment_of(fields["created"]),
        "available_at": moment_of(fields["available_on"]),
        "seen_at": at,
    }


def moved_by(session: Session, row: ProcessorTransaction) -> Moved:
    """What a transaction moves in the books; raises ForeignCurrency."""
    return _moved(row, charter(session).currency, entry_day(session, local_day(session, row.made_at)))


def _moved(row: ProcessorTransaction, currency: str, day: dt.date) -> Moved:
    if row.currency != currency:
        raise ForeignCurrency(f"a balance transaction in {row.currency}, books in {currency}")
    return Moved(
        account=chart.PROCESSOR_PENDING if row.landed == "pending" else chart.PROCESSOR_AVAILABLE,
        gross_cents=row.gross_cents,
        fee_cents=row.fee_cents,
        net_cents=row.net_cents,
        currency=currency,
        day=day,
    )


def is_booked(session: Session, row: ProcessorTransaction) -> bool:
    """Whether the transaction is in the books."""
    return session.get(TransactionBooked, row.id) is not None


def book_many(
    session: Session, rows: Sequence[ProcessorTransaction], entry_of: Callable[[int, Moved], Entry], *, at: dt.datetime
) -> None:
    """Book transactions that nothing else follows from, each by its own entry, in a few statements."""
    lock(session, BOOKING_ALONE)
    numbers = [row.id for row in rows]
    query = select(TransactionBooked.transaction_id).where(TransactionBooked.transaction_id.in_(numbers))
    known = set(session.execute(query).scalars())
    fresh = [row for row in rows if row.id not in known]
    days: dict[dt.date, dt.date] = {}
    entries = []
    for row in fresh:
        day = local_day(session, row.made_at)
        if day not in days:
            days[day] = entry_day(session, day)
        entries.append(entry_of(row.id, _moved(row, charter(session).currency, days[day])))
    posted = journal.post_all(session, entries, at=at)
    made = [
        {"transaction_id": row.id, "entry_id": entry_id, "booked_at": at}
        for row, entry_id in zip(fresh, posted, strict=True)
    ]
    insert_rows(session, TransactionBooked, made)


def booked(session: Session, row: ProcessorTransaction, entry_id: int, *, at: dt.datetime) -> None:
    """Note which entry booked a transaction."""
    session.add(TransactionBooked(transaction_id=row.id, entry_id=entry_id, booked_at=at))
    session.flush()


def make_available(session: Session, *, at: dt.datetime) -> int:
    """Move what has become available since; returns how many transactions that was."""
    lock(session, "processor-available")
    due = session.execute(
        select(ProcessorTransaction.id, ProcessorTransaction.net_cents)
        .join(TransactionBooked, TransactionBooked.transaction_id == ProcessorTransaction.id)
        .where(
            ProcessorTransaction.landed == "pending",
            ProcessorTransaction.available_at <= at,
            ~exists().where(TransactionAvailable.transaction_id == ProcessorTransaction.id),
        )
        .order_by(ProcessorTransaction.id)
    ).all()
    if not due:
        return 0
    net = sum(cents for _number, cents in due)
    entry_id = None
    if net:
        # The last one of a batch names it: no other batch has it.
        entry = available_entry(
            due[-1].id, cents=net, day=entry_day(session, local_day(session, at)), currency=charter(session).currency
        )
        entry_id = journal.post(session, entry, at=at)
    moved = [{"transaction_id": number, "entry_id": entry_id} for number, _cents in due]
    insert_rows(session, TransactionAvailable, moved)
    return len(due)
