"""Booking a slot: hold it, say who and where, check the answers, confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.bookings import actions
from coop.market.bookings.actions import Ask, NotBookable, NotOffered, SlotTaken
from coop.market.bookings.lines import lines_said
from coop.market.bookings.queries import Course
from coop.market.bookings.series.queries import place_of
from coop.market.bookings.states import NotOpen, State
from coop.market.bookings.times import other_times
from coop.market.cancellations.rules import CancellationTier, deadlines
from coop.market.checkout import mine
from coop.market.checkout.forms import ConfirmForm, Unread, confirm_form, details_form, pays_first, read_ask
from coop.market.checkout.repeating import asked_again, is_repeated
from coop.market.listings.models import Listing
from coop.market.listings.queries import by_reference
from coop.market.listings.words import place_said
from coop.market.paying.actions import is_charged_later, reserve
from coop.market.paying.kept import agree
from coop.market.paying.leaving import leave_to_pay, provider
from coop.market.prices.rules import OutsideLimits, TierNotOffered
from coop.money.kept_cards.queries import good_cards
from coop.money.kept_cards.words import card_said
from coop.people.persons.models import Person
from coop.people.sign_in import EmailTaken, log_in
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once
from coop.web.visitors import for_visitors

bp = Blueprint("checkout", __name__)


@bp.post("/listings/<reference>/holds")
@for_visitors
def create_hold(reference: str) -> ResponseReturnValue:
    """Keep the picked slot for this browser; whoever comes second is shown other times."""
    listing = by_reference(session, reference) or abort(404)
    at, client = clock.now(), mine.reader()
    ask = None
    try:
        ask = read_ask(request.form)
        if is_repeated(request.form):
            return redirect(f"/listings/{reference}/series?{urlencode(asked_again(ask, request.form))}", 303)
        mine.give_back(client)
        booking = actions.hold(session, listing, ask, client=client, at=at)
    except Unread:
        return _other_times(listing, ask, _("Choose a time."), at=at, code=400)
    except SlotTaken:
        return _other_times(listing, ask, _("Somebody else has just taken this time."), at=at, code=409)
    except NotOffered:
        return _other_times(listing, ask, _("This time cannot be booked any more."), at=at, code=409)
    except (OutsideLimits, TierNotOffered):
        return _other_times(
            listing, None, _("This listing does not take that length or price."), at=at, code=400
        )
    except NotBookable:
        return render_template("market/checkout/not_bookable.html", listing=listing), 409
    mine.remember(booking)
    return redirect(f"/bookings/{booking.reference}/details", 303)


@bp.route("/bookings/<reference>/details", methods=["GET", "POST"])
def details(reference: str) -> ResponseReturnValue:
    """Who, where, and how to pay."""
    course = mine.my_course(reference, lock=request.method == "POST")
    if passed_on := _elsewhere(course):
        return passed_on
    booking, visitor = course.booking, mine.reader() is None
    form = details_form(booking, signed_in=not visitor, contact=mine.contact(), takes_cards=provider().takes_cards)
    if form.validate_on_submit():
        if visitor and mine.is_taken(form.email.data):
            form.email.errors = [_("There is an account with this e-mail: sign in first, your time is kept")]
            return _details(course, form, sign_in_first=True), 400
        actions.fill_in(
            session,
            course,
            address=form.address.data if form.address else "",
            note=form.note.data or "",
            payment_method=form.payment_method.data if form.payment_method else booking.payment_method,
            takes_cards=provider().takes_cards,
        )
        if visitor:
            mine.remember_contact(form.name.data, form.email.data)
        return redirect(f"/bookings/{reference}/check", 303)
    return _details(course, form), 400 if form.errors else 200


@bp.get("/bookings/<reference>/check")
def check(reference: str) -> ResponseReturnValue:
    """Everything that is about to be agreed, on one page."""
    course = mine.my_course(reference)
    if passed_on := _elsewhere(course):
        return passed_on
    if mine.reader() is None and not mine.contact()[1]:
        return redirect(f"/bookings/{reference}/details", 303)
    return _check(course, _form(course))


@bp.post("/bookings/<reference>/check")
@once
def confirm(reference: str) -> ResponseReturnValue:
    """Ask the worker, or book at once; a visitor's account is made in the same commit."""
    course = mine.my_course(reference, lock=True)
    if passed_on := _elsewhere(course):
        return passed_on
    form, at = _form(course), clock.now()
    if not form.validate_on_submit():
        return _check(course, form), 400
    try:
        client = mine.reader() or mine.new_client(at)
        if pays_first(course.booking):
            return _pay_first(course, client, at, form)
        actions.confirm(session, course, client=client, at=at)
        if form.card and form.card.data:
            agree(session, course, client=client, card_id=form.card.data, at=at)
    except EmailTaken:
        flash(_("There is an account with this e-mail: sign in first, your time is kept."), "stop")
        return redirect(f"/bookings/{reference}/details", 303)
    except NotBookable:
        return render_template("market/checkout/not_bookable.html", listing=course.booking.listing), 409
    except NotOpen:
        return _lapsed(course), 409
    if mine.reader() is None:
        log_in(client)
    mine.forget()
    return redirect(f"/bookings/{reference}?new=1", 303)


