"""The form of a project that a member proposes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from coop.governance.rounds.actions import MOST_LETTERS
from coop.web.forms import CentsField, OnceForm


class IdeaForm(OnceForm):
    """What it is, what it is for, what it costs, and who does it."""

    title = StringField(
        _l("What is the project called?"),
        [DataRequired(_l("Give it a name")), Length(max=MOST_LETTERS, message=_l("At most 80 letters"))],
        description=_l("It stands on the ballot. Anyone can read it, so name nobody."),
    )
    text = TextAreaField(
        _l("What is it for?"),
        [DataRequired(_l("Say what it is for")), Length(max=5_000)],
        description=_l("Who has something of it, and what the money buys. Anyone can read it, so name nobody."),
    )
    cost_cents = CentsField(
        _l("What does it cost?"),
        [InputRequired(_l("Enter what it costs")), NumberRange(1, None, _l("The cost is more than nothing"))],
        description=_l("All of it: the vote funds a project whole or not at all."),
    )
    carried_out_by = StringField(
        _l("Who spends it?"),
        [DataRequired(_l("Say who spends it")), Length(max=200)],
        description=_l("You answer for it with receipts. Say who does the work and who is paid: members read this."),
    )
