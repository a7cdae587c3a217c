"""The bookings: a slot that is free is found, held and asked for; then everything takes its planned course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from coop.demo.content.offers import Offer, offers
from coop.demo.content.people import areas, people
from coop.demo.content.speech import words
from coop.demo.seeding import courses
from coop.demo.seeding.calendar import DAY, HOUR
from coop.demo.seeding.plan import FIRST_WORK_AFTER_DAYS, Ending, Planned, bookings
from coop.demo.seeding.story import Deed, Story
from coop.market.availability.queries import slots_offered
from coop.market.bookings import actions
from coop.market.bookings.actions import Ask
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import locked_course
from coop.market.listings.models import Listing
from coop.market.prices.listed import lengths, units
from coop.market.prices.rules import PriceTier
from coop.people.persons.models import Person

_TIERS = (PriceTier.SUPPORTED, *[PriceTier.STANDARD] * 3, PriceTier.SOLIDARITY)
_NEAR = (0, 1, -1, 2, -2)
_CASH_SHARE, _REGULARS_SHARE = 0.5, 0.3
_PARTY_GUESTS = 12


def plan(story: Story) -> None:
    """Each booking at the moment its client sits down to make it."""
    for planned in bookings(story.calendar, story.dice):
        story.at(_booked_at(story, planned), _books(story, planned))


def _booked_at(story: Story, planned: Planned) -> dt.datetime:
    minute = story.dice.randrange(60)
    if planned.ending is Ending.REQUESTED:
        return story.calendar.now - story.dice.randint(1, 7) * HOUR - dt.timedelta(minutes=minute)
    day = max(planned.day - planned.lead * DAY, story.calendar.founded + (FIRST_WORK_AFTER_DAYS - 2) * DAY)
    return story.calendar.on(day, story.dice.randint(7, 21), minute)


def _books(story: Story, planned: Planned) -> Deed:
    def books(session: Session, at: dt.datetime) -> None:
        client = _client(session, story, planned)
        booking = next(_held(session, story, planned, client, at), None)
        if booking is None:
            raise RuntimeError(f"nobody is free for {planned}")
        course = locked_course(session, booking.reference)
        if course is None:
            raise LookupError(booking.reference)
        actions.fill_in(
            session, course, address=_address(story, client, booking), note=story.dice.choice(words()["notes"]),
            payment_method=_method(story, planned, booking.listing),
        )
        actions.confirm(session, course, client=client, at=at + dt.timedelta(minutes=4))
        courses.follow(story, planned, booking, at + dt.timedelta(minutes=5))

    return books


def _held(session: Session, story: Story, planned: Planned, client: Person, at: dt.datetime) -> Iterator[Booking]:
    """A hold on the first slot found among the listings that fit, in random order."""
    fitting = [offer for offer in offers() if _fits(story, planned, offer, at)]
    story.dice.shuffle(fitting)
    for offer in fitting:
        listing = session.get_one(Listing, story.listings[offer.title])
        minutes, quantity = _size(story, listing)
        lasting = minutes if listing.price_kind == "hour" else listing.min_minutes * quantity
        tier = story.dice.choice(_TIERS) if listing.sliding_scale else PriceTier.STANDARD
        for away in _NEAR:
            day = planned.day + away * DAY
            if not _may_be_on(story, planned, day):
                continue
            slots = slots_offered(session, listing, day, 1, lasting, at)
            if slots:
                starts_at = story.dice.choice(slots).starts_at
                ask = Ask(starts_at=starts_at, minutes=minutes, quantity=quantity, tier=tier)
                try:
                    yield actions.hold(session, listing, ask, client=client, at=at)
                except actions.NotBookable:  # an applicant whom nobody can book yet
                    break


def _fits(story: Story, planned: Planned, offer: Offer, at: dt.datetime) -> bool:
    wanted: tuple[Callable[[Offer], bool], ...] = (
        lambda offer: offer.title in story.listings,
        lambda offer: not planned.worker or offer.worker == planned.worker,
        lambda offer: not planned.tiers or offer.tier in planned.tiers,
        lambda offer: not planned.by_request or not offer.instant,
        lambda offer: at + (offer.notice_hours + 10) * HOUR < story.calendar.on(planned.day, 8) + DAY,
        lambda offer: offer.worker != "farid" or planned.ending in (Ending.COMPLETED, Ending.UPCOMING),
    )
    return all(test(offer) for test in wanted)


def _may_be_on(story: Story, planned: Planned, day: dt.date) -> bool:
    if planned.ending in (Ending.UPCOMING, Ending.REQUESTED):
        return day > story.calendar.today
    return story.calendar.founded < day < story.calendar.today


def _size(story: Story, listing: Listing) -> tuple[int, int]:
    """Minutes and units asked for; short jobs are more common than long ones."""
    dice = story.dice
    if listing.price_kind == "hour":
        halves = [minutes for minutes in lengths(listing).choices if minutes % 30 == 0] or [listing.min_minutes]
        return halves[min(dice.randrange(len(halves)), dice.randrange(len(halves)))], 1
    most = units(listing).most
    if listing.unit_name == "guest":
        return 0, dice.randint(_PARTY_GUESTS, min(most, 2 * _PARTY_GUESTS))
    return 0, dice.randint(1, min(most, 5))


def _client(session: Session, story: Story, planned: Planned) -> Person:
    known = [client.name for client in people().clients if client.name in story.people]
    # Whoever came first has booked most; the first of all is the one a reader can be.
    first, second = story.dice.randrange(len(known)), story.dice.randrange(len(known))
    chosen = min(first, second) if story.dice.random() < _REGULARS_SHARE else first
    return story.person(session, planned.client or known[chosen])


def _address(story: Story, client: Person, booking: Booking) -> str:
    if booking.listing.place_kind != "travel":
        return ""
    home = next(each.area for each in people().clients if story.people[each.name] == client.id)
    area = areas()[home]
    # The same client lives in the same street each time.
    return f"{area.streets[client.id % len(area.streets)]} {client.id * 7 % 60 + 1}, {area.label}"


def _method(story: Story, planned: Planned, listing: Listing) -> str:
    offered = actions.methods(listing)
    if planned.held_money or "cash" not in offered:
        return "transfer"
    return "cash" if story.dice.random() < _CASH_SHARE else "transfer"
