"""Booking a series: look at every date, hold those that are chosen, say who and where, check, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.availability.rules import Refusal
from coop.market.bookings.actions import Ask, NotBookable, methods
from coop.market.bookings.lines import lines_said
from coop.market.bookings.series import actions
from coop.market.bookings.series.actions import NotFree, NotSoMany
from coop.market.bookings.series.queries import SeriesCourse, charge_days, dates_from, preview
from coop.market.bookings.series.rules import LEAST_VISITS, NoRule, Rhythm, rhythm_of
from coop.market.bookings.series.words import rhythm_said, rule_said
from coop.market.bookings.states import NotOpen
from coop.market.cancellations.words import tier_said
from coop.market.checkout import mine
from coop.market.checkout.forms import SeriesForm, Unread, details_form, read_ask, series_form
from coop.market.checkout.repeating import Repeat, asked_again, read_repeat
from coop.market.checkout.series.preview import read_choices, rows
from coop.market.listings.models import Listing
from coop.market.listings.queries import by_reference, is_open
from coop.market.listings.words import place_said
from coop.market.paying.leaving import provider, settings
from coop.market.paying.visits import agree_for_series
from coop.market.prices.listed import job
from coop.market.prices.rules import OutsideLimits, TierNotOffered
from coop.money.cards.after import follow_up
from coop.money.cards.interface import NoCards, Refused, Unreachable
from coop.money.kept_cards.queries import good_cards
from coop.money.kept_cards.words import card_said
from coop.money.payments.entries import CARD
from coop.people.guards import current_person, signed_in
from coop.people.sign_in import EmailTaken, log_in
from coop.policies.in_force import in_force
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("series_checkout", __name__)


@bp.get("/listings/<reference>/series")
def look(reference: str) -> ResponseReturnValue:
    """Every date of the series that is asked for: free or not and why, and what is free instead."""
    listing = by_reference(session, reference) or abort(404)
    return _preview(listing, request.args)


@bp.post("/listings/<reference>/series")
def hold(reference: str) -> ResponseReturnValue:
    """Keep every chosen date for this client; where one has gone nothing is kept, and the dates are shown anew."""
    listing = by_reference(session, reference) or abort(404)
    at, client = clock.now(), mine.reader()
    try:
        ask, repeat = _asked(listing, request.form, at)
    except (Unread, NoRule):
        return _preview(listing, request.form, is_sent=True, code=400)
    dates = dates_from(listing.timezone, repeat.rule, ask.starts_at, most=actions.most_visits(session, at))
    mine.give_back(client)
    try:
        minutes, _quote = job(listing, ask.tier, minutes=ask.minutes, quantity=ask.quantity)
        chosen = read_choices(preview(session, listing, dates, minutes=minutes, at=at), request.form)
        if chosen is None:
            return _preview(listing, request.form, is_sent=True, code=400)
        series = actions.hold_series(session, listing, ask, repeat.rule, chosen, client=client, at=at)
    except NotFree as gone:
        return _preview(listing, request.form, is_sent=True, refused=gone.refused, code=409)
    except (OutsideLimits, TierNotOffered, NotSoMany):
        return _preview(listing, request.form, is_sent=True, too_few=True, code=400)
    except NotBookable:
        return render_template("market/checkout/not_bookable.html", listing=listing), 409
    mine.remember_series(series)
    return redirect(f"/series/{series.reference}/details", 303)


@bp.route("/series/<reference>/details", methods=["GET", "POST"])
def details(reference: str) -> ResponseReturnValue:
    """Who, where, and how to pay, the same for every visit."""
    found = mine.my_series(reference, lock=request.method == "POST")
    if passed_on := _elsewhere(found):
        return passed_on
    first, visitor = found.courses[0].booking, mine.reader() is None
    takes_cards = provider().takes_cards
    form = details_form(first, signed_in=not visitor, contact=mine.contact(), takes_cards=takes_cards)
    if form.validate_on_submit():
        if visitor and mine.is_taken(form.email.data):
            form.email.errors = [_("There is an account with this e-mail: sign in first, your times are kept")]
            return _details(found, form, sign_in_first=True), 400
        actions.fill_in_series(
            session,
            found,
            address=form.address.data if form.address else "",
            note=form.note.data or "",
            payment_method=form.payment_method.data if form.payment_method else first.payment_method,
            takes_cards=takes_cards,
        )
        if visitor:
            mine.remember_contact(form.name.data, form.email.data)
        return redirect(f"/series/{reference}/check", 303)
    return _details(found, form), 400 if form.errors else 200


@bp.get("/series/<reference>/check")
def check(reference: str) -> ResponseReturnValue:
    """Everything that is about to be agreed, on one page."""
    found = mine.my_series(reference)
    if passed_on := _elsewhere(found):
        return passed_on
    if mine.reader() is None and not mine.contact()[1]:
        return redirect(f"/series/{reference}/details", 303)
    return _check(found, _form(found))


@bp.post("/series/<reference>/card")
@once
def keep_card(reference: str) -> ResponseReturnValue:
    """Leave for the processor's page to keep a card there, with an account made on the way; the times stay kept."""
    found = mine.my_series(reference, lock=True)
    if passed_on := _elsewhere(found):
        return passed_on
    at, back = clock.now(), f"/series/{reference}/check"
    try:
        client = mine.reader() or mine.new_client(at)
    except EmailTaken:
        flash(_("There is an account with this e-mail: sign in first, your times are kept."), "stop")
        return redirect(f"/series/{reference}/details", 303)
    mine.take_over(found, client)
    minutes = in_force(session, "cards.hold_minutes", at).whole
    # For no longer than twice in a row: pressing again must not keep others out for ever.
    latest = found.series.held_at + dt.timedelta(minutes=2 * minutes)
    actions.keep_held(session, found, until=max(_held_until(found), min(at + dt.timedelta(minutes=minutes), latest)))
    person_id = client.id
    if mine.reader() is None:
        log_in(client)
        mine.remember_series(found.series)
    session.commit()  # no transaction is open while the network is waited for
    site = settings().site_url.rstrip("/")
    try:
        url = provider().page_to_keep(
            db.engine, person_id, kept_url=f"{site}/series/{reference}/card", back_url=f"{site}{back}", at=at
        )
    except Unreachable:
        flash(_("The card processor does not answer just now. Nothing was charged; try again in a minute."), "stop")
        return redirect(back, 303)
    except (Refused, NoCards):
        flash(_("This cannot be paid by card. Nothing was charged; choose another way to pay."), "stop")
        return redirect(back, 303)
    return redirect(url, 303)


