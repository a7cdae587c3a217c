"""Taking a step: each a resource that is posted. What is no longer open is said on the booking's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.market.bookings import actions
from coop.market.bookings.forms import CancelForm, CompletionForm, ReasonForm, TimeForm, TipForm
from coop.market.bookings.party import as_party
from coop.market.bookings.queries import Course
from coop.market.bookings.states import NotOpen, Side, Step
from coop.market.bookings.times import other_times
from coop.market.bookings.views import facts, page
from coop.market.cancellations.rules import CancellationTier, deadlines
from coop.money.cards.after import follow_up
from coop.money.cover import NotCovered
from coop.people.guards import current_person, signed_in
from coop.web import clock
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("booking_steps", __name__)


@bp.post("/bookings/<reference>/acceptance")
@signed_in
@once
def accept(reference: str) -> ResponseReturnValue:
    """The worker takes the booking; a kept card that its client agreed to have charged is charged at once."""
    answer = make_response(
        _step(reference, lambda course, at: actions.accept(session, course, by=current_person(), at=at))
    )
    settings, engine, at = current_app.extensions["coop_settings"], db.engine, clock.now()
    if settings.takes_cards:
        answer.call_on_close(lambda: follow_up(engine, settings, at))
    return answer


@bp.post("/bookings/<reference>/decline")
@signed_in
@once
def decline(reference: str) -> ResponseReturnValue:
    """The worker does not, and says why."""
    course, side = as_party(reference, lock=True)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page(course, side, reason_form=form, form=form), 400
    return _taken(course, lambda at: actions.decline(
        session, course, by=current_person(), reason=form.reason.data, at=at))  # fmt: skip


@bp.post("/bookings/<reference>/waiver")
@signed_in
@once
def waive(reference: str) -> ResponseReturnValue:
    """The worker lets the client cancel without charge."""
    return _step(reference, lambda course, at: actions.waive(session, course, by=current_person(), at=at))


@bp.post("/bookings/<reference>/no-show")
@signed_in
@once
def report_no_show(reference: str) -> ResponseReturnValue:
    """The other side did not come."""
    return _step(
        reference, lambda course, at: actions.report_no_show(session, course, by=current_person(), at=at)
    )


@bp.post("/bookings/<reference>/contest")
@signed_in
@once
def contest(reference: str) -> ResponseReturnValue:
    """One was there, whatever the other says."""
    course, side = as_party(reference, lock=True)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page(course, side, reason_form=form, form=form), 400
    return _taken(course, lambda at: actions.contest(
        session, course, by=current_person(), words=form.reason.data, at=at))  # fmt: skip


@bp.route("/bookings/<reference>/cancellation", methods=["GET", "POST"])
@signed_in
@once
def cancel(reference: str) -> ResponseReturnValue:
    """What it costs now, before it is done."""
    course, side = as_party(reference, lock=request.method == "POST")
    form, booking, at = CancelForm(), course.booking, clock.now()
    if Step.CANCEL not in course.steps_of(current_person().id, at):
        return _not_open(course)
    if form.validate_on_submit():
        return _taken(course, lambda at: actions.cancel(
            session, course, by=current_person(), reason=form.reason.data or "", at=at))  # fmt: skip
    terms = actions.terms_now(course, by_worker=side is Side.WORKER, at=at)
    return render_template(
        "market/bookings/cancel.html",
        **facts(course, side),
        form=form,
        terms=terms,
        deadlines=deadlines(CancellationTier(booking.cancellation_tier), booking.price_cents, booking.starts_at),
        now=at,
    ), 400 if form.errors else 200


@bp.route("/bookings/<reference>/times", methods=["GET", "POST"])
@signed_in
@once
def propose_time(reference: str) -> ResponseReturnValue:
    """Propose another time out of those that are free."""
    course, side = as_party(reference, lock=request.method == "POST")
    booking, at = course.booking, clock.now()
    if Step.PROPOSE_TIME not in course.steps_of(current_person().id, at):
        return _not_open(course)
    days = other_times(
        session, booking.listing, minutes=actions.minutes_of(booking), near=booking.starts_at, at=at,
        besides=booking.id,
    )  # fmt: skip
    form = TimeForm()
    form.starts_at.choices = [SelectChoice(*time) for _day, times in days for time in times]
    if form.validate_on_submit():
        starts_at = dt.datetime.fromisoformat(form.starts_at.data)
        return _taken(course, lambda at: actions.propose_time(
            session, course, by=current_person(), starts_at=starts_at, at=at))  # fmt: skip
    return render_template(
        "market/bookings/times.html", **facts(course, side), form=form, days=days
    ), 400 if form.errors else 200


@bp.post("/bookings/<reference>/times/answer")
@signed_in
@once
def answer_time(reference: str) -> ResponseReturnValue:
    """Take the proposed time, or leave it."""
    agreed = request.form.get("answer") == "yes"
    return _step(
        reference,
        lambda course, at: actions.answer_time(session, course, by=current_person(), accepted=agreed, at=at),
    )


@bp.route("/bookings/<reference>/completion", methods=["GET", "POST"])
@signed_in
@once
def complete(reference: str) -> ResponseReturnValue:
    """The work is done: what was paid is shared out."""
    course, side = as_party(reference, lock=request.method == "POST")
    form = CompletionForm()
    if Step.COMPLETE not in course.steps_of(current_person().id, clock.now()):
        return _not_open(course)
    if form.validate_on_submit():
        return _taken(course, lambda at: actions.complete(
            session, course, by=current_person(), tip_cents=form.tip.data or 0, at=at))  # fmt: skip
    answer = render_template("market/bookings/complete.html", **facts(course, side), form=form)
    return answer, 400 if form.errors else 200


@bp.post("/bookings/<reference>/tips")
@signed_in
@once
def tip(reference: str) -> ResponseReturnValue:
    """The client gave something on top."""
    course, side = as_party(reference, lock=True)
    form = TipForm()
    if not form.validate_on_submit():
        return page(course, side, tip_form=form, form=form), 400
    return _taken(course, lambda at: actions.tip(
        session, course, by=current_person(), amount_cents=form.tip.data, at=at))  # fmt: skip


def _step(reference: str, deed: Callable[[Course, dt.datetime], object]) -> ResponseReturnValue:
    course, _side = as_party(reference, lock=True)
    return _taken(course, lambda at: deed(course, at))


def _taken(course: Course, deed: Callable[[dt.datetime], object]) -> ResponseReturnValue:
    """Do it and go back to the booking; what the rules or another's quicker hand refuse is said there."""
    path = f"/bookings/{course.booking.reference}"
    try:
        with session.begin_nested():
            deed(clock.now())
    except NotOpen:
        return _not_open(course)
    except NotCovered:
        flash(_("The co-op's fund cannot owe the team its shares of a job paid in cash just now. Nothing has changed: "
                "the lead asks a steward, or tries again once there is more in the fund."), "stop")  # fmt: skip
    except actions.NotOffered:
        flash(_("That time is not free any more. Nothing has changed."), "stop")
    return redirect(path, 303)


def _not_open(course: Course) -> ResponseReturnValue:
    flash(_("That is not possible any more: see below how the booking stands now."), "stop")
    return redirect(f"/bookings/{course.booking.reference}", 303)
