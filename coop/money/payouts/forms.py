"""Where to be paid, and when a run was paid."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from coop.money.payouts.iban import BadNumber, checked_bic, checked_iban
from coop.web.forms import CentsField, OnceForm


class PayoutDetailsForm(OnceForm):
    """A bank account."""

    holder = StringField(
        _l("Name of the account's holder"),
        [InputRequired(_l("Enter the name of the account's holder")), Length(max=70)],
        description=_l("As your bank writes it."),
    )
    iban = StringField(
        _l("IBAN"),
        [InputRequired(_l("Enter the IBAN")), Length(max=60)],
        description=_l("On your bank statement or card. Spaces do not matter."),
    )
    bic = StringField(_l("BIC"), [Optional(), Length(max=11)], description=_l("Only needed outside the euro area."))

    def validate_iban(self, field: Any) -> None:
        try:
            checked_iban(field.data)
        except BadNumber as error:
            raise ValidationError(_("This is no IBAN: check it digit by digit")) from error

    def validate_bic(self, field: Any) -> None:
        try:
            checked_bic(field.data)
        except BadNumber as error:
            raise ValidationError(_("A BIC has 8 or 11 letters and digits")) from error


class PaidForm(OnceForm):
    """That the bank has the order."""

    paid_on = DateField(_l("Day the bank pays"), [InputRequired(_l("Enter the day"))])


class PayInForm(OnceForm):
    """What a worker paid in to the fund."""

    amount_cents = CentsField(
        _l("Amount"),
        [InputRequired(_l("Enter the amount")), NumberRange(1, None, _l("The amount is more than nothing"))],
    )
    way = RadioField(
        _l("How it was paid"),
        [InputRequired(_l("Choose how it was paid"))],
        choices=[SelectChoice("bank", _l("At the bank")), SelectChoice("cash", _l("In cash"))],
    )
    paid_on = DateField(_l("Day it was paid"), [InputRequired(_l("Enter the day it was paid"))])
