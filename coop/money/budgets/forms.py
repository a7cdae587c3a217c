"""Forms of a budget: its days, then an amount for each account."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from coop.ledger.chart import CHART, FEES_REFUNDED, Kind
from coop.web.forms import CentsField, DayField, Form, OnceForm

ACCOUNTS = tuple(code for code, spec in CHART.items() if spec.kind in (Kind.INCOME, Kind.EXPENSE))
GIVEN_BACK = (FEES_REFUNDED,)
"""Accounts of income that only ever lessen it: typed as an amount, kept as a negative one."""

LAST, BOOKED, EMPTY = "last", "booked", "empty"


class DaysForm(Form):
    """Which days, and what the amounts begin as."""

    class Meta(Form.Meta):
        csrf = False

    opens_on = DayField(_l("First day"), [InputRequired(_l("Enter the first day, like 2026-01-01"))])
    closes_on = DayField(_l("Last day"), [InputRequired(_l("Enter the last day, like 2026-12-31"))])
    start = RadioField(
        _l("Begin with"),
        choices=[
            SelectChoice(LAST, _l("the last budget")),
            SelectChoice(BOOKED, _l("what was booked in as many days before")),
            SelectChoice(EMPTY, _l("nothing")),
        ],
        default=LAST,
    )


class BudgetForm(OnceForm):
    """The amounts of some days. A field left empty says nothing of its account; 0 says that there is to be none."""

    opens_on = DayField(_l("First day"), [InputRequired(_l("Enter the first day, like 2026-01-01"))])
    closes_on = DayField(_l("Last day"), [InputRequired(_l("Enter the last day, like 2026-12-31"))])
    decision = StringField(
        _l("Decision that adopted it"),
        [Optional(), Length(max=60)],
        description=_l("Its number, as on its page under Decisions."),
    )
    replaces = IntegerField(widget=HiddenInput(), default=0)

    @property
    def amounts(self) -> list[tuple[str, Any]]:
        """(account, its field) in the order of the chart."""
        return [(code, self[name_of(code)]) for code in ACCOUNTS]

    @property
    def lines(self) -> dict[str, int]:
        """Account -> cents in its normal direction, of the fields that were filled in."""
        given = {code: field.data for code, field in self.amounts if field.data is not None}
        return {code: -cents if code in GIVEN_BACK else cents for code, cents in given.items()}

    def begin_with(self, lines: dict[str, int]) -> None:
        """Fill the amounts in; what has no account here or runs against its account's direction is left out."""
        for code, field in self.amounts:
            cents = -lines[code] if code in GIVEN_BACK and code in lines else lines.get(code)
            field.data = cents if cents is None or cents >= 0 else None

    def name_accounts(self) -> None:
        """Write the labels in the reader's language."""
        for code, field in self.amounts:
            field.label.text = _(CHART[code].meaning)


def name_of(code: str) -> str:
    """The name of an account's field: Income:Fees -> income_fees."""
    return code.replace(":", "_").lower()


for _code in ACCOUNTS:
    setattr(BudgetForm, name_of(_code), CentsField(CHART[_code].meaning, [Optional()]))
