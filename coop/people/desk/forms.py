"""Payments of shares, in and out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from coop.ledger import chart
from coop.web.filters import day
from coop.web.forms import CentsField, OnceForm

HOLDINGS = [SelectChoice(chart.BANK, _l("To the bank account")), SelectChoice(chart.CASH, _l("In cash"))]
OUT_OF = [SelectChoice(chart.BANK, _l("From the bank account")), SelectChoice(chart.CASH, _l("In cash"))]


class PaidOnForm(OnceForm):
    """A payment on a day that the books can still take: not to come, and not in a closed period."""

    paid_on = DateField(_l("Day of the payment"), validators=[InputRequired(_l("Enter the day"))])

    def __init__(self, *args: Any, today: dt.date, first_day: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.first_day = today, first_day

    def validate_paid_on(self, field: DateField) -> None:
        if field.data is None:
            return
        if field.data > self.today:
            raise ValidationError(_("That day is still to come"))
        if self.first_day is not None and field.data < self.first_day:
            raise ValidationError(_("The books are closed before %(day)s: enter that day or a later one",
                                    day=day(self.first_day)))


class SharePaymentForm(PaidOnForm):
    amount_cents = CentsField(
        _l("Amount"),
        validators=[InputRequired(_l("Enter the amount")), NumberRange(min=1, message=_l("Enter more than nothing"))],
    )
    into = RadioField(_l("How it came"), choices=HOLDINGS, default=chart.BANK)


class RedemptionForm(PaidOnForm):
    out_of = RadioField(_l("How it was paid"), choices=OUT_OF, default=chart.BANK)


class ClassForm(OnceForm):
    """Another class of membership; its choices are set by the view."""

    member_class = RadioField(_l("What kind of member are they from now on?"))
    reason = StringField(
        _l("Why"),
        validators=[InputRequired(_l("Say why")), Length(max=300, message=_l("Use at most 300 characters"))],
        description=_l("The member and the stewards read it."),
    )