@bp.get("/series/<reference>/card")
@signed_in
def card_kept(reference: str) -> ResponseReturnValue:
    """Back from the processor's page: whether a card was kept is asked of the processor, not of the address."""
    mine.my_series(reference)
    person_id = current_person().id
    session.rollback()
    try:
        provider().look_for_card(db.engine, person_id, at=clock.now())
    except (Unreachable, Refused):
        flash(_("The card processor does not answer just now; your card appears here as soon as it does."), "info")
    return redirect(f"/series/{reference}/check", 303)


@bp.post("/series/<reference>/check")
@once
def confirm(reference: str) -> ResponseReturnValue:
    """Ask the worker for all visits, or book all at once; a visitor's account is made in the same commit."""
    found = mine.my_series(reference, lock=True)
    if passed_on := _elsewhere(found):
        return passed_on
    form, at = _form(found), clock.now()
    if not form.validate_on_submit() or _needs_card(found, form):
        return _check(found, form), 400
    try:
        client = mine.reader() or mine.new_client(at)
        actions.confirm_series(session, found, client=client, at=at)
        if form.card:
            agree_for_series(session, found, client=client, card_id=form.card.data, at=at)
    except EmailTaken:
        flash(_("There is an account with this e-mail: sign in first, your times are kept."), "stop")
        return redirect(f"/series/{reference}/details", 303)
    except NotBookable:
        return render_template("market/checkout/not_bookable.html", listing=found.series.listing), 409
    except NotOpen:
        return _lapsed(found), 409
    if mine.reader() is None:
        log_in(client)
    mine.forget()
    answer = make_response(redirect(f"/series/{reference}?new=1", 303))
    if form.card:
        card_settings, engine = settings(), db.engine
        answer.call_on_close(lambda: follow_up(engine, card_settings, at))
    return answer


def _form(found: SeriesCourse) -> SeriesForm:
    client = mine.reader()
    cards = good_cards(session, client.id, at=clock.now()) if client and provider().takes_cards else []
    return series_form(found.courses[0].booking, [(card.id, card_said(card)) for card in cards])


def _needs_card(found: SeriesCourse, form: SeriesForm) -> bool:
    """Whether a card has to be kept before the series can be booked."""
    return not form.card and found.courses[0].booking.payment_method == CARD and found.series.price_cents > 0


def _held_until(found: SeriesCourse) -> dt.datetime:
    return min(course.claim_ends_at for course in found.courses if course.claim_ends_at)


def _asked(listing: Listing, answers: Mapping[str, str], at: dt.datetime) -> tuple[Ask, Repeat]:
    """What an address or a form asks for; raises Unread, NoRule."""
    ask = read_ask(answers)
    return ask, read_repeat(listing, ask.starts_at, answers, most=actions.most_visits(session, at))


