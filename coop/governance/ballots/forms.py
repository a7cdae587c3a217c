"""The ballot as a form: shares of 100 in steps of five, or one of three answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from coop.governance.ballots.rules import STEP, WHOLE, SplitCheck, check_split
from coop.governance.words import use
from coop.web.filters import percent
from coop.web.forms import Form

PERCENTS = tuple(range(0, WHOLE + 1, STEP))


class BallotForm(Form):
    """What every ballot carries: the code of the ballot to be, and that of the one it replaces."""

    fresh = HiddenField()
    receipt = StringField(_l("Receipt code of your ballot"), [Optional()])


class ChoiceForm(BallotForm):
    """Yes, no or abstain."""

    choice = RadioField(_l("Your vote"), [InputRequired(_l("Choose yes, no or abstain"))])


def choice_form(options: Sequence[str]) -> ChoiceForm:
    """A ballot of one answer."""
    form = ChoiceForm()
    form.choice.choices = [SelectChoice(key, use(key)) for key in options]
    return form


def split_form(options: Sequence[str]) -> BallotForm:
    """A ballot with a share for each option, named by its key."""
    choices = [SelectChoice(str(figure), percent(figure_of(figure))) for figure in PERCENTS]
    fields: dict[str, Any] = {
        key: SelectField(use(key), choices=choices, default="0", validate_choice=True) for key in options
    }
    form: BallotForm = type("SplitForm", (BallotForm,), fields)()
    return form


def figure_of(points: int) -> str:
    """Per cents as a share that `percent` writes: 35 -> "35/100"."""
    return f"{points}/{WHOLE}"


def shares_given(form: BallotForm, options: Sequence[str]) -> Mapping[str, int]:
    """The per cents of a validated split."""
    return {key: int(form[key].data) for key in options}


def check_sum(form: BallotForm, options: Sequence[str]) -> SplitCheck:
    """Look the split over; what is wrong is said at the first field, as what it sums to and what is left."""
    check = check_split(shares_given(form, options), options)
    if not check.valid:
        total, left = percent(figure_of(check.total)), percent(figure_of(abs(check.left)))
        message = (
            _("Your shares make %(total)s together. Still to give: %(left)s.", total=total, left=left)
            if check.left > 0
            else _(
                "Your shares make %(total)s together. That is too much by %(left)s.", total=total, left=left
            )
        )
        form[options[0]].errors = [message]
    return check
