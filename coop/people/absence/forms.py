"""Declaring a leave."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from coop.web.forms import DayField, OnceForm


class LeaveOfAbsenceForm(OnceForm):
    begins_on = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day"))])
    ends_on = DayField(_l("Last day"), validators=[InputRequired(_l("Enter the last day"))])
