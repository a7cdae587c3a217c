"""The short pages of a listing. A form takes its own fields and no others."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from coop.market.editor.fields import DegreesField, minutes_choices
from coop.web.forms import CentsField, Form

HIGHEST_CENTS = 1_000_000_00
WIDEST_KM = 50


class BasicsForm(Form):
    """What is offered; the view fills in the categories."""

    title = StringField(
        _l("Title"),
        [InputRequired(_l("Enter a title")), Length(min=4, max=100)],
        description=_l("What you do, in a few words: “Home cleaning, your products or mine”."),
    )
    category = SelectField(_l("Category"), coerce=int)
    description = TextAreaField(
        _l("Description"),
        [InputRequired(_l("Describe what you do")), Length(max=6000)],
        description=_l(
            "What is included, what you bring, what the client should have ready. "
            "Leave an empty line between paragraphs; start a line with “- ” for a list."
        ),
    )


class PriceForm(Form):
    """What it costs and how long it takes."""

    kind = RadioField(
        _l("How is it priced?"),
        [InputRequired(_l("Choose one"))],
        choices=[
            SelectChoice("hour", _l("By the hour")),
            SelectChoice("fixed", _l("One price for the job")),
            SelectChoice("unit", _l("By the piece")),
        ],
    )
    cents = CentsField(
        _l("Price"),
        [InputRequired(_l("Enter a price")), NumberRange(min=1, max=HIGHEST_CENTS)],
        description=_l(
            "All in: what the client pays, for an hour, the job or a piece. The co-op's fee comes out of it."
        ),
    )
    unit_name = StringField(
        _l("What is a piece?"),
        [Optional(), Length(max=30)],
        description=_l("Only if priced by the piece: “window”, “page”."),
    )
    low_cents = CentsField(_l("Lower price"), [Optional(), NumberRange(min=0, max=HIGHEST_CENTS)])
    high_cents = CentsField(_l("Higher price"), [Optional(), NumberRange(min=1, max=HIGHEST_CENTS)])
    min_minutes = SelectField(_l("It takes at least"), coerce=int, choices=minutes_choices())
    max_minutes = SelectField(_l("It takes at most"), coerce=int, choices=minutes_choices())

    def validate(self, extra_validators: Any = None) -> bool:
        """The scale has both ends in order, the lengths are in order, a piece has a name."""
        if not super().validate(extra_validators):
            return False
        low, high = self.low_cents.data, self.high_cents.data
        if (low is None) != (high is None):
            missing = self.low_cents if low is None else self.high_cents
            missing.errors = [_("A sliding scale needs both a lower and a higher price")]
        elif low is not None and not low <= self.cents.data <= high:
            self.low_cents.errors = [_("The three prices must rise from lower to higher")]
        if self.kind.data == "unit" and not self.unit_name.data:
            self.unit_name.errors = [_("Say what a piece is")]
        if self.kind.data != "fixed" and self.min_minutes.data > self.max_minutes.data:
            self.max_minutes.errors = [_("The longest time cannot be shorter than the shortest")]
        return not self.errors


class PlaceForm(Form):
    """Where the work is done."""

    kind = RadioField(
        _l("Where do you work?"),
        [InputRequired(_l("Choose one"))],
        choices=[
            SelectChoice("travel", _l("I come to the client")),
            SelectChoice("worker", _l("The client comes to me")),
            SelectChoice("remote", _l("Online or by phone")),
        ],
    )
    label = StringField(
        _l("Neighbourhood or town"),
        [Optional(), Length(max=80)],
        description=_l("Everyone sees it, so never an address. Clients get that when you accept a booking."),
    )
    radius_km = IntegerField(
        _l("How far do you travel?"),
        [Optional(), NumberRange(min=1, max=WIDEST_KM)],
        description=_l("In kilometres from there, 50 at most."),
        default=10,
    )
    latitude = DegreesField(
        _l("Latitude"),
        [Optional(), NumberRange(min=-90, max=90, message=_l("A latitude lies from -90 to 90"))],
        description=_l("For example 43.29. Rounded to about a kilometre."),
    )
    longitude = DegreesField(
        _l("Longitude"),
        [Optional(), NumberRange(min=-180, max=180, message=_l("A longitude lies from -180 to 180"))],
        description=_l("For example 5.37."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A place has a name unless the work is remote; a point has both halves."""
        if not super().validate(extra_validators):
            return False
        if self.kind.data != "remote" and not self.label.data:
            self.label.errors = [_("Enter a neighbourhood or town")]
        if (self.latitude.data is None) != (self.longitude.data is None):
            missing = self.latitude if self.latitude.data is None else self.longitude
            missing.errors = [_("A point needs both latitude and longitude")]
        return not self.errors


class TermsForm(Form):
    """How it is booked and paid."""

    instant = RadioField(
        _l("When somebody books"),
        [InputRequired(_l("Choose one"))],
        coerce=int,
        choices=[SelectChoice(0, _l("ask me first")), SelectChoice(1, _l("book at once"))],
    )
    notice_minutes = SelectField(
        _l("Shortest notice"),
        coerce=int,
        choices=[
            SelectChoice(60, _l("1 hour")),
            SelectChoice(180, _l("3 hours")),
            SelectChoice(720, _l("12 hours")),
            SelectChoice(1440, _l("1 day")),
            SelectChoice(2880, _l("2 days")),
            SelectChoice(10080, _l("1 week")),
        ],
    )
    horizon_days = SelectField(
        _l("Can be booked ahead"),
        coerce=int,
        choices=[
            SelectChoice(14, _l("2 weeks")),
            SelectChoice(30, _l("30 days")),
            SelectChoice(60, _l("60 days")),
            SelectChoice(90, _l("90 days")),
            SelectChoice(180, _l("180 days")),
        ],
    )
    buffer_before_minutes = SelectField(
        _l("Kept free before a booking"), coerce=int, choices=minutes_choices(least=0, most=120)
    )
    buffer_after_minutes = SelectField(
        _l("Kept free after a booking"), coerce=int, choices=minutes_choices(least=0, most=120)
    )
    cancellation_tier = RadioField(
        _l("If the client cancels"),
        [InputRequired(_l("Choose one"))],
        choices=[
            SelectChoice("flexible", _l("Flexible: free until 24 hours before, then half the price")),
            SelectChoice("moderate", _l("Moderate: free until 24 hours before, then the full price")),
            SelectChoice("strict", _l("Strict: half the price until 5 days before, then the full price")),
        ],
    )
    accepts_cash = BooleanField(_l("Cash, to me"))
    accepts_transfer = BooleanField(_l("Bank transfer, held by the co-op until the work is done"))

    def validate(self, extra_validators: Any = None) -> bool:
        """There is some way to pay."""
        if not super().validate(extra_validators):
            return False
        if not (self.accepts_cash.data or self.accepts_transfer.data):
            self.accepts_cash.errors = [_("Choose at least one way to be paid")]
        return not self.errors


class PictureForm(Form):
    """A photo and what it shows."""

    photo = FileField(
        _l("Photo"),
        [FileRequired(_l("Choose a photo"))],
        description=_l("JPEG, PNG or WebP, up to 8 MB. We draw it anew: where it was taken does not stay in it."),
    )
    alt = StringField(
        _l("What does it show?"),
        [InputRequired(_l("Say in a few words what the photo shows")), Length(max=200)],
        description=_l("Read aloud to people who cannot see it."),
    )


class AltForm(Form):
    """Other words for a photo."""

    alt = PictureForm.alt
