"""A category as a steward writes it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from coop.web.drawings import ALIASES, KEYS
from coop.web.forms import Form

DRAWINGS = sorted(KEYS | set(ALIASES))


class CategoryForm(Form):
    """Name and drawing; a new category also has a parent, which `choose_parents` fills in."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter a name")), Length(max=80)])
    parent = SelectField(_l("Belongs under"), coerce=int)
    drawing = SelectField(
        _l("Drawn picture"),
        choices=[SelectChoice(key, key) for key in DRAWINGS],
        description=_l("Stands on listings of this category that have no photo."),
    )


class RenameForm(Form):
    """What of a category can be changed."""

    name = CategoryForm.name
    drawing = CategoryForm.drawing
