"""The listings: drafted, priced, placed, pictured and published by their workers, with the hours they keep."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from sqlalchemy.orm import Session

from coop.demo.content.offers import Offer, categories, offers
from coop.demo.content.people import Member, areas, people
from coop.demo.photos import PHOTOS, photo
from coop.demo.seeding.calendar import DAY
from coop.demo.seeding.people import APPLIED_BEFORE
from coop.demo.seeding.story import Deed, Story
from coop.market.availability.actions import set_week
from coop.market.availability.hours import Shift
from coop.market.categories.actions import add as add_category
from coop.market.categories.actions import plant
from coop.market.categories.models import Category
from coop.market.categories.queries import tree
from coop.market.listings import actions as listings
from coop.market.listings import pictures
from coop.market.listings.models import Listing
from coop.market.teams.actions import propose, say

_BUFFER_AFTER_MINUTES = 30  # the way to the next door
_HORIZON_DAYS = 60
_TEAM = ("amira", "joon", "End-of-lease clean, two people")


def plan(story: Story) -> None:
    """Categories on the first day; each worker's listings within two weeks of joining."""
    story.at(story.calendar.days_in(0, 11), _plant)
    cast = people()
    for member in (*cast.members, *cast.applicants):
        came = _came(story, member)
        story.at(came + dt.timedelta(hours=3), _keeps_hours(story, member))
        mine = [offer for offer in offers() if offer.worker == member.key]
        for number, offer in enumerate(mine):
            story.at(came + number * 3 * DAY + dt.timedelta(hours=4), _lists(story, offer))
    lead, other, title = _TEAM
    story.at(story.calendar.now - dt.timedelta(hours=20), _asks_into_a_team(story, title, lead, other))
    story.at(story.calendar.now - dt.timedelta(hours=18), _says_yes(story, title, other))


def _came(story: Story, member: Member) -> dt.datetime:
    """Founders on the first day; the others when they apply, for probation is served by bookings."""
    if member.joined is None:
        return story.calendar.now - member.applied_days_ago * DAY
    return story.calendar.days_in(member.joined, 18) - APPLIED_BEFORE if member.joined else story.calendar.days_in(0, 9)


def _plant(session: Session, _at: dt.datetime) -> None:
    plant(session)
    for new in categories():
        parent = session.get_one(Category, tree(session).by_key[new.parent].id)
        add_category(session, name=new.name, parent=parent, drawing=new.drawing)


def _keeps_hours(story: Story, member: Member) -> Deed:
    def keeps_hours(session: Session, _at: dt.datetime) -> None:
        week: dict[int, list[Shift]] = {}
        for shift in member.hours:
            week.setdefault(shift.weekday, []).append(Shift(shift.start_minute, shift.end_minute))
        set_week(session, story.person(session, member.key), shifts=week)

    return keeps_hours


def _asks_into_a_team(story: Story, title: str, lead: str, other: str) -> Deed:
    def asks(session: Session, at: dt.datetime) -> None:
        listing, owner = session.get_one(Listing, story.listings[title]), story.person(session, lead)
        both = [(owner.id, 1), (story.people[other], 1)]
        propose(session, listing, both, by=owner, at=at)

    return asks


def _says_yes(story: Story, title: str, who: str) -> Deed:
    def says_yes(session: Session, at: dt.datetime) -> None:
        listing = session.get_one(Listing, story.listings[title])
        say(session, listing, by=story.person(session, who), accepted=True, at=at)

    return says_yes


def _lists(story: Story, offer: Offer) -> Deed:
    def lists(session: Session, at: dt.datetime) -> None:
        worker = story.person(session, offer.worker)
        category = tree(session).by_key[offer.category]
        listing = listings.draft(
            session, worker, category_id=category.id, title=offer.title, description=offer.text.strip(), at=at
        )
        listings.set_price(
            session, listing, kind=offer.price_kind, cents=offer.price_cents, low_cents=offer.low_cents,
            high_cents=offer.high_cents, unit_name=offer.unit, min_minutes=offer.minutes[0],
            max_minutes=offer.minutes[1],
        )
        area = areas().get(offer.area)
        listings.set_place(
            session, listing, kind=offer.place, label=area.label if area else "",
            latitude=area.latitude if area else None, longitude=area.longitude if area else None,
            radius_km=offer.radius_km,
        )
        listings.set_terms(
            session, listing, instant=offer.instant, notice_minutes=offer.notice_hours * 60,
            horizon_days=_HORIZON_DAYS, buffer_after_minutes=_BUFFER_AFTER_MINUTES,
            cancellation_tier=offer.tier, accepts_cash=offer.place != "remote", accepts_transfer=True,
        )
        if offer.photo:
            drawn = pictures.redraw(BytesIO(photo(offer.photo)))
            pictures.keep(story.uploads, drawn)
            pictures.add(session, listing, drawn, alt=PHOTOS[offer.photo].alt)
        listings.publish(session, listing, at=at)
        story.listings[offer.title] = listing.id

    return lists
