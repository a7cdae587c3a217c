"""What is sent to a client's bank."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from coop.web.forms import OnceForm


class EvidenceForm(OnceForm):
    """The words a steward sends, after reading them."""

    words = TextAreaField(
        _l("What the bank is told"), [DataRequired(_l("Say what speaks for the payment")), Length(max=20_000)]
    )
