"""Giving one's vote to another member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from coop.governance.proposals.models import Proposal
from coop.web.forms import DayField, OnceForm

NOBODY = 0
"""Nobody is proposed: a slip of the hand gives no vote to the first of the list."""
TERM = ""
"""For every vote until a day."""


class GiveForm(OnceForm):
    """To whom, and for what."""

    delegate = SelectField(_l("Who votes for you?"), coerce=int)
    vote = SelectField(_l("In which vote?"))
    until = DayField(_l("If in all: until which day?"), validators=[Optional()])

    def validate_delegate(self, field: SelectField) -> None:
        if field.data == NOBODY:
            raise ValidationError(_("Choose a member"))

    def validate_vote(self, field: SelectField) -> None:
        if field.data == TERM and self.until.data is None:
            raise ValidationError(_("Choose one vote here, or the last day below"))


def give_form(members: Iterable[tuple[int, str]], votes: Sequence[Proposal], *, chosen: str = TERM) -> GiveForm:
    """With the other members and the votes that can be given; `chosen` is the reference of one."""
    form = GiveForm()
    form.delegate.choices = [
        SelectChoice(NOBODY, _("Choose a member")),
        *(SelectChoice(number, name) for number, name in members),
    ]
    form.vote.choices = [
        SelectChoice(TERM, _("In all votes until a day")),
        *(
            SelectChoice(vote.reference, _("%(ref)s: %(title)s", ref=vote.reference, title=vote.title[:80]))
            for vote in votes
        ),
    ]
    if not form.is_submitted() and chosen in {vote.reference for vote in votes}:
        form.vote.data = chosen
    return form
