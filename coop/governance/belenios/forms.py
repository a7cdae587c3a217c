"""Votes held in Belenios: the address of the election, its archive, and why a result is refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from coop.web.forms import Form


class PlaceForm(Form):
    """Where members vote."""

    address = StringField(
        _l("Address of the election in Belenios"),
        [InputRequired(_l("Enter the address")), Length(max=300, message=_l("At most 300 characters"))],
        description=_l("As Belenios gives it, from https:// on. Everybody on the roll is told it."),
    )


class ArchiveForm(Form):
    """The audit file of the election."""

    archive = FileField(
        _l("Archive of the election"),
        [FileRequired(_l("Choose the archive"))],
        description=_l("The file for audits that Belenios offers on the page of the election: its name ends in .bel."),
    )


class RefuseForm(Form):
    """Why a result that was brought in is not the vote's."""

    why = TextAreaField(
        _l("What is wrong?"),
        [InputRequired(_l("Say what is wrong")), Length(max=500, message=_l("At most 500 characters"))],
        description=_l("Everybody can read it: name nobody."),
    )
