"""What the steps of a booking ask."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from coop.market.messages.actions import LONGEST as LONGEST_MESSAGE
from coop.market.reviews.actions import LONGEST as LONGEST_REVIEW
from coop.web.forms import CentsField, Form, OnceForm

MOST_TIP_CENTS = 100_000
LEAST_CARD_CENTS = 50


class ReasonForm(OnceForm):
    """A reason that the other side reads."""

    reason = TextAreaField(_l("Why?"), [DataRequired(_l("Say why, in a few words")), Length(max=1000)])


class CancelForm(OnceForm):
    """A cancellation; a word of explanation is welcome."""

    reason = TextAreaField(_l("Would you like to say why?"), [Optional(), Length(max=1000)])


class TimeForm(OnceForm):
    """Another time; the view fills in those that are free."""

    starts_at = RadioField(_l("When?"), [InputRequired(_l("Choose a time"))])


class CompletionForm(OnceForm):
    """That the work was done, and perhaps a tip from the client."""

    tip = CentsField(_l("A tip, given in cash"), [Optional(), NumberRange(min=0, max=MOST_TIP_CENTS)])


class TipForm(OnceForm):
    """A tip after the fact."""

    tip = CentsField(
        _l("A tip, given in cash"), [InputRequired(_l("Enter an amount")), NumberRange(min=1, max=MOST_TIP_CENTS)]
    )


class PayForm(Form):
    """Going to pay a booking by card, perhaps with a tip in the same payment. None is ever filled in beforehand."""

    tip = CentsField(_l("A tip on top"), [Optional(), NumberRange(0, MOST_TIP_CENTS, _l("At most 1,000.00"))])
    keep = BooleanField(
        _l("Keep this card for later bookings"),
        [Optional()],
        description=_l("Our processor keeps it. Nothing is charged to it unless you agree to it for a booking, and you "
                       "can remove it at any time."),
    )  # fmt: skip


class CardTipForm(OnceForm):
    """A tip by card; processors charge nothing below half a unit of money."""

    tip = CentsField(
        _l("A tip by card"),
        [
            InputRequired(_l("Enter an amount")),
            NumberRange(LEAST_CARD_CENTS, MOST_TIP_CENTS, _l("By card, between 0.50 and 1,000.00 can be given")),
        ],
    )


class MessageForm(OnceForm):
    """A message to the other side."""

    body = TextAreaField(_l("Your message"), [DataRequired(_l("Write something")), Length(max=LONGEST_MESSAGE)])


class ReviewForm(OnceForm):
    """Stars and words."""

    stars = RadioField(
        _l("How was it?"),
        [InputRequired(_l("Choose how many stars"))],
        choices=[
            SelectChoice(5, _l("5: very good")),
            SelectChoice(4, _l("4: good")),
            SelectChoice(3, _l("3: all right")),
            SelectChoice(2, _l("2: not good")),
            SelectChoice(1, _l("1: bad")),
        ],
        coerce=int,
    )
    body = TextAreaField(_l("In your words"), [Optional(), Length(max=LONGEST_REVIEW)])


class ReplyForm(OnceForm):
    """A reply to a review."""

    body = TextAreaField(_l("Your reply"), [DataRequired(_l("Write something")), Length(max=LONGEST_REVIEW)])
