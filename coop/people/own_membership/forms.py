"""Applying and leaving."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from coop.web.forms import Form, OnceForm


class ApplyForm(Form):
    statement = TextAreaField(
        _l("Why you want to be a member"),
        description=_l("What work you do, and what you hope to share. The members read it; visitors do not."),
        validators=[InputRequired(_l("Say why, in a sentence or more")),
                    Length(min=20, max=4000, message=_l("Use between 20 and 4,000 characters"))],
    )


class ApplyWithClassForm(ApplyForm):
    """Where the rules open more than one class; its choices are set by the view."""

    member_class = RadioField(_l("What kind of member do you want to be?"))


class LeaveForm(OnceForm):
    reason = TextAreaField(
        _l("Why you leave"),
        description=_l("Only the stewards read it."),
        validators=[Optional(), Length(max=4000, message=_l("Use at most 4,000 characters"))],
    )
    sure = BooleanField(_l("I want to leave the co-op"), validators=[InputRequired(_l("Tick the box to leave"))])
