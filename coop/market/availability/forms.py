"""Hours as a worker types them: two stretches a weekday, and dates that differ."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FormField, HiddenField, RadioField, TimeField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from coop.market.availability.hours import MINUTES_A_DAY, Shift
from coop.web.forms import Form

LONGEST_EXCEPTION = 366  # days


def shift_between(starts: dt.time, ends: dt.time) -> Shift:
    """The shift as typed; 00:00 to 00:00 is the whole day."""
    return Shift.between(starts, ends)


class DayForm(PlainForm):
    """Up to two stretches of one weekday; all empty is closed."""

    opens = TimeField(_l("from"), [Optional()])
    closes = TimeField(_l("to"), [Optional()])
    opens_again = TimeField(_l("and from"), [Optional()])
    closes_again = TimeField(_l("to"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Each stretch has both ends, and the second begins when the first is over."""
        if not super().validate(extra_validators):
            return False
        for opens, closes in ((self.opens, self.closes), (self.opens_again, self.closes_again)):
            if (opens.data is None) != (closes.data is None):
                missing = opens if opens.data is None else closes
                missing.errors = [_("Enter both ends, or neither")]
                return False
        shifts = self.shifts()
        if len(shifts) == 2 and shifts[1].starts_minute < shifts[0].ends_minute:
            self.opens_again.errors = [_("The second stretch must begin after the first one ends")]
            return False
        return True

    def shifts(self) -> list[Shift]:
        """The stretches typed, in order."""
        pairs = ((self.opens.data, self.closes.data), (self.opens_again.data, self.closes_again.data))
        return [shift_between(opens, closes) for opens, closes in pairs if opens is not None]


class WeekForm(Form):
    """The week, Monday first."""

    d0, d1, d2, d3, d4, d5, d6 = (FormField(DayForm) for _weekday in range(7))

    @property
    def days(self) -> list[Any]:
        """The seven days, each a `DayForm`."""
        return [self[f"d{weekday}"].form for weekday in range(7)]

    @staticmethod
    def of(weekly: Any) -> dict[str, dict[str, dt.time]]:
        """The data of a form that shows these hours; a third stretch of a day has no room in it."""
        names = (("opens", "closes"), ("opens_again", "closes_again"))
        return {
            f"d{weekday}": {
                name: _time(minute)
                for (opens, closes), shift in zip(names, weekly.get(weekday, ()), strict=False)
                for name, minute in ((opens, shift.starts_minute), (closes, shift.ends_minute))
            }
            for weekday in range(7)
        }

    def shifts(self) -> dict[int, list[Shift]]:
        """Weekday (0 Monday) -> its stretches."""
        return {weekday: day.shifts() for weekday, day in enumerate(self.days)}


class DatesForm(Form):
    """Dates that differ from the week."""

    first = DateField(_l("First day"), [InputRequired(_l("Enter a date"))])
    last = DateField(_l("Last day, if there are more"), [Optional()])
    kind = RadioField(
        _l("On these days I am"),
        [InputRequired(_l("Choose one"))],
        choices=[SelectChoice("closed", _l("closed")), SelectChoice("open", _l("open at other hours"))],
        default="closed",
    )
    opens = TimeField(_l("From"), [Optional()])
    closes = TimeField(_l("To"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates in order, at most a year, and hours where they are open."""
        if not super().validate(extra_validators):
            return False
        last = self.last.data or self.first.data
        if not 0 <= (last - self.first.data).days < LONGEST_EXCEPTION:
            self.last.errors = [_("The last day must be within a year after the first")]
        elif self.kind.data == "open" and (self.opens.data is None or self.closes.data is None):
            self.opens.errors = [_("Enter from when to when you are open")]
        return not self.errors

    def shifts(self) -> list[Shift]:
        """The hours of these days, none where they are closed."""
        return [shift_between(self.opens.data, self.closes.data)] if self.kind.data == "open" else []


class ForgetForm(Form):
    """Let dates be as the week has them."""

    first = DateField(validators=[InputRequired()], widget=HiddenField.widget)
    last = DateField(validators=[InputRequired()], widget=HiddenField.widget)


def _time(minute: int) -> dt.time:
    return dt.time(minute % MINUTES_A_DAY // 60, minute % 60)
