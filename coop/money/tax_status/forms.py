"""How one stands with VAT, asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from coop.money.tax_status.rules import BadVatNumber, checked_vat_number
from coop.web.forms import DayField, OnceForm, trimmed

_EARLIEST = dt.date(2000, 1, 1)
_AHEAD = dt.timedelta(days=366)


def readable_vat_number(_form: Any, field: Any) -> None:
    """A validator: the form of a VAT number, if one is given."""
    try:
        checked_vat_number(field.data)
    except BadVatNumber as error:
        raise ValidationError(
            _("This is no VAT number: it begins with the country's two letters, such as IT01234567890")
        ) from error


class TaxStatusForm(OnceForm):
    """Kind of status, and what the kind needs. `today` and `rates` (name -> written rate) are set by the view."""

    kind = RadioField(
        _l("Do you charge VAT?"),
        [InputRequired(_l("Choose one"))],
        choices=[
            SelectChoice("unregistered", _l("No: not registered for VAT")),
            SelectChoice("exempt", _l("No: exempt as a small enterprise, or by the kind of work")),
            SelectChoice("registered", _l("Yes: registered for VAT")),
        ],
    )
    rate = RadioField(_l("Rate, if registered"), [Optional()])
    vat_number = StringField(
        _l("VAT number"),
        [Optional(), Length(max=24), readable_vat_number],
        description=_l("Needed if you are registered. Only its form is checked, not whether the authority knows it."),
    )
    sentence = TextAreaField(
        _l("Sentence on your invoices, if exempt"),
        [Optional(), Length(max=400)],
        filters=[trimmed],
        description=_l("The wording that your law asks for; correct it if another article applies to you."),
    )
    trading_name = StringField(
        _l("Name on invoices"), [DataRequired(_l("Enter the name on invoices")), Length(max=120)]
    )
    address = TextAreaField(
        _l("Address on invoices"),
        [Optional(), Length(max=300)],
        filters=[trimmed],
        description=_l("Needed if you are registered or exempt."),
    )
    from_on = DayField(
        _l("From which day"),
        [InputRequired(_l("Enter the day"))],
        description=_l("Work of that day and later is invoiced like this. Invoices made before stay as they are."),
    )

    today: dt.date = _EARLIEST
    has_rate = True

    def validate_kind(self, field: Any) -> None:
        if field.data == "registered" and not self.has_rate:
            raise ValidationError(_("The members have set no VAT rate yet: rule vat.standard_rate"))

    def validate_from_on(self, field: Any) -> None:
        if field.data and not _EARLIEST <= field.data <= self.today + _AHEAD:
            raise ValidationError(_("Enter a day from the year 2000 to a year from now"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Each field by itself, then what the chosen kind cannot do without."""
        fine = bool(super().validate(*args, **kwargs))
        needed = {
            "registered": [(self.rate, _("Choose the rate")), (self.vat_number, _("Enter your VAT number")),
                           (self.address, _("Enter the address"))],
            "exempt": [(self.sentence, _("Enter the sentence that your law asks for")),
                       (self.address, _("Enter the address"))],
        }  # fmt: skip
        for field, message in needed.get(self.kind.data, ()):
            if not field.data and not field.errors:
                field.errors = [message]
                fine = False
        return fine
