"""A booking's own pages: what was agreed and what comes next, the receipt, the calendar file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coop.market.bookings.actions import kept_after_no_show, terms_now
from coop.market.bookings.forms import CardTipForm, MessageForm, PayForm, ReasonForm, ReplyForm, TipForm
from coop.market.bookings.invitations import calendar_of
from coop.market.bookings.kept_words import kept_said
from coop.market.bookings.lines import lines_said
from coop.market.bookings.party import as_party
from coop.market.bookings.queries import Course, course
from coop.market.bookings.reviewing import reviews_page
from coop.market.bookings.series.models import VisitLapse, VisitPaymentAsk
from coop.market.bookings.series.queries import place_of
from coop.market.bookings.state_words import method_said, owed_said, paid, state_said, tip_said
from coop.market.bookings.states import Side, State
from coop.market.bookings.vat_words import vat_said
from coop.market.cancellations.rules import CancellationTier, deadlines
from coop.market.listings.words import place_said
from coop.market.messages.queries import conversation
from coop.market.references import grouped
from coop.market.reviews.queries import reviews_of_client, stars_of
from coop.money.payments.entries import subject_of
from coop.money.payments.queries import entries_of, refunds_of, tip_fee_cents
from coop.money.teams.models import TeamShare
from coop.money.teams.queries import shares_of
from coop.people.guards import current_person, signed_in
from coop.people.persons.models import Person
from coop.policies.in_force import history
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money

bp = Blueprint("bookings", __name__)


@bp.get("/bookings/<reference>")
@signed_in
def show(reference: str) -> ResponseReturnValue:
    """The one page of a booking, for both of its parties."""
    held = course(session, reference)
    if held is not None and held.booking.requested_at is None and held.booking.client_id == current_user.id:
        return redirect(f"/bookings/{reference}/details", 303)
    found, side = as_party(reference)
    return page(found, side)


def page(found: Course, side: Side, **forms: Any) -> str:
    """The page, with a form that was refused in place of a fresh one."""
    booking, at = found.booking, clock.now()
    state = found.state(at)
    asked = side is Side.WORKER and booking.client_id is not None
    return render_template(
        "market/bookings/show.html",
        **facts(found, side),
        is_new=request.args.get("new") == "1" and side is Side.CLIENT,
        steps={step.name.lower() for step in found.steps_of(current_person().id, at)},
        terms=terms_now(found, by_worker=side is Side.WORKER, at=at),
        deadlines=deadlines(CancellationTier(booking.cancellation_tier), booking.price_cents, booking.starts_at),
        lines=lines_said(session, booking),
        messages=conversation(session, booking.id),
        reviews=reviews_page(session, found, current_person(), at),
        client_stars=stars_of(session, booking.client_id, at, of_worker=False) if asked and booking.client_id else None,
        client_reviews=reviews_of_client(session, booking.client_id, at, limit=3)
        if booking.client_id and state is State.REQUESTED and asked
        else (),
        now=at,
        series=place_of(session, booking.id),
        unpaid=session.get(VisitPaymentAsk, booking.id),
        has_lapsed=session.get(VisitLapse, booking.id) is not None,
        kept=kept_said(session, found, side, at),
        **{"message_form": MessageForm(formdata=None), "reason_form": ReasonForm(formdata=None),
           "tip_form": TipForm(formdata=None), "card_tip_form": CardTipForm(formdata=None),
           "reply_form": ReplyForm(formdata=None), "pay_form": PayForm(formdata=None), **forms},
    )  # fmt: skip


def facts(found: Course, side: Side) -> dict[str, Any]:
    """What every page of a booking shows."""
    booking, at = found.booking, clock.now()
    state = found.state(at)
    return {
        "course": found,
        "booking": booking,
        "path": f"/bookings/{booking.reference}",
        "reference": grouped(booking.reference),
        "side": side.value,
        "other_name": _name(found, side.other),
        "team": team_shares(found),
        "names": {one.id: one.display_name for one in found.workers} if booking.team_id else {},
        "state": state.value,
        "state_label": state_said(state),
        "place": place_said(booking.listing.place_kind, booking.listing.place_label),
        "address": found.address_for(side),
        "method": method_said(booking.payment_method, booking.worker.display_name),
        "payment": paid(session, found),
        "tip": tip_said(session, found, money),
        "owed": _owed(found),
        "charter": charter(session),
        "takes_cards": current_app.extensions["coop_settings"].takes_cards,
    }


@bp.get("/bookings/<reference>/receipt")
@signed_in
def receipt(reference: str) -> ResponseReturnValue:
    """What was done, what was paid and where each cent went; made to print on one sheet of A4."""
    found, side = as_party(reference)
    version = next((each for each in history(session, "fee.rate") if each.id == found.booking.fee_rule_id), None)
    return render_template(
        "market/bookings/receipt.html",
        **facts(found, side),
        lines=lines_said(session, found.booking),
        fee_rule=version,
        vat=vat_said(session, found, money),
        tip_fee_cents=tip_fee_cents(session, subject_of(found.booking.reference)),
        refunds=[number for number, _cents in refunds_of(session, subject_of(found.booking.reference))],
        entries=entries_of(session, subject_of(found.booking.reference)),
        now=clock.now(),
    )


@bp.get("/bookings/<reference>/calendar.ics")
@signed_in
def calendar(reference: str) -> ResponseReturnValue:
    """The booking for one's own calendar."""
    found, side = as_party(reference)
    text = calendar_of(found, charter(session), for_worker=side is Side.WORKER, at=clock.now())
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.booking.reference}.ics"'
    return response


def team_shares(found: Course) -> list[tuple[Person, TeamShare]]:
    """Who does the work and what each gets of the price, the lead first; empty for work of one."""
    shares = shares_of(session, subject_of(found.booking.reference)) if found.booking.team_id else []
    return list(zip(found.workers, shares, strict=True)) if shares else []


def _owed(found: Course) -> str:
    """Who owes whom what, once a booking is cancelled or missed for good."""
    kept_cents = None
    if found.cancellation is not None:
        kept_cents = found.cancellation.kept_cents
    elif found.no_show is not None and found.no_show.settled_at is not None:
        kept_cents = kept_after_no_show(found)
    return "" if kept_cents is None else owed_said(session, found.booking, kept_cents, money)


def _name(found: Course, side: Side) -> str:
    person = found.booking.worker if side is Side.WORKER else found.booking.client
    return person.display_name if person else ""
