"""Closing a period."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from coop.web.forms import OnceForm


class CloseForm(OnceForm):
    """From which day to which, both included."""

    opens_on = DateField(_l("First day"), [InputRequired(_l("Enter the first day"))])
    closes_on = DateField(
        _l("Last day"), [InputRequired(_l("Enter the last day"))], description=_l("It is over already.")
    )
