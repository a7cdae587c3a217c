"""What the former platform paid over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from coop.web.forms import CentsField, OnceForm


class ClearingForm(OnceForm):
    """One statement of the platform."""

    statement = StringField(
        _l("Number of the statement"),
        [InputRequired(_l("Enter the platform's or the bank's number for it")), Length(max=80)],
        description=_l("As on the statement. The same number is recorded once."),
    )
    received_cents = CentsField(
        _l("Arrived in the bank"),
        [InputRequired(_l("Enter what arrived, 0 if nothing did")), NumberRange(0)],
    )
    kept_cents = CentsField(
        _l("Kept by the platform"),
        [InputRequired(_l("Enter what the platform kept, 0 if nothing")), NumberRange(0)],
        description=_l("Its charge. It becomes a cost of the fund."),
    )
    received_on = DateField(_l("Day it arrived"), [InputRequired(_l("Enter the day it arrived"))])
