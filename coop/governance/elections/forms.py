"""Forms of nominations."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from coop.governance.elections.actions import MOST_STATEMENT
from coop.web.forms import OnceForm


class NominateForm(OnceForm):
    """Whom one puts forward."""

    nominee = SelectField(_l("Whom do you nominate?"), coerce=int)


def nominate_form(members: Iterable[tuple[int, str]]) -> NominateForm:
    """With the members who are not nominated yet."""
    form = NominateForm()
    form.nominee.choices = [SelectChoice(number, name) for number, name in members]
    return form


class StandForm(OnceForm):
    """Whether one stands, and a few words."""

    accepts = RadioField(
        _l("Do you stand?"),
        [InputRequired(_l("Say whether you stand"))],
        choices=[SelectChoice("yes", _l("I stand")), SelectChoice("no", _l("I do not stand"))],
    )
    statement = TextAreaField(
        _l("Why do you stand, and what will you do?"),
        [Length(max=MOST_STATEMENT, message=_l("At most 600 letters"))],
        description=_l("Only members read it, on the ballot too."),
    )

    def validate_statement(self, field: TextAreaField) -> None:
        if self.accepts.data == "yes" and not (field.data or "").strip():
            raise ValidationError(_("Say a few words, so that members know whom they rank"))
