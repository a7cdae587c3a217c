"""Series for tests, each in one line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.bookings.actions import Ask
from coop.market.bookings.series import actions
from coop.market.bookings.series.models import Series
from coop.market.bookings.series.queries import SeriesCourse, dates_from, series_named
from coop.market.bookings.series.rules import Rhythm, rule_of
from coop.market.listings.models import Listing
from coop.people.persons.models import Person
from tests.factories import NOW, make_person
from tests.market.bookings.factories import TOMORROW, make_listing

WEEK = dt.timedelta(days=7)


def make_rule(listing: Listing, *, visits: int = 4, rhythm: Rhythm = Rhythm.WEEKLY, starts_at=TOMORROW) -> str:
    """A rule from a moment on, by the listing's clock."""
    zone = zone_named(listing.timezone)
    return rule_of(rhythm, wall_clock(starts_at, zone), zone, count=visits)


def make_held_series(
    session: Session,
    listing: Listing | None = None,
    *,
    client: Person | None = None,
    visits: int = 4,
    rhythm: Rhythm = Rhythm.WEEKLY,
    starts_at: dt.datetime = TOMORROW,
    left_out: tuple[int, ...] = (),
    elsewhere: dict[int, dt.datetime] | None = None,
    at: dt.datetime = NOW,
) -> Series:
    """A series that is held: two hours a visit, from a Tuesday at 10 in Paris on, four weeks."""
    listing = listing or make_listing(session)
    rule = make_rule(listing, visits=visits, rhythm=rhythm, starts_at=starts_at)
    dates = dates_from(listing.timezone, rule, starts_at, most=99)
    chosen = {date.number: date.instants[0] for date in dates if date.number not in left_out} | (elsewhere or {})
    return actions.hold_series(session, listing, Ask(starts_at, 120), rule, chosen, client=client, at=at)


def make_series(
    session: Session,
    listing: Listing | None = None,
    *,
    client: Person | None = None,
    payment_method: str = "cash",
    accepted: bool = False,
    at: dt.datetime = NOW,
    **asked,
) -> SeriesCourse:
    """A series asked for; accepted too when told so."""
    client = client or make_person(session)
    found = the_series(session, make_held_series(session, listing, client=client, at=at, **asked))
    actions.fill_in_series(session, found, address="31 Toad Lane", note="Ring twice", payment_method=payment_method)
    actions.confirm_series(session, found, client=client, at=at)
    if accepted and found.waiting(at):
        actions.accept_series(session, found, by=found.series.worker, at=at)
    return found


def the_series(session: Session, series: Series) -> SeriesCourse:
    """The series with its visits, fresh from the database."""
    found = series_named(session, series.reference, lock=True)
    assert found is not None
    return found
