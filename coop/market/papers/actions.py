"""A client asks for an invoice: it is issued in the worker's name, and what went back already is credited."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course
from coop.market.references import grouped
from coop.money.locks import lock
from coop.money.papers.actions import Named, credit_refund, issue
from coop.money.papers.models import Paper
from coop.money.papers.queries import by_subject
from coop.money.payments.entries import subject_of
from coop.money.payments.models import Refund, Settlement
from coop.money.tax_status.queries import standing_on
from coop.notices.actions import tell
from coop.policies.queries import charter


class NotInvoiced(ValueError):
    """Nothing can be invoiced: the work is not done, it cost nothing, or its client is not known here."""


def issue_invoice(session: Session, course: Course, *, buyer: Named, at: dt.datetime) -> Paper:
    """The invoice of a completed booking; asked for again, the first one. Raises NotInvoiced."""
    booking, subject = course.booking, subject_of(course.booking.reference)
    lock(session, subject)
    known = by_subject(session, subject)
    if known is not None:
        return known
    settlement = session.get(Settlement, subject)
    if settlement is None or booking.client_id is None or settlement.price_cents == 0:
        raise NotInvoiced(booking.reference)
    worker, day = booking.worker, booking.day_of_work
    paper = issue(
        session,
        seller_party_id=worker.party_id,
        seller=standing_on(session, worker.id, day, otherwise=worker.display_name),
        buyer=buyer,
        subject=subject,
        supplied_on=day,
        gross_cents=settlement.price_cents,
        description=_("%(service)s, booking %(ref)s", service=booking.listing.title, ref=grouped(booking.reference)),
        worker_party_id=worker.party_id,
        client_id=booking.client_id,
        notes=[_("Issued by %(coop)s as agent, in the name and on behalf of the supplier.",
                 coop=charter(session).name)],
        at=at,
    )  # fmt: skip
    earlier = select(Refund).where(Refund.subject == subject, Refund.after_completion.is_(True)).order_by(Refund.number)
    for refund in session.execute(earlier).scalars():
        credit_refund(session, subject, number=refund.number, refund_cents=refund.amount_cents, at=at)
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
    return paper
