"""Stating hours: the week as a whole, and the dates that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from coop.market.availability.hours import Shift
from coop.market.availability.models import DateException, WeeklyHours
from coop.people.persons.models import Person


def set_week(session: Session, worker: Person, *, shifts: Mapping[int, Sequence[Shift]]) -> None:
    """The week from now on: weekday (0 Monday) -> shifts; a weekday left out is closed."""
    session.execute(delete(WeeklyHours).where(WeeklyHours.worker_id == worker.id))
    session.add_all(
        WeeklyHours(
            worker_id=worker.id,
            weekday=weekday,
            start_minute=shift.starts_minute,
            end_minute=shift.ends_minute,
        )
        for weekday, of_day in sorted(shifts.items())
        for shift in of_day
    )
    session.flush()


def set_days(
    session: Session, worker: Person, *, first: dt.date, last: dt.date, shifts: Iterable[Shift] = ()
) -> None:
    """Dates that differ, both inclusive: these shifts on each of them, or closed where there are none."""
    forget_days(session, worker, first=first, last=last)
    of_day: list[tuple[int | None, int | None]] = [
        (shift.starts_minute, shift.ends_minute) for shift in shifts
    ]
    for number in range((last - first).days + 1):
        for start, end in of_day or [(None, None)]:
            session.add(
                DateException(
                    worker_id=worker.id,
                    day=first + dt.timedelta(days=number),
                    start_minute=start,
                    end_minute=end,
                )
            )
    session.flush()


def forget_days(session: Session, worker: Person, *, first: dt.date, last: dt.date) -> None:
    """Let dates be as the week has them again."""
    session.execute(
        delete(DateException).where(
            DateException.worker_id == worker.id, DateException.day >= first, DateException.day <= last
        )
    )
    session.flush()
