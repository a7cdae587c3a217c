"""A series in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from coop.market.availability.rules import Refusal
from coop.market.bookings.series.preview import Looked
from coop.market.bookings.series.rules import Rhythm, rhythm_of


def rhythm_said(rhythm: Rhythm) -> str:
    """How often."""
    return str(
        {
            Rhythm.WEEKLY: _("every week"),
            Rhythm.FORTNIGHTLY: _("every two weeks"),
            Rhythm.FOUR_WEEKLY: _("every four weeks"),
            Rhythm.MONTHLY: _("every month, on the same weekday of it"),
        }[rhythm]
    )


def rule_said(recurrence: str) -> str:
    """How often, of a rule."""
    return rhythm_said(rhythm_of(recurrence))


def visits_said(number: int) -> str:
    """How many visits."""
    return str(ngettext("%(num)s visit", "%(num)s visits", number))


def refused_said(refused: Refusal | None) -> str:
    """Why a date of a series cannot be booked; None: the clocks skip its time."""
    if refused is None:
        return str(_("There is no such time on this day: the clocks go forward over it."))
    return str(
        {
            Refusal.TOO_SOON: _("Too soon to book."),
            Refusal.TOO_FAR: _("Further ahead than this can be booked."),
            Refusal.OFF_THE_GRID: _("Not at a quarter of an hour by the worker's clock."),
            Refusal.CLOSED: _("Not open then."),
            Refusal.TAKEN: _("Taken."),
        }[refused]
    )


def looked_said(looked: Looked) -> str:
    """How a date of a preview stands."""
    return str(_("Free.")) if looked.is_free else refused_said(looked.refused)
