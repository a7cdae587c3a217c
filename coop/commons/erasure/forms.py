"""Asking to be erased, and holding a request."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from coop.commons.erasure.rules import GROUNDS
from coop.web.forms import OnceForm

GROUND_WORDS = {
    "payable": _l("Money is owed, to them or by them"),
    "dispute": _l("A booking is disputed"),
    "booking": _l("A booking is not over"),
}


class AskForm(OnceForm):
    sure = BooleanField(
        _l("I want to be erased here for good"), validators=[InputRequired(_l("Tick the box to be erased"))]
    )


class HoldForm(OnceForm):
    ground = RadioField(
        _l("Why the law lets us wait"),
        choices=[SelectChoice(ground, GROUND_WORDS[ground]) for ground in GROUNDS],
        validators=[InputRequired(_l("Choose why"))],
    )
