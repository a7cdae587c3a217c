"""Which days a statement is of."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from coop.money.statements.rules import Basis, Cut
from coop.web.forms import DayField, Form


def _in_calendar(_form: Form, field: DateField) -> None:
    if field.data and not 1900 <= field.data.year <= 2999:
        raise ValidationError(_("Enter a day between the years 1900 and 2999"))


class CutForm(Form):
    """Sent by GET, so that a statement has an address."""

    class Meta(Form.Meta):
        csrf = False

    since = DayField(_l("From day"), [Optional(), _in_calendar], name="from", description=_l("Empty: the beginning."))
    until = DayField(_l("To day"), [Optional(), _in_calendar], name="to", description=_l("Empty: today."))
    basis = RadioField(
        _l("Which day of an entry counts"),
        choices=[
            SelectChoice(Basis.EFFECTIVE.value, _l("The day it happened")),
            SelectChoice(Basis.RECORDED.value, _l("The day it was written down")),
        ],
        default=Basis.EFFECTIVE.value,
    )
    known = DayField(
        _l("As the books stood at the end of"),
        [Optional(), _in_calendar],
        description=_l("Leaves out what was written down later. Empty: as they stand now."),
    )

    def cut(self, today: dt.date) -> Cut | None:
        """The days asked for; None, with the errors on the fields, when they cannot be."""
        if not self.validate():
            return None
        until = self.until.data or today
        if self.since.data and self.since.data > until:
            problem = _("The last day comes before the first") if self.until.data else _("This day is still to come")
            (self.until if self.until.data else self.since).errors = [problem]
            return None
        return Cut(self.since.data, until, Basis(self.basis.data), self.known.data)
