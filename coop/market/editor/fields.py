"""Fields of the editor: lengths to choose from, degrees as people type them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, SelectField
from wtforms.fields.choices import SelectChoice

LENGTHS = (0, 10, 15, 20, 30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 480, 600, 720)


def minutes_choices(least: int = 15, most: int = 720) -> list[SelectChoice]:
    """Lengths in words, from `least` to `most` minutes."""
    return [SelectChoice(minutes, _words(minutes)) for minutes in LENGTHS if least <= minutes <= most]


def keep_choice(field: SelectField, minutes: int) -> None:
    """Offer a length that a listing has already, though it is none of the usual ones."""
    if minutes not in {choice.value for choice in field.choices}:
        field.choices = [*field.choices, SelectChoice(minutes, _words(minutes))]


def _words(minutes: int) -> object:
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return _l("nothing")
    if not hours:
        return _l("%(count)s min", count=rest)
    if not rest:
        return _l("%(count)s h", count=hours)
    return _l("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


class DegreesField(FloatField):  # type: ignore[misc]  # wtforms ships no types
    """A latitude or longitude with a point or a comma; a number that is none (nan, infinity) is refused."""

    data: float | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            degrees = float(valuelist[0].strip().replace(",", ".").replace("−", "-"))
        except ValueError as error:
            self.data = None
            raise ValueError(self.gettext("Enter degrees as a number, such as 43.29")) from error
        if not abs(degrees) <= 180:
            self.data = None
            raise ValueError(self.gettext("Enter degrees as a number, such as 43.29"))
        self.data = degrees
