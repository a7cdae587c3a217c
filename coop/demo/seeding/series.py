"""A series in the demo: the same cleaning every week, some of it done, some to come."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.demo.content.people import areas, people
from coop.demo.seeding import courses
from coop.demo.seeding.calendar import DAY
from coop.demo.seeding.plan import FIRST_CLIENT, Ending, Planned
from coop.demo.seeding.story import Story
from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.availability.queries import slots_offered
from coop.market.bookings.actions import Ask
from coop.market.bookings.series import actions, queries
from coop.market.bookings.series.models import Series
from coop.market.bookings.series.queries import SeriesCourse
from coop.market.bookings.series.rules import Rhythm, rule_of
from coop.market.listings.models import Listing
from coop.market.prices.rules import PriceTier
from coop.people.persons.models import Person

_CLEANING = "Home cleaning, your products or mine"
_VISITS, _MINUTES = 6, 120
_BOOKED_DAYS_AGO, _FIRST_DAYS_AGO = 22, 18


def plan(story: Story) -> None:
    """Booked three weeks ago, so that three visits are over."""
    day = story.calendar.today - _BOOKED_DAYS_AGO * DAY
    story.at(story.calendar.on(day, 18, 40), lambda session, at: _books(story, session, at))


def _books(story: Story, session: Session, at: dt.datetime) -> None:
    client = story.person(session, FIRST_CLIENT)
    listing = session.get_one(Listing, story.listings[_CLEANING])
    series = _held(session, story, listing, client, at)
    found = _found(session, series)
    home = next(each.area for each in people().clients if each.name == FIRST_CLIENT)
    actions.fill_in_series(
        session, found, address=f"{areas()[home].streets[0]} 12, {areas()[home].label}",
        note="The key is with the neighbour on the second floor.", payment_method="cash",
    )  # fmt: skip
    actions.confirm_series(session, found, client=client, at=at + dt.timedelta(minutes=6))
    for course in found.courses:
        booking = course.booking
        day = wall_clock(booking.starts_at, zone_named(listing.timezone)).date()
        ending = Ending.COMPLETED if booking.ends_at < story.calendar.now - DAY else Ending.UPCOMING
        courses.take_course(story, Planned(day, _BOOKED_DAYS_AGO, ending), booking, at + dt.timedelta(minutes=7))


def _held(session: Session, story: Story, listing: Listing, client: Person, at: dt.datetime) -> Series:
    """The first time of a week at which, or near which, all visits are free."""
    zone, first = zone_named(listing.timezone), story.calendar.today - _FIRST_DAYS_AGO * DAY
    for slot in slots_offered(session, listing, first, 7, _MINUTES, at):
        rule = rule_of(Rhythm.WEEKLY, wall_clock(slot.starts_at, zone), zone, count=_VISITS)
        dates = queries.dates_from(listing.timezone, rule, slot.starts_at, most=_VISITS)
        looked = queries.preview(session, listing, dates, minutes=_MINUTES, at=at)
        chosen = {each.number: each.choices[0].starts_at for each in looked if each.choices}
        if len(chosen) == _VISITS:
            ask = Ask(starts_at=slot.starts_at, minutes=_MINUTES, quantity=1, tier=PriceTier.STANDARD)
            return actions.hold_series(session, listing, ask, rule, chosen, client=client, at=at)
    raise RuntimeError(f"no week is free for a series of {listing.title}")


def _found(session: Session, series: Series) -> SeriesCourse:
    found = queries.series_named(session, series.reference, lock=True)
    if found is None:
        raise LookupError(series.reference)
    return found
