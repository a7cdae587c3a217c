"""Messages, reviews and replies of a booking's two sides."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.bookings import telling
from coop.market.bookings.forms import MessageForm, ReplyForm, ReviewForm
from coop.market.bookings.party import as_party
from coop.market.bookings.reviewing import reviews_page, sides_of
from coop.market.bookings.states import Side
from coop.market.bookings.views import facts, page
from coop.market.messages import actions as messages
from coop.market.reviews import actions as reviews
from coop.people.guards import current_person, signed_in
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("booking_talk", __name__)


@bp.post("/bookings/<reference>/messages")
@signed_in
@once
def write(reference: str) -> ResponseReturnValue:
    """Write to the other side."""
    course, side = as_party(reference, lock=True)
    form, at = MessageForm(), clock.now()
    if not form.validate_on_submit():
        return page(course, side, message_form=form, form=form), 400
    messages.write(
        session, booking_id=course.booking.id, author_id=current_person().id, body=form.body.data, at=at
    )
    telling.message_written(session, course, form.body.data, by_worker=side is Side.WORKER, at=at)
    return redirect(f"/bookings/{reference}#talk", 303)


@bp.route("/bookings/<reference>/review", methods=["GET", "POST"])
@signed_in
@once
def review(reference: str) -> ResponseReturnValue:
    """Say how it was; the other side reads it once both have written, or after the blind days."""
    course, side = as_party(reference, lock=request.method == "POST")
    author, at = current_person(), clock.now()
    sides, seen = sides_of(course, author), reviews_page(session, course, author, at)
    if sides is None or seen is None or not seen.may_write:
        flash(_("There is nothing for you to review here now."), "stop")
        return redirect(f"/bookings/{reference}", 303)
    form = ReviewForm()
    if form.validate_on_submit():
        reviews.write(session, sides, stars=form.stars.data, body=form.body.data or "", at=at)
        telling.reviewed(session, course, by_worker=side is Side.WORKER, at=at)
        flash(_("Thank you. Your review is in."), "success")
        return redirect(f"/bookings/{reference}", 303)
    blind_days = in_force(session, "reviews.blind_days", at).whole
    return render_template(
        "market/reviews/write.html", **facts(course, side), form=form, blind_days=blind_days
    ), 400 if form.errors else 200


@bp.post("/bookings/<reference>/reply")
@signed_in
@once
def reply(reference: str) -> ResponseReturnValue:
    """One reply to what the other side wrote."""
    course, side = as_party(reference, lock=True)
    sides, form = sides_of(course, current_person()), ReplyForm()
    if not form.validate_on_submit():
        return page(course, side, reply_form=form, form=form), 400
    try:
        if sides is not None:
            reviews.reply(session, sides, body=form.body.data, at=clock.now())
    except reviews.NotOpen:
        flash(_("There is no review for you to reply to."), "stop")
    return redirect(f"/bookings/{reference}#reviews", 303)
