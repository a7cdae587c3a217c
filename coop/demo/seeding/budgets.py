"""The members' budget: one for the second period, made anew when insurance cost more, and one for what follows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.demo.content.fund import given
from coop.demo.seeding.calendar import DAY
from coop.demo.seeding.story import Deed, Story
from coop.ledger.chart import INSURANCE
from coop.money.budgets.actions import record_budget

_TREASURER = "bruno"
_DEARER = 18_000
_NEXT_DAYS = 122


def plan(story: Story) -> None:
    """Recorded on the first day; the second version a month later."""
    lines: dict[str, int] = given()["budget"]
    period = story.calendar.second_period
    after = (period[1] + DAY, period[1] + _NEXT_DAYS * DAY)
    first = story.calendar.on(period[0])
    story.at(first, _records(story, period, lines, 0))
    story.at(first + 30 * DAY, _records(story, period, {**lines, INSURANCE: _DEARER}, 1))
    story.at(story.calendar.on(after[0]), _records(story, after, lines, 0))


def _records(story: Story, days: tuple[dt.date, dt.date], lines: dict[str, int], replaces: int) -> Deed:
    def records(session: Session, at: dt.datetime) -> None:
        record_budget(
            session, opens_on=days[0], closes_on=days[1], lines=lines, replaces=replaces, decision=None,
            recorded_by=story.person(session, _TREASURER), at=at,
        )

    return records
