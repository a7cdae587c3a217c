"""What is asked while booking, and how a picked slot is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from coop.market.bookings.actions import Ask, methods
from coop.market.bookings.forms import PayForm
from coop.market.bookings.models import Booking
from coop.market.prices.rules import PriceTier
from coop.web.forms import Form, OnceForm

BY_HAND = 0
"""No kept card: what is chosen unless the client says otherwise."""


class Unread(ValueError):
    """The picked slot could not be read: no time was picked, or the form was tampered with."""


def read_ask(answers: Mapping[str, str]) -> Ask:
    """The slot as the listing's page sent it: starts_at (ISO 8601 with zone), minutes, quantity, price_tier."""
    try:
        starts_at = dt.datetime.fromisoformat(answers.get("starts_at", ""))
        if starts_at.tzinfo is None:
            starts_at = starts_at.replace(tzinfo=dt.UTC)
        if not 2000 < starts_at.year < 3000:  # the ends of the calendar leave no room to reckon with
            raise Unread(f"no such time: {starts_at}")
        return Ask(
            starts_at=starts_at.astimezone(dt.UTC),
            minutes=int(answers.get("minutes") or 0),
            quantity=int(answers.get("quantity") or 1),
            tier=PriceTier(answers.get("price_tier") or PriceTier.STANDARD),
        )
    except (ValueError, OverflowError) as error:
        raise Unread(str(error)) from error


class DetailsForm(Form):
    """Who, where, how to pay. Fields that a booking does not need are taken out (`details_form`)."""

    name = StringField(
        _l("Your name"),
        [DataRequired(_l("Enter your name")), Length(max=60)],
        description=_l("As the worker should call you."),
    )
    email = EmailField(
        _l("Your e-mail"),
        [DataRequired(_l("Enter your e-mail")), Email(_l("Enter an e-mail such as name@example.org"))],
        description=_l("Your booking is confirmed there. You choose a password later, by a link in it."),
    )
    address = TextAreaField(
        _l("Where?"),
        [DataRequired(_l("Enter the address where the work is to be done")), Length(max=500)],
    )
    note = TextAreaField(
        _l("What should be known beforehand?"),
        [Optional(), Length(max=1000)],
        description=_l("Parking, pets, which bell to ring."),
    )
    payment_method = RadioField(_l("How would you like to pay?"), [InputRequired(_l("Choose how to pay"))])


class ConfirmForm(OnceForm, PayForm):
    """The key that makes confirming act once; where it is paid by card at once, room for a tip; for a request, the
    client's leave to charge a card they keep."""

    card = RadioField(_l("When the worker accepts"), default=BY_HAND, coerce=int)


def details_form(
    booking: Booking, *, signed_in: bool, contact: tuple[str, str], takes_cards: bool = False
) -> DetailsForm:
    """The form for this booking, filled with what was answered before."""
    listing = booking.listing
    form = DetailsForm(
        data={
            "name": contact[0],
            "email": contact[1],
            "address": booking.address,
            "note": booking.note,
            "payment_method": booking.payment_method,
        }
    )
    if signed_in:
        del form.name, form.email
    if listing.place_kind != "travel":
        del form.address
    else:
        form.address.description = _(
            "%(name)s sees it once the booking is accepted.", name=booking.worker.display_name
        )
    offered = {
        "cash": _("Cash, to %(name)s", name=booking.worker.display_name),
        "card": _("Card, to the co-op"),
        "transfer": _("Bank transfer to the co-op"),
    }
    form.payment_method.choices = [
        SelectChoice(method, offered[method]) for method in methods(listing, takes_cards=takes_cards)
    ]
    if len(form.payment_method.choices) == 1:
        del form.payment_method
    return form


def confirm_form(booking: Booking, cards: Sequence[tuple[int, str]], *, price: str) -> ConfirmForm:
    """The last form before booking, with what this booking needs of it.

    `cards` are (number, words) that the client keeps, `price` is the amount as it is written.
    """
    form = ConfirmForm()
    if not pays_first(booking):
        del form.tip, form.keep
    elif cards:
        del form.keep
    if booking.instant or booking.payment_method != "card" or not booking.price_cents or not cards:
        del form.card
        return form
    form.card.choices = [
        SelectChoice(BY_HAND, _("Nothing is charged by itself; I pay on the booking's page then")),
        *(SelectChoice(number, _("Charge %(price)s to my %(card)s", price=price, card=said)) for number, said in cards),
    ]
    form.card.label.text = _("When %(name)s accepts", name=booking.worker.display_name)
    return form


class SeriesForm(OnceForm):
    """The key that makes confirming a series act once; by card, which one each visit is charged to."""

    card = RadioField(_l("Charge each visit to"), [InputRequired(_l("Choose a card"))], coerce=int)


def series_form(booking: Booking, cards: Sequence[tuple[int, str]]) -> SeriesForm:
    """The last form before a series is booked: of any visit of it, and the (number, words) of its client's cards."""
    form = SeriesForm()
    if booking.payment_method != "card" or not booking.price_cents or not cards:
        del form.card
        return form
    form.card.choices = [SelectChoice(number, said) for number, said in cards]
    if form.card.data is None and not form.is_submitted():
        form.card.data = cards[0][0]
    return form


def pays_first(booking: Booking) -> bool:
    """Whether it is booked by paying for it by card."""
    return booking.payment_method == "card" and booking.instant and booking.price_cents > 0
