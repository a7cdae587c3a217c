"""The ballot as a form: shares of 100 in steps of five, an answer, or approvals, points or ranks of options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from coop.governance.ballots.contents import MOST_REASON
from coop.governance.ballots.rules import STEP, WHOLE, SplitCheck, check_split
from coop.governance.electorate.frozen import SCORE, FrozenVote
from coop.governance.tallies.consent import Consent
from coop.governance.words import use
from coop.web.filters import percent
from coop.web.forms import Form

PERCENTS = tuple(range(0, WHOLE + 1, STEP))


class BallotForm(Form):
    """What every ballot carries: the code of the ballot to be, and that of the one it replaces."""

    fresh = HiddenField()
    receipt = StringField(_l("Receipt code of your ballot"), [Optional()])
    carried = BooleanField(_l("Fill in the paper for those whose votes I carry alike"))
    paper = HiddenField()
    """The code of the paper to be."""


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


class ConsentForm(BallotForm):
    """Agree, abstain, disagree, or block with a reason."""

    choice = RadioField(_l("Your vote"), [InputRequired(_l("Choose one of the four answers"))])
    reason = TextAreaField(
        _l("Your reason, if you block it"),
        [Length(max=MOST_REASON, message=_l("At most 500 characters"))],
        description=_l("It is published with your ballot, so name nobody, not even yourself."),
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if self.choice.data == Consent.BLOCK and not (field.data or "").strip():
            raise ValidationError(_("A block needs a reason: say what harm it would do"))


def consent_form(options: Sequence[str]) -> ConsentForm:
    """A ballot of one of four answers."""
    form = ConsentForm()
    form.choice.choices = [SelectChoice(key, use(key)) for key in options]
    return form


class OptionsForm(BallotForm):
    """What every ballot among options has: that one can abstain, which is said and never happens by leaving out."""

    abstain = BooleanField(_l("I abstain: count me toward the quorum and no further"))


def approval_form(names: Mapping[str, str], *, projects: bool = False) -> OptionsForm:
    """A tick for each option that one approves."""
    field = SelectMultipleField(
        _l("Which projects do you want?") if projects else _l("Which options could you live with?"),
        choices=[SelectChoice(key, name) for key, name in names.items()],
        description=_l("Tick as many as you like."),
    )
    form: OptionsForm = type("ApprovalForm", (OptionsForm,), {"approved": field})()
    return form


def figures_form(vote: FrozenVote, names: Mapping[str, str]) -> OptionsForm:
    """A select for each option: points on the scale, or ranks from 1, or nothing."""
    if vote.method == SCORE:
        least, most = vote.scale
        figures = [(str(points), str(points)) for points in range(most, least - 1, -1)]
    else:
        figures = [(str(rank), _("%(rank)s.", rank=rank)) for rank in range(1, len(names) + 1)]
    choices = [SelectChoice("", "–"), *(SelectChoice(value, label) for value, label in figures)]
    fields: dict[str, Any] = {
        _field(key): SelectField(name, choices=choices, default="", validate_choice=True)
        for key, name in names.items()
    }
    form: OptionsForm = type("FiguresForm", (OptionsForm,), fields)()
    return form


def _field(key: str) -> str:
    return f"option_{key}"


def field_of(form: BallotForm, key: str) -> Field:
    """The field of an option."""
    return form[_field(key)]


def figures_given(form: BallotForm, vote: FrozenVote) -> Mapping[str, int] | None:
    """Approvals, points or ranks by option, as `ballots.contents` takes them; `{}` abstains.

    None where the ballot cannot be cast as it is: what is wrong then stands at its field.
    """
    if vote.approves:
        given = dict.fromkeys(form["approved"].data or (), 1)
    else:
        given = {key: int(field_of(form, key).data) for key in vote.options if field_of(form, key).data}
    first = form["approved"] if vote.approves else field_of(form, vote.options[0])
    if form["abstain"].data:
        if given:
            form["abstain"].errors = [_("You abstain and choose at once: do one of the two")]
            return None
        return {}
    if not given:
        first.errors = [_nothing(vote)]
        return None
    ranks = Counter(given.values())
    if vote.is_ranked and not vote.may_tie and max(ranks.values()) > 1:
        again = next(key for key in vote.options if ranks[given.get(key, 0)] > 1)
        field_of(form, again).errors = [_("Two have the same rank: give each its own")]
        return None
    return given


def _nothing(vote: FrozenVote) -> str:
    if vote.is_round:
        return str(_("Tick at least one project, or say that you abstain"))
    if vote.approves:
        return str(_("Tick at least one option, or say that you abstain"))
    if vote.method == SCORE:
        return str(_("Give at least one option points, or say that you abstain"))
    return str(_("Give at least one a rank, or say that you abstain"))


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
