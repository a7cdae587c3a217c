"""Who works together, and for how many parts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from coop.market.teams.rules import MOST_PARTS
from coop.web.forms import Form

OTHERS = 4


class TeamForm(Form):
    """The lead's own parts, and up to four others by their name or number in the directory."""

    own_parts = IntegerField(
        _l("Your parts"),
        [InputRequired(_l("Enter whole parts, 1 or more")), NumberRange(1, MOST_PARTS, _l("From 1 to 1000 parts"))],
        description=_l(
            "What is left of the price after the fee is split by these parts: 2 and 1 is two thirds and one."
        ),
    )

    def rows(self) -> list[tuple[StringField, IntegerField]]:
        """The fields of the others, a pair each."""
        return [(self[f"who{number}"], self[f"parts{number}"]) for number in range(1, OTHERS + 1)]


def _rows() -> None:
    for number in range(1, OTHERS + 1):
        who = StringField(_l("Member %(number)s: name or number", number=number), [Optional(), Length(max=100)])
        most = NumberRange(1, MOST_PARTS, _l("From 1 to 1000 parts"))
        setattr(TeamForm, f"who{number}", who)
        setattr(TeamForm, f"parts{number}",
                IntegerField(_l("Parts of member %(number)s", number=number), [Optional(), most]))  # fmt: skip


_rows()