@bp.post("/bookings/<reference>/renewal")
def renew(reference: str) -> ResponseReturnValue:
    """Hold the slot again after the hold ran out."""
    course = mine.my_course(reference, lock=True)
    booking, at = course.booking, clock.now()
    if place := place_of(session, booking.id):
        return redirect(f"/series/{place.reference}", 303)
    try:
        if course.state(at) is State.LAPSED:
            actions.renew(session, course, at=at)
    except NotBookable:
        return render_template("market/checkout/not_bookable.html", listing=booking.listing), 409
    except NotOffered:
        minutes = actions.minutes_of(booking)
        ask = Ask(booking.starts_at, minutes)
        return _other_times(booking.listing, ask, _("Meanwhile this time has gone."), at=at, code=409)
    return redirect(f"/bookings/{reference}/details", 303)


def _form(course: Course) -> ConfirmForm:
    client = mine.reader()
    cards = good_cards(session, client.id, at=clock.now()) if client and provider().takes_cards else []
    said = [(card.id, card_said(card)) for card in cards]
    return confirm_form(course.booking, said, price=money(course.booking.price_cents))


def _pay_first(course: Course, client: Person, at: dt.datetime, form: ConfirmForm) -> ResponseReturnValue:
    """The slot is kept while they pay; it is booked when the money is there."""
    reserve(session, course, client=client, at=at)
    if mine.reader() is None:
        log_in(client)
    mine.forget()
    back = f"/bookings/{course.booking.reference}/check"
    return leave_to_pay(
        course,
        course.booking.price_cents,
        tip_cents=form.tip.data or 0,
        keep_for=client.id if form.keep and form.keep.data else None,
        back=back,
    )


def _elsewhere(course: Course) -> ResponseReturnValue | None:
    """Where to go instead: it was asked for, its hold ran out, or it is a visit of a series. None to stay."""
    place = place_of(session, course.booking.id)
    if place is not None:
        return redirect(f"/series/{place.reference}", 303)
    state = course.state(clock.now())
    if state is State.LAPSED:
        return _lapsed(course), 409 if request.method == "POST" else 200
    if state is not State.HELD:
        return redirect(f"/bookings/{course.booking.reference}", 303)
    return None


def _lapsed(course: Course) -> str:
    return render_template("market/checkout/lapsed.html", booking=course.booking)


def _details(course: Course, form: Any, *, sign_in_first: bool = False) -> str:
    listing = course.booking.listing
    return render_template(
        "market/checkout/details.html",
        course=course,
        booking=course.booking,
        form=form,
        place=place_said(listing.place_kind, listing.place_label),
        sign_in_first=sign_in_first,
    )


def _check(course: Course, form: ConfirmForm) -> str:
    booking = course.booking
    return render_template(
        "market/checkout/check.html",
        course=course,
        booking=booking,
        form=form,
        charter=charter(session),
        contact=mine.contact(),
        place=place_said(booking.listing.place_kind, booking.listing.place_label),
        lines=lines_said(session, booking),
        deadlines=deadlines(
            CancellationTier(booking.cancellation_tier), booking.price_cents, booking.starts_at
        ),
        now=clock.now(),
        ways=len(actions.methods(booking.listing, takes_cards=provider().takes_cards)),
        charged_later=booking.payment_method == "card"
        and booking.instant
        and is_charged_later(session, booking, clock.now()),
    )


def _other_times(
    listing: Listing, ask: Ask | None, why: str, *, at: dt.datetime, code: int
) -> ResponseReturnValue:
    """Say why not, and offer what is free instead; what was picked besides the time is kept."""
    minutes = ask.minutes if ask and listing.price_kind == "hour" else 0
    quantity = ask.quantity if ask else 1
    length = minutes or listing.min_minutes * (quantity if listing.price_kind == "unit" else 1)
    page = render_template(
        "market/checkout/other_times.html",
        listing=listing,
        why=why,
        days=other_times(session, listing, minutes=length, near=ask.starts_at if ask else at, at=at),
        minutes=length,
        quantity=quantity,
        tier=ask.tier.value if ask else "middle",
        form_errors=True,
    )
    return page, code
