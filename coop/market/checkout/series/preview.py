"""The dates of a series as the preview shows them, and as its form sends them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from coop.market.availability.local_time import is_shown_twice, offset_name, wall_clock, zone_named
from coop.market.availability.rules import Refusal
from coop.market.availability.spans import Slot
from coop.market.bookings.series.preview import Looked
from coop.market.bookings.series.words import looked_said, refused_said
from coop.market.listings.models import Listing
from coop.web import filters

LEFT_OUT = "none"


@dataclass(frozen=True)
class Row:
    """A date: `choices` are (value, words), the last of them to leave it out; `chosen` is the one that is ticked."""

    name: str
    label: str
    is_free: bool
    said: str
    choices: list[tuple[str, str]]
    chosen: str
    error: str


def field(number: int) -> str:
    """What the choice for a date is called in the form."""
    return f"visit-{number}"


def rows(
    listing: Listing,
    looked: Sequence[Looked],
    answers: Mapping[str, str],
    refused: Mapping[int, Refusal],
    *,
    is_sent: bool,
) -> list[Row]:
    """Every date with what can be chosen for it. A free one is ticked; one that is not waits for the client."""
    return [_row(listing, each, answers, refused.get(each.number), is_sent=is_sent) for each in looked]


def _row(
    listing: Listing, looked: Looked, answers: Mapping[str, str], refused: Refusal | None, *, is_sent: bool
) -> Row:
    zone = listing.timezone
    choices = [(value_of(slot), _said(slot, looked, zone)) for slot in looked.choices]
    choices.append((LEFT_OUT, _("Leave this date out")))
    given = answers.get(field(looked.number), "")
    chosen = given if given in {value for value, _words in choices} else ""
    if not is_sent and looked.is_free:
        chosen = choices[0][0]
    error = ""
    if is_sent and refused is not None:
        chosen, error = "", _("This time is gone: %(why)s Choose another, or leave this date out.",
                              why=refused_said(refused))  # fmt: skip
    elif is_sent and not chosen:
        error = _("Choose a time, or leave this date out.")
    return Row(field(looked.number), filters.weekday(looked.wall.date()), looked.is_free, looked_said(looked), choices,
               chosen, error)  # fmt: skip


def read_choices(looked: Sequence[Looked], answers: Mapping[str, str]) -> dict[int, dt.datetime] | None:
    """The starts by the numbers of their dates, without those left out; None where a date has no answer."""
    chosen: dict[int, dt.datetime] = {}
    for each in looked:
        given = answers.get(field(each.number), "")
        if given == LEFT_OUT:
            continue
        try:
            starts_at = dt.datetime.fromisoformat(given)
        except ValueError:
            return None
        if starts_at.tzinfo is None or not 2000 < starts_at.year < 3000:
            return None
        chosen[each.number] = starts_at.astimezone(dt.UTC)
    return chosen


def value_of(slot: Slot) -> str:
    """A time as forms send it."""
    return slot.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(slot: Slot, looked: Looked, zone_name: str) -> str:
    """A clock time, with its day where it is another's and its offset where the clock shows it twice."""
    zone = zone_named(zone_name)
    said = filters.clock_time(slot.starts_at, zone_name)
    if is_shown_twice(slot.starts_at, zone):
        said = f"{said} ({offset_name(slot.starts_at, zone)})"
    if wall_clock(slot.starts_at, zone).date() != looked.wall.date():
        said = f"{filters.weekday(slot.starts_at, zone_name)}, {said}"
    return said
