"""Papers of a booking for its two parties and the stewards, and a client's receipts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from coop.market.bookings.party import as_party
from coop.market.bookings.queries import Course, course
from coop.market.bookings.states import Side
from coop.market.papers import actions, queries
from coop.market.papers.forms import InvoiceForm
from coop.market.papers.spreadsheet import receipts_csv
from coop.market.references import grouped
from coop.money.papers.actions import Named
from coop.money.papers.models import Paper
from coop.money.papers.queries import by_subject
from coop.money.papers.rules import refund_subject
from coop.money.papers.views import page
from coop.money.payments.entries import subject_of
from coop.money.tax_status.rules import checked_vat_number
from coop.money.teams.rules import subject_of_share
from coop.people.guards import current_person, current_standing, signed_in
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("booking_papers", __name__)


@bp.route("/bookings/<reference>/invoice", methods=["GET", "POST"])
@signed_in
@once
def invoice(reference: str) -> ResponseReturnValue:
    """The client's form, and from then on the invoice."""
    found, side = as_party(reference, lock=True) if request.method == "POST" else _readable(reference)
    known = actions.invoices_of(session, found)
    if known:
        return redirect(request.path, 303) if request.method == "POST" else _papers(found, known)
    form = InvoiceForm(name=current_person().display_name)
    may_ask = side is Side.CLIENT and found.completion is not None and found.booking.price_cents > 0
    if request.method == "POST" and not may_ask:
        abort(404)
    if form.validate_on_submit():
        buyer = Named(
            form.name.data,
            "\n".join(line.strip() for line in form.address.data.splitlines() if line.strip()),
            checked_vat_number(form.vat_number.data) if form.vat_number.data else "",
        )
        try:
            actions.issue_invoice(session, found, buyer=buyer, at=clock.now())
        except actions.NotInvoiced:
            abort(404)
        return redirect(request.path, 303)
    answer = render_template(
        "market/papers/invoice.html",
        form=form,
        booking=found.booking,
        reference=grouped(found.booking.reference),
        may_ask=may_ask,
        is_done=found.completion is not None,
        side=side.value if side else "",
    )
    return answer, 422 if form.errors else 200


@bp.get("/bookings/<reference>/refunds/<int:number>")
@signed_in
def refund(reference: str, number: int) -> ResponseReturnValue:
    """What went back: the credit note of a booking that was invoiced, else a plain note."""
    found, _side = _readable(reference)
    subject = subject_of(found.booking.reference)
    one = (queries.refund_of(session, subject, number) if number < 2**31 else None) or abort(404)
    named = (refund_subject(subject_of_share(subject, place), number) for place in range(len(found.workers)))
    notes = [note for note in (by_subject(session, each) for each in named) if note is not None]
    if notes:
        return _papers(found, notes)
    return render_template(
        "market/papers/refund.html",
        refund=one,
        booking=found.booking,
        reference=grouped(found.booking.reference),
        decided_on=local_day(session, one.decided_at),
        is_party=_side is not None,
    )


def _papers(found: Course, papers: list[Paper]) -> str:
    """The paper, or of a team the list of each one's: its members read their own alone."""
    if len(found.workers) == 1:
        return page(papers[0])
    reader = current_person()
    reads_all = found.booking.client_id == reader.id or current_standing().is_steward
    return render_template(
        "market/papers/of_team.html",
        papers=[each for each in papers if reads_all or each.worker_party_id == reader.party_id],
        booking=found.booking,
        reference=grouped(found.booking.reference),
    )


@bp.get("/my/receipts")
@signed_in
def receipts() -> ResponseReturnValue:
    """What one paid this year."""
    return _year(local_day(session, clock.now()).year)


@bp.get("/my/receipts/<int:year>")
@signed_in
def receipts_of(year: int) -> ResponseReturnValue:
    """What one paid in a year."""
    return _year(_known(year))


@bp.get("/my/receipts/<int:year>.csv")
@signed_in
def spreadsheet(year: int) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    paid = queries.paid_by(session, current_person().id, _known(year))
    text = receipts_csv(paid, currency=charter(session).currency)
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="receipts-{year}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _year(year: int) -> str:
    today, began = local_day(session, clock.now()), queries.first_year(session, current_person().id)
    return render_template(
        "market/papers/receipts.html",
        year=year,
        paid=queries.paid_by(session, current_person().id, year),
        years=range(today.year, min(began or today.year, today.year) - 1, -1),
    )


def _known(year: int) -> int:
    return year if 2000 <= year <= local_day(session, clock.now()).year else abort(404)


def _readable(reference: str) -> tuple[Course, Side | None]:
    """The booking for its parties and the stewards; to everybody else it does not exist."""
    found = course(session, reference)
    if found is None or found.booking.requested_at is None:
        abort(404)
    side = found.side_of(current_person().id)
    if side is None and not current_standing().is_steward:
        abort(404)
    return found, side
