"""Forms of the transfers desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from coop.web.forms import CentsField, OnceForm


class TransferForm(OnceForm):
    """A transfer that arrived."""

    reference = StringField(
        _l("Booking"),
        [InputRequired(_l("Enter the booking's reference, as on the bank statement")), Length(max=40)],
        description=_l("As the client wrote it in the transfer."),
    )
    amount_cents = CentsField(
        _l("Amount"),
        [InputRequired(_l("Enter the amount")), NumberRange(1, None, _l("The amount is more than nothing"))],
        description=_l("The whole amount that arrived, also if it is more or less than the price."),
    )
    received_on = DateField(_l("Day it arrived"), [InputRequired(_l("Enter the day it arrived"))])
    bank_line = StringField(
        _l("The bank's own number for it"),
        [Optional(), Length(max=80)],
        description=_l("Tells two equal transfers of the same day apart."),
    )


class RefundForm(OnceForm):
    """A refund that a steward decides."""

    amount_cents = CentsField(
        _l("Amount to give back"),
        [InputRequired(_l("Enter the amount")), NumberRange(1, None, _l("The amount is more than nothing"))],
    )
    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Say why")), Length(max=300)],
        description=_l("Kept with the refund; not in the public ledger."),
    )
