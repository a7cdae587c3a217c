"""Ballots on paper: who handed one in, and why a list is thrown away."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from coop.people.persons.models import Person
from coop.web.forms import Form, OnceForm


class NamesForm(OnceForm):
    """Whose papers lie on the pile."""

    # The action says who can be named no more: somebody may have voted since the page was opened.
    people = SelectMultipleField(
        _l("Who handed in a ballot on paper?"),
        [InputRequired(_l("Tick who handed in a ballot"))],
        coerce=int,
        validate_choice=False,
    )


class DiscardForm(Form):
    """Why a list counts no more. Not `reason`, which a ballot on the same page may have."""

    why = TextAreaField(
        _l("What was wrong?"),
        [InputRequired(_l("Say what was wrong")), Length(max=500, message=_l("At most 500 characters"))],
        description=_l("Everybody on the list reads it: name nobody."),
    )


def names_form(people: Iterable[Person]) -> NamesForm:
    """With those who can be named."""
    form = NamesForm()
    form.people.choices = [SelectChoice(person.id, person.display_name) for person in people]
    return form
