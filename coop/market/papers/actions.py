"""A client asks for an invoice: it is issued in the worker's name, and what went back already is credited."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.market.references import grouped
from coop.money.locks import lock
from coop.money.papers.actions import Named, credit_refund, issue
from coop.money.papers.models import Paper
from coop.money.papers.queries import by_subject
from coop.money.payments.entries import subject_of
from coop.money.payments.models import Settlement
from coop.money.payments.shared import credited_to_each, shared
from coop.money.tax_status.queries import standing_on
from coop.money.teams.rules import subject_of_share
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter


class NotInvoiced(ValueError):
    """Nothing can be invoiced: the work is not done, it cost nothing, or its client is not known here."""


def issue_invoice(session: Session, course: Course, *, buyer: Named, at: dt.datetime) -> list[Paper]:
    """The invoice of a completed booking, of a team one by each for their own part; asked for again, the first ones.

    Raises NotInvoiced.
    """
    booking, subject = course.booking, subject_of(course.booking.reference)
    lock(session, subject)
    settlement = session.get(Settlement, subject)
    if settlement is None or booking.client_id is None or settlement.price_cents == 0:
        raise NotInvoiced(booking.reference)
    known = invoices_of(session, course)
    if known:
        return known
    for place, (worker, share) in enumerate(zip(course.workers, shared(session, settlement), strict=True)):
        if share.gross_cents:
            paper = _issue(session, course, worker, subject_of_share(subject, place), share.gross_cents, buyer, at)
            _credit_earlier(session, settlement, place, at=at)
            _tell(session, booking, worker, paper, at=at)
    return invoices_of(session, course)


def invoices_of(session: Session, course: Course) -> list[Paper]:
    """The invoices of a booking that were issued, the lead's first."""
    subject = subject_of(course.booking.reference)
    found = (by_subject(session, subject_of_share(subject, place)) for place in range(len(course.workers)))
    return [paper for paper in found if paper is not None]


def _issue(
    session: Session, course: Course, worker: Person, subject: str, gross_cents: int, buyer: Named, at: dt.datetime
) -> Paper:
    booking, day = course.booking, course.booking.day_of_work
    return issue(
        session,
        seller_party_id=worker.party_id,
        seller=standing_on(session, worker.id, day, otherwise=worker.display_name),
        buyer=buyer,
        subject=subject,
        supplied_on=day,
        gross_cents=gross_cents,
        description=_("%(service)s, booking %(ref)s", service=booking.listing.title, ref=grouped(booking.reference)),
        worker_party_id=worker.party_id,
        client_id=booking.client_id,
        notes=[_("Issued by %(coop)s as agent, in the name and on behalf of the supplier.",
                 coop=charter(session).name)],
        at=at,
    )  # fmt: skip


def _credit_earlier(session: Session, settlement: Settlement, place: int, *, at: dt.datetime) -> None:
    """What went back before the invoice was asked for is credited at once."""
    invoiced = subject_of_share(settlement.subject, place)
    for number, cents in credited_to_each(session, settlement).items():
        if cents[place]:
            credit_refund(session, invoiced, number=number, refund_cents=cents[place], at=at)


def _tell(session: Session, booking: Booking, worker: Person, paper: Paper, *, at: dt.datetime) -> None:
    with force_locale(worker.locale):
        tell(
            session,
            worker,
            kind="invoice-issued",
            subject=_("An invoice was issued in your name: %(ref)s", ref=paper.reference),
            body=_("The client of booking %(ref)s asked for it. Keep it with your papers.",
                   ref=grouped(booking.reference)),
            link=f"/papers/{paper.reference}",
            by_mail=False,
            at=at,
        )  # fmt: skip
