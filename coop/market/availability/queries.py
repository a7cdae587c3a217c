"""Which times of a worker are free: the rules of this folder over the hours and claims in the database.

A listing is anything with the terms of one (`Bookable`), so that listings may ask here and not the reverse.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coop.market.availability import rules
from coop.market.availability.hours import Hours, Shift
from coop.market.availability.local_time import zone_named
from coop.market.availability.models import DateException, SlotClaim, WeeklyHours
from coop.market.availability.rules import Refusal, SlotTerms
from coop.market.availability.spans import Slot, Span
from coop.market.teams.queries import workers_of as teamed
from coop.people.persons.models import Person

DAY = dt.timedelta(days=1)


class Bookable(Protocol):
    """What of a listing decides when it can be booked; `Listing` is one. Read-only."""

    @property
    def id(self) -> int: ...
    @property
    def worker_id(self) -> int: ...
    @property
    def has_team(self) -> bool: ...
    @property
    def min_minutes(self) -> int: ...
    @property
    def notice_minutes(self) -> int: ...
    @property
    def horizon_days(self) -> int: ...
    @property
    def buffer_before_minutes(self) -> int: ...
    @property
    def buffer_after_minutes(self) -> int: ...


def slot_terms(listing: Bookable) -> SlotTerms:
    """The terms of a listing as the rules take them."""
    return SlotTerms(
        buffer_before_minutes=listing.buffer_before_minutes,
        buffer_after_minutes=listing.buffer_after_minutes,
        notice_minutes=listing.notice_minutes,
        horizon_days=listing.horizon_days,
    )


def busy_spans(
    session: Session,
    worker_id: int,
    since: dt.datetime,
    until: dt.datetime,
    at: dt.datetime,
    *,
    besides: int | Collection[int] | None = None,
) -> list[Span]:
    """What is taken of a worker's time between two moments: claims that stand at `at`, in order.

    Buffers are included. `besides` leaves out the claim of one booking, or of some: where could it move to?
    """
    return busy_of_all(session, [worker_id], since, until, at, besides=besides)[worker_id]


def busy_of_all(
    session: Session,
    worker_ids: Iterable[int],
    since: dt.datetime,
    until: dt.datetime,
    at: dt.datetime,
    *,
    besides: int | Collection[int] | None = None,
) -> dict[int, list[Span]]:
    """`busy_spans` of many workers in one query."""
    query = (
        select(SlotClaim.worker_id, SlotClaim.padded_from, SlotClaim.padded_until)
        .where(
            SlotClaim.worker_id.in_(set(worker_ids)),
            SlotClaim.padded_until > since,
            SlotClaim.padded_from < until,
            or_(SlotClaim.expires_at.is_(None), SlotClaim.expires_at > at),
        )
        .order_by(SlotClaim.worker_id, SlotClaim.padded_from)
    )
    if besides is not None:
        query = query.where(SlotClaim.booking_id.not_in([besides] if isinstance(besides, int) else besides))
    found: dict[int, list[Span]] = defaultdict(list)
    for worker_id, begins, finishes in session.execute(query):
        found[worker_id].append(Span(begins, finishes))
    return found


def hours_of(session: Session, worker_id: int) -> Hours:
    """A worker's hours, in the worker's own zone; nobody's hours raise KeyError."""
    return hours_of_all(session, [worker_id])[worker_id]


def hours_of_all(session: Session, worker_ids: Iterable[int]) -> dict[int, Hours]:
    """`hours_of` of many workers in three queries."""
    wanted = set(worker_ids)
    weekly: dict[int, dict[int, list[Shift]]] = defaultdict(lambda: defaultdict(list))
    exceptions: dict[int, dict[dt.date, list[Shift]]] = defaultdict(lambda: defaultdict(list))
    week = select(
        WeeklyHours.worker_id, WeeklyHours.weekday, WeeklyHours.start_minute, WeeklyHours.end_minute
    ).where(WeeklyHours.worker_id.in_(wanted))
    for worker_id, weekday, start, end in session.execute(week.order_by(WeeklyHours.start_minute)):
        weekly[worker_id][weekday].append(Shift(start, end))
    days = select(
        DateException.worker_id, DateException.day, DateException.start_minute, DateException.end_minute
    ).where(DateException.worker_id.in_(wanted))
    for worker_id, day, opens, closes in session.execute(days.order_by(DateException.start_minute)):
        open_then = exceptions[worker_id][day]  # a closed day is an empty list, so it must come to be
        if opens is not None and closes is not None:
            open_then.append(Shift(opens, closes))
    zones = session.execute(select(Person.id, Person.timezone).where(Person.id.in_(wanted)))
    return {
        worker_id: Hours(zone_named(zone), weekly.get(worker_id, {}), exceptions.get(worker_id, {}))
        for worker_id, zone in zones
    }


