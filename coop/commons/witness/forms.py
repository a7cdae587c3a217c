"""What a steward says about an alarm."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from coop.web.forms import OnceForm


class AnswerForm(OnceForm):
    reason = TextAreaField(
        _l("What you found out, and how"),
        validators=[
            InputRequired(_l("Say what you found out")),
            Length(min=10, max=500, message=_l("Say it in 10 to 500 characters")),
        ],
    )
