"""Forms of reconciliation: a file, the answers about it, and how far back names are forgotten."""

from __future__ import annotations

from typing import cast

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from coop.money.reconciliation.reading.columns import NEEDED
from coop.money.reconciliation.reading.statement import Answers
from coop.web.forms import CentsField, OnceForm, parse_cents


class SignedCentsField(CentsField):
    """An amount that may be below nothing, such as an overdrawn account's."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        sign = "-" if self.data < 0 else ""
        return f"{sign}{abs(self.data) // 100}.{abs(self.data) % 100:02d}"

    def process_formdata(self, valuelist: list[str]) -> None:
        written = (valuelist[0] if valuelist else "").strip().replace("−", "-")
        if not written:
            return
        try:
            self.data = -parse_cents(written[1:]) if written.startswith("-") else parse_cents(written)
        except ValueError as error:
            self.data = cast(int, None)
            raise ValueError(self.gettext("Enter an amount of money, such as 12 or 12.50")) from error


def _column(label: object) -> SelectField:
    return SelectField(label, [Optional()], validate_choice=False, default="")


class StatementForm(OnceForm):
    """A bank statement; everything but the file is asked only when the file does not say it."""

    statement = FileField(
        _l("Statement"),
        description=_l("CSV, OFX or camt.053 from your bank, at most 10 MB. Only its lines are kept, not the file."),
    )
    date_order = RadioField(
        _l("How does the bank write days?"),
        [Optional()],
        choices=[
            SelectChoice("dmy", _l("The day first: 31/12/2026")),
            SelectChoice("mdy", _l("The month first: 12/31/2026")),
        ],
    )
    decimal = RadioField(
        _l("How does the bank write amounts?"),
        [Optional()],
        choices=[
            SelectChoice(",", _l("With a comma before the cents: 1.234,50")),
            SelectChoice(".", _l("With a point: 1,234.50")),
        ],
    )
    closing = SignedCentsField(
        _l("Balance at the end of the statement"),
        [Optional()],
        description=_l("As the bank shows it after the last line. With a minus when the account is overdrawn."),
    )
    day_column = SelectField(_l("Day"), validate_choice=False, default="")
    amount_column = _column(_l("Amount, unless money in and out have columns of their own"))
    debit_column = _column(_l("Money out"))
    credit_column = _column(_l("Money in"))
    balance_column = _column(_l("Balance after the line"))
    text_column = _column(_l("Text"))
    counterparty_column = _column(_l("Name of the other party"))
    add_anyway = BooleanField(_l("I have looked: these lines are other money. Add them."))

    def answers(self) -> Answers:
        """What was said about the file."""
        columns = tuple((name, str(said)) for name in NEEDED if (said := self[f"{name}_column"].data))
        return Answers(self.date_order.data or "", self.decimal.data or "", columns, self.closing.data)

    def offer(self, columns: tuple[str, ...]) -> None:
        """Let these be chosen from."""
        choices = [SelectChoice("", _l("None")), *(SelectChoice(name, name) for name in columns)]
        for name in NEEDED:
            self[f"{name}_column"].choices = choices


class HandForm(OnceForm):
    """A line matched by hand; the boxes are the page's own."""


class ErasureForm(OnceForm):
    """Until when the words of matched lines are forgotten."""

    until = DateField(
        _l("Until"),
        [InputRequired(_l("Enter a day"))],
        description=_l("Names and texts of matched lines go, amounts and days stay. This cannot be undone."),
    )