def workers_of(session: Session, listings: Iterable[Bookable]) -> dict[int, list[int]]:
    """`listing -> people` whose time a booking takes, the lead first; nobody while a team is not agreed."""
    listings = list(listings)
    teams = teamed(session, [each.id for each in listings]) if (any(each.has_team for each in listings)) else {}
    return {each.id: teams.get(each.id, []) if each.has_team else [each.worker_id] for each in listings}


def slots_offered(
    session: Session,
    listing: Bookable,
    day_from: dt.date,
    days: int,
    minutes: int,
    at: dt.datetime,
    *,
    besides: int | None = None,
) -> list[Slot]:
    """The slots of so many minutes that start on `days` dates from `day_from` on (the worker's dates).

    Of a team's listing, those of the lead's hours in which all the others are free too.
    """
    workers = workers_of(session, [listing])[listing.id]
    if not workers:
        return []
    last = day_from + (days - 1) * DAY
    since = dt.datetime.combine(day_from, dt.time(), tzinfo=dt.UTC) - 2 * DAY
    busy = busy_of_all(session, workers, since, since + (days + 4) * DAY, at, besides=besides)
    hours, terms = hours_of_all(session, workers), slot_terms(listing)
    lead, *others = workers
    slots = rules.offered(
        hours[lead], terms, busy.get(lead, ()), minutes=minutes, at=at, first_day=day_from, last_day=last
    )
    return [slot for slot in slots if _all_free(others, hours, terms, busy, slot, at)]


def _all_free(
    workers: Iterable[int], hours: Mapping[int, Hours], terms: SlotTerms, busy: Mapping[int, list[Span]], slot: Slot,
    at: dt.datetime,
) -> bool:  # fmt: skip
    return all(rules.is_offered(hours[one], terms, busy.get(one, ()), slot, at=at) for one in workers)


def refusal(
    session: Session, listing: Bookable, slot: Slot, at: dt.datetime, *, besides: int | None = None
) -> Refusal | None:
    """Why this slot of a listing cannot be booked at `at`, None when it can; judged without any list.

    Of a team's listing, the first reason that any of them has; a team that is not agreed is closed.
    """
    workers = workers_of(session, [listing])[listing.id]
    if not workers:
        return Refusal.CLOSED
    hours = hours_of_all(session, workers)
    kept_free = slot.padded(listing.buffer_before_minutes, listing.buffer_after_minutes)
    busy = busy_of_all(session, workers, kept_free.starts_at, kept_free.ends_at, at, besides=besides)
    found = (rules.refusal(hours[one], slot_terms(listing), busy.get(one, ()), slot, at=at) for one in workers)
    return next((reason for reason in found if reason is not None), None)


def is_offered(session: Session, listing: Bookable, slot: Slot, at: dt.datetime) -> bool:
    """Whether exactly this slot can be booked at `at`."""
    return refusal(session, listing, slot, at) is None


def next_free(session: Session, listings: Sequence[Bookable], at: dt.datetime) -> dict[int, Slot | None]:
    """The first slot of each listing, of its least length, by listing id; four queries in all, one more for teams."""
    if not listings:
        return {}
    workers_by = workers_of(session, listings)
    workers = {worker for each in workers_by.values() for worker in each}
    horizon = max(listing.horizon_days for listing in listings)
    busy = busy_of_all(session, workers, at - DAY, at + (horizon + 3) * DAY, at)
    hours = hours_of_all(session, workers)
    return {listing.id: _first_free(listing, workers_by[listing.id], hours, busy, at) for listing in listings}


def free_on(session: Session, listings: Sequence[Bookable], day: dt.date, at: dt.datetime) -> set[int]:
    """Ids of the listings with a slot of their least length on a day of the lead's; as many queries as `next_free`."""
    workers_by = workers_of(session, listings)
    workers = {worker for each in workers_by.values() for worker in each}
    since = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) - 2 * DAY
    hours, busy = hours_of_all(session, workers), busy_of_all(session, workers, since, since + 5 * DAY, at)
    found = set()
    for listing in listings:
        if not workers_by[listing.id]:
            continue
        (lead, *others), terms = workers_by[listing.id], slot_terms(listing)
        slots = rules.offered(
            hours[lead], terms, busy.get(lead, ()), minutes=listing.min_minutes, at=at, first_day=day, last_day=day
        )
        if any(_all_free(others, hours, terms, busy, slot, at) for slot in slots):
            found.add(listing.id)
    return found


def _first_free(
    listing: Bookable, workers: Sequence[int], hours: Mapping[int, Hours], busy: Mapping[int, list[Span]],
    at: dt.datetime,
) -> Slot | None:  # fmt: skip
    if not workers:
        return None
    (lead, *others), terms, minutes = workers, slot_terms(listing), listing.min_minutes
    if not others:
        return rules.next_free(hours[lead], terms, busy.get(lead, ()), minutes=minutes, at=at)
    slots = rules.offered(hours[lead], terms, busy.get(lead, ()), minutes=minutes, at=at)
    return next((slot for slot in slots if _all_free(others, hours, terms, busy, slot, at)), None)