def _preview(
    listing: Listing,
    answers: Mapping[str, str],
    *,
    is_sent: bool = False,
    refused: Mapping[int, Refusal] | None = None,
    too_few: bool = False,
    code: int = 200,
) -> ResponseReturnValue:
    at = clock.now()
    most = actions.most_visits(session, at)
    if most < LEAST_VISITS or not is_open(listing):
        return render_template("market/checkout/not_bookable.html", listing=listing), 409
    try:
        ask = read_ask(answers)
        minutes, quote = job(listing, ask.tier, minutes=ask.minutes, quantity=ask.quantity)
    except (Unread, OutsideLimits, TierNotOffered):
        return redirect(f"/listings/{listing.reference}#times", 303)
    repeat, shown, unread = None, [], False
    try:
        repeat = read_repeat(listing, ask.starts_at, answers, most=most)
    except NoRule:
        unread = True
    else:
        dates = dates_from(listing.timezone, repeat.rule, ask.starts_at, most=most + 1)
        if len(dates) > most or len(dates) < LEAST_VISITS:
            unread = True
        else:
            looked = preview(session, listing, dates, minutes=minutes, at=at, besides=mine.held_ids(mine.reader()))
            shown = rows(listing, looked, answers, refused or {}, is_sent=is_sent)
    free = sum(row.is_free for row in shown)
    page = render_template(
        "market/checkout/series/preview.html",
        listing=listing,
        rows=shown,
        free=free,
        price_cents=quote.total_cents,
        total_cents=free * quote.total_cents,
        minutes=minutes,
        hidden={name: value for name, value in asked_again(ask, answers).items() if name not in _CHANGED},
        rhythms=[(each.value, rhythm_said(each)) for each in Rhythm],
        repeat=answers.get("repeat", ""),
        visits=answers.get("visits") or (repeat.visits if repeat and repeat.visits else ""),
        until=answers.get("until", ""),
        most=most,
        unread=unread,
        too_few=too_few,
        errors=[(row.name, row.label, row.error) for row in shown if row.error],
    )
    return page, max(code, 400) if unread else code


_CHANGED = {"repeat", "visits", "until"}


def _elsewhere(found: SeriesCourse) -> ResponseReturnValue | None:
    """Where to go instead, once the series was asked for or the hold ran out; None to stay."""
    if found.series.requested_at is not None:
        return redirect(f"/series/{found.series.reference}", 303)
    if not actions.is_held(found, clock.now()):
        return _lapsed(found), 409 if request.method == "POST" else 200
    return None


def _lapsed(found: SeriesCourse) -> str:
    return render_template("market/checkout/series/lapsed.html", series=found.series, again=_again(found))


def _again(found: SeriesCourse) -> str:
    """The address of the preview of a series that was held."""
    series, first = found.series, found.courses[0].booking
    ask = Ask(series.starts_at, series.minutes, first.quantity)
    end = dict(part.split("=") for part in series.recurrence.split(";"))
    asked = {"repeat": rhythm_of(series.recurrence).value, "price_tier": first.price_tier}
    if "COUNT" in end:
        asked["visits"] = end["COUNT"]
    else:
        last = dt.datetime.strptime(end["UNTIL"], "%Y%m%dT%H%M%S%z")
        asked["until"] = str(last.astimezone(ZoneInfo(series.timezone)).date())
    arguments = asked_again(ask, asked) | {"price_tier": first.price_tier}
    return f"/listings/{series.listing.reference}/series?{urlencode(arguments)}"


def _details(found: SeriesCourse, form: Any, *, sign_in_first: bool = False) -> str:
    return render_template(
        "market/checkout/series/details.html", **_facts(found), form=form, sign_in_first=sign_in_first
    )


def _check(found: SeriesCourse, form: SeriesForm) -> str:
    at, first = clock.now(), found.courses[0].booking
    return render_template(
        "market/checkout/series/check.html",
        **_facts(found),
        form=form,
        contact=mine.contact(),
        charter=charter(session),
        lines=lines_said(session, first),
        cancellation=tier_said(first.cancellation_tier),
        ways=len(methods(found.series.listing, takes_cards=provider().takes_cards)),
        needs_card=_needs_card(found, form),
        charge_days=charge_days(session, at),
        pay_hours=in_force(session, "series.pay_hours", at).whole,
    )


def _facts(found: SeriesCourse) -> dict[str, Any]:
    series = found.series
    return {
        "series": series,
        "booking": found.courses[0].booking,
        "visits": found.courses,
        "often": rule_said(series.recurrence),
        "again": _again(found),
        "held_until": _held_until(found),
        "total_cents": sum(course.booking.price_cents for course in found.courses),
        "place": place_said(series.listing.place_kind, series.listing.place_label),
    }
