"""Forms of expenses, gifts and grants."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from coop.ledger.chart import CHART, EXPENSE_CODES, PROCESSING
from coop.web.forms import CentsField, OnceForm

_AMOUNT = [InputRequired(_l("Enter the amount")), NumberRange(1, None, _l("The amount is more than nothing"))]


def purposes() -> list[SelectChoice]:
    """What a member may spend on: the chart's expense accounts, in the reader's language."""
    return [SelectChoice(code, _(CHART[code].meaning)) for code in EXPENSE_CODES if code != PROCESSING]


class ExpenseForm(OnceForm):
    """Money a member spent, or asks to spend, for the co-op."""

    title = StringField(
        _l("What is it for?"),
        [InputRequired(_l("Say what it is for")), Length(max=120)],
        description=_l("Every member can read this, such as: ladder for window cleaning."),
    )
    account = SelectField(_l("Kind"), [InputRequired(_l("Choose one of the options"))])
    amount_cents = CentsField(_l("Amount"), _AMOUNT)
    spent_on = DateField(_l("Day on the receipt"), [InputRequired(_l("Enter the day on the receipt"))])
    pay_to = TextAreaField(
        _l("Whom to pay"),
        [InputRequired(_l("Say whom to pay, and where")), Length(max=500)],
        description=_l("Yourself, or the shop with its account. Only stewards read this."),
    )
    receipt = FileField(_l("Receipt"), description=_l("PDF, JPEG or PNG, at most 10 MB. Members can open it."))


class ReceiptForm(OnceForm):
    """Money spent, or to be spent, on a project that a fund promised it to."""

    title = StringField(
        _l("What is it for?"),
        [DataRequired(_l("Say what it is for")), Length(max=120)],
        description=_l("Anyone can read this, so name nobody: such as, soil for the raised beds."),
    )
    amount_cents = CentsField(_l("Amount"), _AMOUNT)
    spent_on = DateField(_l("Day on the receipt"), [InputRequired(_l("Enter the day on the receipt"))])
    pay_to = TextAreaField(
        _l("Whom to pay"),
        [DataRequired(_l("Say whom to pay, and where")), Length(max=500)],
        description=_l("Yourself, or the shop with its account. Only stewards read this."),
    )
    receipt = FileField(_l("Receipt"), description=_l("PDF, JPEG or PNG, at most 10 MB. Members can open it."))


class RefusalForm(OnceForm):
    """Why an expense is not approved."""

    reason = StringField(_l("Reason"), [InputRequired(_l("Say why")), Length(max=300)])


class PaidForm(OnceForm):
    """That the bank paid an expense."""

    paid_on = DateField(_l("Day it was paid"), [InputRequired(_l("Enter the day it was paid"))])


class DonationForm(OnceForm):
    """A gift to the fund."""

    amount_cents = CentsField(_l("Amount"), _AMOUNT)
    received_on = DateField(_l("Day it arrived"), [InputRequired(_l("Enter the day it arrived"))])
    giver = StringField(_l("From whom"), [Optional(), Length(max=120)], description=_l("Never in the public ledger."))


class GrantForm(OnceForm):
    """Money given for a purpose."""

    title = StringField(_l("Name of the grant"), [InputRequired(_l("Name the grant")), Length(max=120)])
    amount_cents = CentsField(_l("Amount"), _AMOUNT)
    received_on = DateField(_l("Day it arrived"), [InputRequired(_l("Enter the day it arrived"))])
    condition = TextAreaField(
        _l("What it must be used for"), [InputRequired(_l("Say what it must be used for")), Length(max=2000)]
    )


class EarningForm(OnceForm):
    """That part of a grant's condition is met."""

    amount_cents = CentsField(_l("Amount earned"), _AMOUNT)
    earned_on = DateField(_l("Day the condition was met"), [InputRequired(_l("Enter the day"))])
    note = StringField(_l("What was done"), [InputRequired(_l("Say what was done")), Length(max=300)])
