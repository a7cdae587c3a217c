"""Paying a booking by card, and coming back from it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.bookings.forms import CardTipForm, PayForm
from coop.market.bookings.party import as_party
from coop.market.bookings.queries import course as course_of
from coop.market.bookings.series.queries import series_named
from coop.market.bookings.states import NotOpen, Side, State, Step
from coop.market.bookings.views import page
from coop.market.paying.actions import ask_for_tip, payable_cents
from coop.market.paying.chores import book_what_was_paid
from coop.market.paying.kept import agree, take_back
from coop.market.paying.leaving import leave, leave_to_pay, provider, settings
from coop.market.paying.queries import outcome_of
from coop.market.paying.visits import agree_for_series, take_back_for_series
from coop.market.references import grouped
from coop.money.cards.interface import Unreachable
from coop.money.kept_cards.actions import NotTheirCard
from coop.money.payments.entries import subject_of
from coop.people.guards import current_person, signed_in
from coop.web import clock
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("paying", __name__)


@bp.post("/bookings/<reference>/payment")
@signed_in
def pay(reference: str) -> ResponseReturnValue:
    """Go and pay what a standing booking waits for."""
    course, side = as_party(reference, lock=True)
    amount = payable_cents(session, course, clock.now()) if side is Side.CLIENT else 0
    back = f"/bookings/{reference}"
    if not amount or not provider().takes_cards:
        flash(_("There is nothing to pay by card."), "info")
        return redirect(back, 303)
    form, person_id = PayForm(), current_person().id
    if not form.validate_on_submit():
        return page(course, side, pay_form=form, form=form), 400
    keep_for = person_id if form.keep.data else None
    return leave_to_pay(course, amount, tip_cents=form.tip.data or 0, keep_for=keep_for, back=back)


@bp.post("/bookings/<reference>/kept-card")
@signed_in
@once
def agree_to_charge(reference: str) -> ResponseReturnValue:
    """Agree that the price is charged to a kept card when the worker accepts."""
    course, side = as_party(reference, lock=True)
    number, at = request.form.get("card", ""), clock.now()
    try:
        if side is not Side.CLIENT or not provider().takes_cards or not number.isascii() or not number.isdigit():
            raise NotTheirCard(number)
        agree(session, course, client=current_person(), card_id=int(number[:18]), at=at)
    except (NotOpen, NotTheirCard):
        flash(_("That is not possible any more: see below how the booking stands now."), "stop")
    return redirect(f"/bookings/{reference}", 303)


@bp.post("/series/<reference>/kept-card")
@signed_in
@once
def agree_to_charge_visits(reference: str) -> ResponseReturnValue:
    """Agree that each visit ahead is charged to a kept card, by itself and in its days."""
    found, at, person = series_named(session, reference, lock=True), clock.now(), current_person()
    if found is None or found.series.requested_at is None or found.series.client_id != person.id:
        abort(404)
    number = request.form.get("card", "")
    try:
        if not provider().takes_cards or not number.isascii() or not number.isdigit():
            raise NotTheirCard(number)
        agree_for_series(session, found, client=person, card_id=int(number[:18]), at=at)
    except (NotOpen, NotTheirCard):
        flash(_("That is not possible any more: see below how the visits stand now."), "stop")
    return redirect(f"/series/{reference}", 303)


@bp.post("/series/<reference>/kept-card/removal")
@signed_in
@once
def take_back_charges(reference: str) -> ResponseReturnValue:
    """Take that back for every visit that was not charged."""
    found, at, person = series_named(session, reference, lock=True), clock.now(), current_person()
    if found is None or found.series.requested_at is None or found.series.client_id != person.id:
        abort(404)
    if take_back_for_series(session, found, client=person, at=at):
        flash(_("Nothing is charged by itself. Pay each visit on its page when its day of being charged has come."),
              "success")  # fmt: skip
    return redirect(f"/series/{reference}", 303)


@bp.post("/bookings/<reference>/kept-card/removal")
@signed_in
@once
def take_back_charge(reference: str) -> ResponseReturnValue:
    """Take that back."""
    course, side = as_party(reference, lock=True)
    if side is Side.CLIENT and take_back(session, course, at=clock.now()):
        flash(_("Nothing is charged by itself."), "success")
    return redirect(f"/bookings/{reference}", 303)


@bp.post("/bookings/<reference>/tips/card")
@signed_in
@once
def tip(reference: str) -> ResponseReturnValue:
    """Go and pay a tip by card, once the work is done."""
    course, side = as_party(reference, lock=True)
    form, at, back = CardTipForm(), clock.now(), f"/bookings/{reference}"
    by_card = course.booking.payment_method == "card" and provider().takes_cards
    if not by_card or Step.TIP not in course.steps(side, at):
        flash(_("That is not possible any more: see below how the booking stands now."), "stop")
        return redirect(back, 303)
    if not form.validate_on_submit():
        return page(course, side, card_tip_form=form, form=form), 400
    ask = ask_for_tip(session, course, form.tip.data, site_url=settings().site_url, at=at)
    return leave(ask, back=back, at=at)


@bp.get("/bookings/<reference>/tipped")
@signed_in
def tipped(reference: str) -> ResponseReturnValue:
    """Back from paying a tip."""
    as_party(reference)
    session.rollback()
    try:
        provider().look(db.engine, subject_of(reference), at=clock.now())
        flash(_("What you gave by card is in the list of the ledger's entries on the receipt."), "success")
    except Unreachable:
        flash(_("The card processor does not answer just now; your tip arrives as soon as it does."), "info")
    return redirect(f"/bookings/{reference}", 303)


@bp.get("/bookings/<reference>/paid")
@signed_in
def paid(reference: str) -> ResponseReturnValue:
    """Back from the processor's page: what became of it is asked of the processor, not of the address."""
    found = course_of(session, reference)
    person, at = current_person(), clock.now()
    if found is None or found.booking.client_id != person.id:
        return render_template("market/paying/unknown.html"), 404
    session.rollback()  # nothing is open while the network is waited for
    is_late = False
    try:
        provider().look(db.engine, subject_of(reference), at=at)
        book_what_was_paid(db.engine, settings(), at, subject_of(reference))
    except Unreachable:
        is_late = True
    session.expire_all()
    found = course_of(session, reference)
    outcome = outcome_of(session, subject_of(reference))
    if found is not None and outcome in ("booked", "paid"):
        return redirect(f"/bookings/{reference}" + ("?new=1" if outcome == "booked" else ""), 303)
    return render_template(
        "market/paying/back.html",
        reference=grouped(reference),
        path=f"/bookings/{reference}",
        booking=found.booking if found else None,
        is_held=found is not None and found.state(at) is State.HELD,
        outcome=outcome,
        is_late=is_late,
    )
