"""The profile."""

from __future__ import annotations

import functools
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from coop.web.forms import Form

LANGUAGES = [SelectChoice("en", "English")]
"""Languages the pages are written in, each by its own name."""

_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
            "Pacific/")


@functools.cache
def zones() -> list[SelectChoice]:
    """Time zones by place, and UTC."""
    places = sorted(name for name in available_timezones() if name.startswith(_REGIONS))
    return [SelectChoice("UTC", "UTC"), *(SelectChoice(name, name.replace("_", " ")) for name in places)]


class ProfileForm(Form):
    display_name = StringField(
        _l("Your name here"),
        description=_l("As the people you deal with see it. It may be a nickname."),
        validators=[InputRequired(_l("Enter a name")), Length(max=60, message=_l("Use at most 60 characters"))],
    )
    about = TextAreaField(
        _l("About you"),
        description=_l("What you do and like. *Emphasis*, lists and links are written in Markdown."),
        validators=[Optional(), Length(max=4000, message=_l("Use at most 4,000 characters"))],
    )
    is_public = BooleanField(
        _l("Name me in public"),
        description=_l("Visitors then see your name and the text above in the list of members. Otherwise only "
                       "members do, and clients see your name on your own services and bookings."),
    )
    timezone = SelectField(_l("Time zone"), choices=zones)
    locale = SelectField(_l("Language"), choices=LANGUAGES)
