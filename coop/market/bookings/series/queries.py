"""Reading a series with its visits and all that became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from coop.market.availability import queries as availability
from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.availability.rules import Refusal
from coop.market.availability.rules import refusal as judge
from coop.market.availability.spans import Slot
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, courses_of
from coop.market.bookings.series import charging
from coop.market.bookings.series.models import Series, SeriesAnswer, SeriesEnd, SeriesVisit
from coop.market.bookings.series.preview import REACH_DAYS, Looked, look
from coop.market.bookings.series.rules import Date, dates_of
from coop.market.bookings.states import Side, State, Step
from coop.market.listings.models import Listing
from coop.policies.in_force import in_force

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Visit:
    """One visit: which date of the rule it stands for, and its booking with its records."""

    number: int
    planned_at: dt.datetime
    course: Course

    @property
    def was_put_elsewhere(self) -> bool:
        """Whether it is at another time than the rule's, chosen in the preview or agreed on later."""
        return self.course.booking.starts_at != self.planned_at


@dataclass
class SeriesCourse:
    """A series, its visits in the order of their dates, and its own records; those that are not there are None."""

    series: Series
    visits: list[Visit]
    answer: SeriesAnswer | None = None
    end: SeriesEnd | None = None

    @property
    def courses(self) -> list[Course]:
        return [visit.course for visit in self.visits]

    def side_of(self, person_id: int) -> Side | None:
        """Which party a person is, None for a stranger."""
        if person_id == self.series.worker_id:
            return Side.WORKER
        return Side.CLIENT if person_id == self.series.client_id else None

    def in_state(self, at: dt.datetime, *states: State) -> list[Course]:
        """The visits that stand so."""
        return [each for each in self.courses if each.state(at) in states]

    def waiting(self, at: dt.datetime) -> list[Course]:
        """Visits that the worker can still take."""
        return [each for each in self.courses if Step.ACCEPT in each.steps(Side.WORKER, at)]

    def remaining(self, side: Side, at: dt.datetime) -> list[Course]:
        """Visits that have not begun and that this side can cancel."""
        return [each for each in self.courses if at < each.booking.starts_at and Step.CANCEL in each.steps(side, at)]

    def next(self, at: dt.datetime) -> Course | None:
        """The next visit that stands or is asked for."""
        ahead = [each for each in self.in_state(at, State.ACCEPTED, State.REQUESTED) if each.booking.ends_at > at]
        return min(ahead, key=lambda each: each.booking.starts_at, default=None)


def series_named(session: Session, reference: str, *, lock: bool = False) -> SeriesCourse | None:
    """The series of a reference with its visits. `lock` for a step: another one at the same time waits.

    The series' own row is locked first, then its bookings in order, each by a statement of its own.
    """
    if lock:
        session.execute(select(Series.id).where(Series.reference == reference).with_for_update(key_share=True))
    query = select(Series).where(Series.reference == reference)
    query = query.options(joinedload(Series.listing), joinedload(Series.worker), joinedload(Series.client))
    series = session.execute(query, execution_options={"populate_existing": lock}).scalar_one_or_none()
    if series is None:
        return None
    links = session.execute(
        select(SeriesVisit.booking_id, SeriesVisit.number, SeriesVisit.planned_at)
        .where(SeriesVisit.series_id == series.id)
        .order_by(SeriesVisit.number)
    ).all()
    found = courses_of(session, [link.booking_id for link in links], lock=lock)
    return SeriesCourse(
        series,
        [Visit(number, planned_at, found[booking_id]) for booking_id, number, planned_at in links],
        session.get(SeriesAnswer, series.id),
        session.get(SeriesEnd, series.id),
    )


@dataclass(frozen=True)
class Place:
    """Where a booking stands in its series: the `place`th of `visits`, both counted without dates left out."""

    reference: str
    recurrence: str
    place: int
    visits: int


def places_of(session: Session, booking_ids: Iterable[int]) -> Mapping[int, Place]:
    """By booking id, those that are visits of a series; one query."""
    wanted = set(booking_ids)
    if not wanted:
        return {}
    mine = select(SeriesVisit.series_id).where(SeriesVisit.booking_id.in_(wanted))
    numbered = (
        select(
            SeriesVisit.booking_id,
            SeriesVisit.series_id,
            func.row_number().over(partition_by=SeriesVisit.series_id, order_by=SeriesVisit.number).label("place"),
            func.count().over(partition_by=SeriesVisit.series_id).label("visits"),
        )
        .where(SeriesVisit.series_id.in_(mine))
        .subquery()
    )
    query = (
        select(numbered.c.booking_id, Series.reference, Series.recurrence, numbered.c.place, numbered.c.visits)
        .join(Series, Series.id == numbered.c.series_id)
        .where(numbered.c.booking_id.in_(wanted))
    )
    return {booking_id: Place(*rest) for booking_id, *rest in session.execute(query)}


def place_of(session: Session, booking_id: int) -> Place | None:
    """The same of one booking."""
    return places_of(session, [booking_id]).get(booking_id)


def charge_days(session: Session, at: dt.datetime) -> int:
    """How many days before a visit it is charged to a kept card (rule ``series.charge_days``)."""
    return in_force(session, "series.charge_days", at).whole


def charged_from(session: Session, booking: Booking, at: dt.datetime) -> dt.datetime | None:
    """From when on a visit may be charged to a kept card; None for a booking that is no visit of a series."""
    if place_of(session, booking.id) is None:
        return None
    return charging.charged_from(booking.starts_at, days=charge_days(session, at))


def preview(
    session: Session,
    listing: Listing,
    dates: Sequence[Date],
    *,
    minutes: int,
    at: dt.datetime,
    besides: Collection[int] = (),
) -> list[Looked]:
    """Each date of a series as it stands, with other times where it is not free; four queries in all.

    `besides` are bookings that are in nobody's way: what the client holds from looking before.
    """
    if not dates:
        return []
    around = (REACH_DAYS + 4) * DAY
    since = dt.datetime.combine(dates[0].wall, dt.time(), tzinfo=dt.UTC) - around
    until = dt.datetime.combine(dates[-1].wall, dt.time(), tzinfo=dt.UTC) + around
    return look(
        dates,
        availability.hours_of(session, listing.worker_id),
        availability.slot_terms(listing),
        availability.busy_spans(session, listing.worker_id, since, until, at, besides=besides),
        zone=zone_named(listing.timezone),
        minutes=minutes,
        at=at,
    )


def refusals(
    session: Session, listing: Listing, slots: Mapping[int, Slot], *, at: dt.datetime
) -> dict[int, Refusal]:
    """Why slots of a listing cannot be booked at `at`, by their keys; those that can are not in it. Three queries."""
    if not slots:
        return {}
    hours, terms = availability.hours_of(session, listing.worker_id), availability.slot_terms(listing)
    since, until = min(slot.starts_at for slot in slots.values()), max(slot.ends_at for slot in slots.values())
    busy = availability.busy_spans(session, listing.worker_id, since - DAY, until + DAY, at)
    judged = {number: judge(hours, terms, busy, slot, at=at) for number, slot in slots.items()}
    return {number: refused for number, refused in judged.items() if refused is not None}


def dates_from(zone_name: str, rule: str, starts_at: dt.datetime, *, most: int) -> list[Date]:
    """The dates of a rule by the clock of a place, from an instant on."""
    zone = zone_named(zone_name)
    return dates_of(rule, wall_clock(starts_at, zone), zone, most=most)
