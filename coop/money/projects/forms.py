"""Forms of projects that a fund promised money to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from coop.money.fund.commitments.rules import Fund
from coop.web.forms import CentsField, OnceForm

FUND_NAMES = {
    Fund.SOLIDARITY: _l("Solidarity fund"),
    Fund.EDUCATION: _l("Education fund"),
    Fund.PROJECTS: _l("Neighbourhood projects"),
}
"""What the funds are called."""


class ClosingForm(OnceForm):
    """That a project is over."""

    report = TextAreaField(
        _l("What came of it?"),
        [DataRequired(_l("Say in a few sentences what came of it")), Length(max=2_000)],
        description=_l("Anyone can read it, so name nobody."),
    )


class PromiseForm(OnceForm):
    """A steward's promise within the rules' limit."""

    fund = SelectField(
        _l("From which fund?"), choices=[SelectChoice(one.value, name) for one, name in FUND_NAMES.items()]
    )
    title = StringField(
        _l("What for?"),
        [DataRequired(_l("Say what it is for")), Length(max=120)],
        description=_l("Anyone can read it, so name nobody."),
    )
    amount_cents = CentsField(
        _l("Amount"),
        [InputRequired(_l("Enter the amount")), NumberRange(1, None, _l("The amount is more than nothing"))],
    )
    responsible = SelectField(
        _l("Who carries it out?"),
        coerce=int,
        description=_l("They hand in the receipts. You cannot promise yourself anything."),
    )
