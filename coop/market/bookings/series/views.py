"""A series' own pages: its visits and how each stands, the worker's answer to all, the end of what remains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.bookings.forms import CancelForm, ReasonForm
from coop.market.bookings.invitations import feed_of
from coop.market.bookings.series import actions
from coop.market.bookings.series.kept_words import Charged, charged_said
from coop.market.bookings.series.queries import SeriesCourse, Visit, series_named
from coop.market.bookings.series.rules import read as left_out_of
from coop.market.bookings.series.words import rule_said, visits_said
from coop.market.bookings.state_words import method_said, paid, state_said
from coop.market.bookings.states import NotOpen, Side, State
from coop.market.listings.words import place_said
from coop.market.references import grouped
from coop.money.cards.after import follow_up
from coop.people.guards import current_person, signed_in
from coop.policies.queries import charter
from coop.web import clock, filters
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("series", __name__)


@bp.get("/series/<reference>")
@signed_in
def show(reference: str) -> ResponseReturnValue:
    """The one page of a series, for both of its parties."""
    held = series_named(session, reference)
    if held is not None and held.series.requested_at is None and held.series.client_id == current_person().id:
        return redirect(f"/series/{reference}/details", 303)
    found, side = _as_party(reference)
    return _page(found, side, ReasonForm(formdata=None))


@bp.get("/series/<reference>/calendar.ics")
@signed_in
def calendar(reference: str) -> ResponseReturnValue:
    """Every visit for one's own calendar; those that are off take themselves out of it."""
    found, side = _as_party(reference)
    text = feed_of(found.courses, charter(session), for_worker=side is Side.WORKER, name=found.series.listing.title,
                   at=clock.now())  # fmt: skip
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.ics"'
    return response


@bp.post("/series/<reference>/acceptance")
@signed_in
@once
def accept(reference: str) -> ResponseReturnValue:
    """The worker takes every visit that waits; those whose days have come are charged at once, if that was agreed."""
    found, _side = _as_party(reference, lock=True)
    answer = make_response(
        _taken(found, lambda at: actions.accept_series(session, found, by=current_person(), at=at))
    )
    settings, engine, at = current_app.extensions["coop_settings"], db.engine, clock.now()
    if settings.takes_cards:
        answer.call_on_close(lambda: follow_up(engine, settings, at))
    return answer


@bp.post("/series/<reference>/decline")
@signed_in
@once
def decline(reference: str) -> ResponseReturnValue:
    """The worker takes none of them, and says why."""
    found, side = _as_party(reference, lock=True)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(found, side, form), 400
    return _taken(found, lambda at: actions.decline_series(
        session, found, by=current_person(), reason=form.reason.data, at=at))  # fmt: skip


@bp.route("/series/<reference>/cancellation", methods=["GET", "POST"])
@signed_in
@once
def cancel(reference: str) -> ResponseReturnValue:
    """What cancelling all that remains costs now, visit by visit and in all, before it is done."""
    found, side = _as_party(reference, lock=request.method == "POST")
    form, at = CancelForm(), clock.now()
    terms = actions.remaining_terms(found, side, at)
    if not terms:
        return _not_open(found)
    if form.validate_on_submit():
        return _taken(found, lambda at: actions.cancel_remaining(
            session, found, by=current_person(), reason=form.reason.data or "", at=at))  # fmt: skip
    standing = [(course, each, paid(session, course)) for course, each in terms]
    # Nobody is billed by the co-op: of what has not come, nothing is kept.
    arrived = [
        0 if payment.awaited_cents == course.booking.price_cents else each.kept_cents
        for course, each, payment in standing
    ]
    return render_template(
        "market/bookings/series/cancel.html",
        **_facts(found, side),
        form=form,
        standing=[(*each, kept) for each, kept in zip(standing, arrived, strict=True)],
        kept_cents=sum(arrived),
        price_cents=sum(course.booking.price_cents for course, _terms in terms),
        waits_only=all(course.acceptance is None for course, _terms in terms),
    ), 400 if form.errors else 200


def _as_party(reference: str, *, lock: bool = False) -> tuple[SeriesCourse, Side]:
    """The series and the reader's side of it; 404 for strangers and for what was never asked for."""
    found = series_named(session, reference, lock=lock)
    side = found.side_of(current_person().id) if found is not None and found.series.requested_at else None
    if found is None or side is None:
        abort(404)
    return found, side


def _page(found: SeriesCourse, side: Side, reason_form: ReasonForm) -> str:
    at = clock.now()
    waiting, charged = found.waiting(at), charged_said(session, found, side, at)
    return render_template(
        "market/bookings/series/show.html",
        **_facts(found, side),
        is_new=request.args.get("new") == "1" and side is Side.CLIENT,
        rows=[_row(visit, charged, at) for visit in found.visits],
        charged=charged,
        waiting=waiting,
        answer_by=min((each.booking.answer_by for each in waiting if each.booking.answer_by), default=None),
        remaining=len(found.remaining(side, at)),
        next=found.next(at),
        found_end=found.end,
        ended_by=_name_of(found, found.end.ended_by_id) if found.end else "",
        reason_form=reason_form,
        address=found.courses[0].address_for(side) or next(
            (course.address_for(side) for course in found.courses if course.address_for(side)), ""),
    )  # fmt: skip


def _row(visit: Visit, charged: Charged, at: dt.datetime) -> dict[str, Any]:
    course, state = visit.course, visit.course.state(at)
    said = paid(session, course).said if state in (State.ACCEPTED, State.COMPLETED, State.CANCELLED) else ""
    on = charged.on.get(course.booking.id)
    if on is not None:
        said = _("To be charged to the kept card on %(day)s.", day=filters.day(on, course.booking.timezone))
    return {
        "booking": course.booking,
        "state": state.value,
        "label": state_said(state),
        "payment": said,
        "is_moved": visit.was_put_elsewhere,
        "asks": course.proposal is not None,
    }


def _facts(found: SeriesCourse, side: Side) -> dict[str, Any]:
    series, first = found.series, found.courses[0].booking
    other = series.client if side is Side.WORKER else series.worker
    return {
        "series": series,
        "booking": first,
        "path": f"/series/{series.reference}",
        "reference": grouped(series.reference),
        "side": side.value,
        "other_name": other.display_name if other else "",
        "often": rule_said(series.recurrence),
        "left_out": [filters.day(wall.date()) for wall in left_out_of(series.left_out)],
        "visits_said": visits_said(len(found.visits)),
        "place": place_said(series.listing.place_kind, series.listing.place_label),
        "method": method_said(first.payment_method, series.worker.display_name),
    }


def _name_of(found: SeriesCourse, person_id: int) -> str:
    person = found.series.worker if person_id == found.series.worker_id else found.series.client
    return person.display_name if person else ""


def _taken(found: SeriesCourse, deed: Callable[[dt.datetime], object]) -> ResponseReturnValue:
    """Do it and go back to the series; what the rules or another's quicker hand refuse is said there."""
    try:
        with session.begin_nested():
            deed(clock.now())
    except PermissionError:
        abort(404)
    except NotOpen:
        return _not_open(found)
    return redirect(f"/series/{found.series.reference}", 303)


def _not_open(found: SeriesCourse) -> ResponseReturnValue:
    flash(_("That is not possible any more: see below how the visits stand now."), "stop")
    return redirect(f"/series/{found.series.reference}", 303)
