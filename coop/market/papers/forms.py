"""To whom an invoice goes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from coop.money.tax_status.forms import readable_vat_number
from coop.web.forms import OnceForm, trimmed


class InvoiceForm(OnceForm):
    """Name or company, address and VAT number of whoever the invoice is for."""

    name = StringField(_l("Name or company"), [DataRequired(_l("Enter the name or company")), Length(max=120)])
    address = TextAreaField(
        _l("Address"), [DataRequired(_l("Enter the address")), Length(max=300)], filters=[trimmed]
    )
    vat_number = StringField(
        _l("VAT number"),
        [Optional(), Length(max=24), readable_vat_number],
        description=_l("Only its form is checked, not whether the authority knows it."),
    )
