"""Objecting."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from coop.web.forms import Form


class ObjectForm(Form):
    reason = TextAreaField(
        _l("Why you object"),
        description=_l("The applicant and all members read it, with your name. The members then vote."),
        validators=[InputRequired(_l("Say why you object")),
                    Length(min=10, max=4000, message=_l("Use between 10 and 4,000 characters"))],
    )
