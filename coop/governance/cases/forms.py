"""Forms of due process."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from coop.web.forms import CentsField, OnceForm

MOST = 10_000
"""Letters of a text; three close pages."""

_FILE = _l("PDF, JPEG or PNG, at most 10 MB. Both sides and the panel can open it.")


class ComplaintForm(OnceForm):
    """A complaint about a member."""

    number = IntegerField(
        _l("About which member?"),
        [InputRequired(_l("Enter the member's number")), NumberRange(1, None, _l("A number is 1 or more"))],
        description=_l("The number stands on the member's page."),
    )
    text = TextAreaField(
        _l("What happened?"),
        [InputRequired(_l("Say what happened")), Length(max=MOST)],
        description=_l("When, where, who was there. The member reads it, with your name; so does the panel."),
    )
    file = FileField(_l("A picture or a document"), [Optional()], description=_FILE)
    is_urgent = BooleanField(
        _l("Somebody may be in danger: let the stewards read this now"),
        description=_l("Two stewards together can pause a member's listings for a short time."),
    )


class DisputeForm(OnceForm):
    """A dispute about a booking."""

    text = TextAreaField(
        _l("What went wrong, and what would be fair?"),
        [InputRequired(_l("Say what went wrong")), Length(max=MOST)],
        description=_l("The other side reads it; so does the panel."),
    )
    file = FileField(_l("A picture or a document"), [Optional()], description=_FILE)


class AnswerForm(OnceForm):
    """The answer of the one complained about."""

    text = TextAreaField(
        _l("Your answer"),
        [InputRequired(_l("Write your answer")), Length(max=MOST)],
        description=_l("The other side reads it; so does the panel."),
    )


class EvidenceForm(OnceForm):
    """Something to add; its fields have names of their own, since it shares a page with the answer."""

    words = TextAreaField(_l("What do you want to add?"), [Optional(), Length(max=MOST)])
    file = FileField(_l("A picture or a document"), [Optional()], description=_FILE)


class AppealForm(OnceForm):
    """Putting a decision before all members."""

    text = TextAreaField(
        _l("Why should it not stand?"),
        [InputRequired(_l("Say why it should not stand")), Length(max=MOST)],
        description=_l("All members read it, with your name and the reasons the panel published."),
    )


class VoteForm(OnceForm):
    """What a member of the panel decides."""

    measure = RadioField(_l("What do you decide?"), [InputRequired(_l("Choose what you decide"))])
    days = IntegerField(_l("Days of a suspension"), [Optional(), NumberRange(1, None, _l("At least one day"))])
    refund_cents = CentsField(_l("Amount that goes back"), [Optional()])
    conditions = TextAreaField(_l("Conditions to be kept"), [Optional(), Length(max=MOST)])
    reasons = TextAreaField(
        _l("Your reasons"),
        [InputRequired(_l("Give your reasons")), Length(max=MOST)],
        description=_l("Both sides read them once the panel has decided, without your name."),
    )
    public_reasons = TextAreaField(
        _l("Your reasons as everybody may read them"),
        [InputRequired(_l("Give reasons that can be published")), Length(max=2_000)],
        description=_l("Name nobody and nothing that tells who it was."),
    )


class LeaveForm(OnceForm):
    """Stepping down from a panel."""

    ground = RadioField(
        _l("Why do you step down?"),
        [InputRequired(_l("Choose why"))],
        choices=[
            SelectChoice("conflict", _l("I am too close to one of them, or at odds with one")),
            SelectChoice("declined", _l("I cannot do it now")),
        ],
    )


class PauseForm(OnceForm):
    """A steward's signature under a safety pause, or its end."""

    reasons = TextAreaField(
        _l("Your reasons"),
        [InputRequired(_l("Give your reasons")), Length(max=2_000)],
        description=_l("The member reads them."),
    )


class ConflictForm(OnceForm):
    """Somebody one cannot judge."""

    number = IntegerField(
        _l("Member's number"),
        [InputRequired(_l("Enter the member's number")), NumberRange(1, None, _l("A number is 1 or more"))],
    )
    ground = SelectField(
        _l("Why?"),
        choices=[
            SelectChoice("household", _l("We share a household")),
            SelectChoice("other", _l("Another reason")),
        ],
    )
