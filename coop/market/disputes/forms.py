"""The form of a problem with a booking."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from coop.governance.cases.forms import DisputeForm


class ProblemForm(DisputeForm):
    """What the problem is about, and what happened; `about` offers what can be decided."""

    about = RadioField(_l("What is it about?"), [InputRequired(_l("Choose what it is about"))])
