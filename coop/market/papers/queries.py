"""What a client paid, with the papers of each booking."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import exists, func, literal, or_, select
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.market.listings.models import Listing
from coop.money.papers.models import Paper
from coop.money.papers.queries import of_subjects
from coop.money.papers.rules import refund_subject
from coop.money.payments.models import CancelledPayment, Refund, Settlement, Tip
from coop.money.teams.models import TeamShare
from coop.money.teams.rules import subject_of_share
from coop.people.persons.models import Person
from coop.policies.queries import day_begins, local_day

_NAMED = literal("booking:").concat(Booking.reference)


@dataclass
class Paid:
    """One booking in a client's list. `price_cents` is the price, or what its cancellation kept of it."""

    reference: str
    day: dt.date
    worker: str
    service: str
    price_cents: int
    method: str
    is_done: bool
    tips_cents: int = 0
    invoice: Paper | None = None
    of_others: list[Paper] = field(default_factory=list)
    """The invoices of the others of a team, whose lead's is `invoice`."""
    refunds: list[tuple[Refund, Paper | None]] = field(default_factory=list)
    """Each with its credit note, if the booking was invoiced."""

    @property
    def refunded_cents(self) -> int:
        return sum(refund.amount_cents for refund, _note in self.refunds) if self.is_done else 0


def paid_by(session: Session, person_id: int, year: int) -> list[Paid]:
    """What a client paid for work of a year, newest first: done, or cancelled after it was paid."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    done = (
        select(Booking.reference, Settlement.completed_on, Person.display_name, Listing.title, Settlement.price_cents,
               Settlement.method)
        .join(Settlement, Settlement.subject == _NAMED)
        .join(Person, Person.id == Booking.worker_id)
        .join(Listing, Listing.id == Booking.listing_id)
        .where(Booking.client_id == person_id, Settlement.completed_on.between(first, last))
    )  # fmt: skip
    kept = CancelledPayment.worker_cents + CancelledPayment.fee_cents + CancelledPayment.fund_cents
    went_back = exists().where(Refund.subject == CancelledPayment.subject)
    cancelled = (
        select(Booking.reference, CancelledPayment.cancelled_at, Person.display_name, Listing.title, kept,
               Booking.payment_method)
        .join(CancelledPayment, CancelledPayment.subject == _NAMED)
        .join(Person, Person.id == Booking.worker_id)
        .join(Listing, Listing.id == Booking.listing_id)
        .where(Booking.client_id == person_id, or_(kept > 0, went_back),
               CancelledPayment.cancelled_at >= day_begins(session, first),
               CancelledPayment.cancelled_at < day_begins(session, dt.date(year + 1, 1, 1)))
    )  # fmt: skip
    rows = [Paid(*row, is_done=True) for row in session.execute(done)]
    rows += [
        Paid(reference, local_day(session, at), worker, service, cents, method, is_done=False)
        for reference, at, worker, service, cents, method in session.execute(cancelled)
    ]
    _with_papers(session, {f"booking:{row.reference}": row for row in rows})
    return sorted(rows, key=lambda row: (row.day, row.reference), reverse=True)


def first_year(session: Session, person_id: int) -> int | None:
    """The year of the first booking a client was ever asked to pay for."""
    query = (
        select(func.min(Settlement.completed_on))
        .join(Booking, Settlement.subject == _NAMED)
        .where(Booking.client_id == person_id)
    )
    found = session.execute(query).scalar()
    return found.year if found else None


def refund_of(session: Session, subject: str, number: int) -> Refund | None:
    """A booking's refund of that number."""
    query = select(Refund).where(Refund.subject == subject, Refund.number == number)
    return session.execute(query).scalar_one_or_none()


def _with_papers(session: Session, rows: dict[str, Paid]) -> None:
    subjects = list(rows)
    if not subjects:
        return
    tips = select(Tip.subject, func.sum(Tip.amount_cents)).where(Tip.subject.in_(subjects)).group_by(Tip.subject)
    for subject, cents in session.execute(tips):
        rows[subject].tips_cents = int(cents)
    refunds: dict[str, list[Refund]] = defaultdict(list)
    for refund in session.execute(
        select(Refund).where(Refund.subject.in_(subjects)).order_by(Refund.number)
    ).scalars():
        refunds[refund.subject].append(refund)
    notes = [refund_subject(refund.subject, refund.number) for each in refunds.values() for refund in each]
    shares = select(TeamShare.subject, TeamShare.place).where(TeamShare.subject.in_(subjects), TeamShare.place > 0)
    others = {subject_of_share(subject, place): subject for subject, place in session.execute(shares)}
    papers = of_subjects(session, [*subjects, *notes, *others])
    for named, subject in sorted(others.items()):
        rows[subject].of_others += [papers[named]] if named in papers else []
    for subject, row in rows.items():
        row.invoice = papers.get(subject)
        row.refunds = [(one, papers.get(refund_subject(subject, one.number))) for one in refunds[subject]]
