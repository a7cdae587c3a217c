"""A step of the orientation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from coop.web.forms import OnceForm


class StepForm(OnceForm):
    title = StringField(
        _l("What is to be done?"),
        validators=[InputRequired(_l("Say what is to be done")),
                    Length(max=120, message=_l("At most 120 characters"))],
        description=_l("Such as: read our charter, meet a member for an hour. Name nobody: it is kept for good."),
    )
    text = TextAreaField(
        _l("How, and why?"),
        validators=[Optional(), Length(max=1_000, message=_l("Use at most 1,000 characters"))],
    )
    by_member = BooleanField(_l("A member has to say that it was done"))
