"""From a free slot to a booking asked for: hold, fill in, confirm."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from coop.market.availability import queries as availability
from coop.market.availability.models import SlotClaim
from coop.market.availability.rules import Refusal
from coop.market.availability.spans import Slot
from coop.market.bookings import telling
from coop.market.bookings.actions import claims
from coop.market.bookings.actions.answering import stand
from coop.market.bookings.actions.claims import NotOffered, SlotTaken
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.market.bookings.states import NotOpen, State, Step
from coop.market.listings.models import Listing
from coop.market.prices.listed import job
from coop.market.prices.rules import PriceTier, Quote
from coop.market.references import new_reference
from coop.market.teams.queries import team_of
from coop.money.payments.entries import subject_of
from coop.money.split.rules import fee_cents
from coop.money.teams.actions import fix_shares
from coop.people.persons.models import Person
from coop.people.standing.queries import standing_of
from coop.policies.in_force import in_force


class NotBookable(ValueError):
    """The listing takes no bookings: a draft, paused, one's own, or of one who may not list."""


@dataclass(frozen=True)
class Ask:
    """What a client picked. `minutes` counts by the hour, `quantity` per unit."""

    starts_at: dt.datetime
    minutes: int = 0
    quantity: int = 1
    tier: PriceTier = PriceTier.STANDARD


def methods(listing: Listing, *, takes_cards: bool = False) -> tuple[str, ...]:
    """How a booking of this listing can be paid: by card wherever it can be paid to the co-op, if that takes cards."""
    by_card = takes_cards and listing.accepts_transfer
    offered = (("cash", listing.accepts_cash), ("card", by_card), ("transfer", listing.accepts_transfer))
    return tuple(method for method, accepted in offered if accepted)


def hold(session: Session, listing: Listing, ask: Ask, *, client: Person | None, at: dt.datetime) -> Booking:
    """Keep a slot for a client while the answers are checked (rule ``booking.hold_minutes``).

    What was asked is judged again from first principles, whatever the form said. Raises NotBookable,
    OutsideLimits, TierNotOffered, NotOffered, and SlotTaken when another was quicker.
    """
    check_bookable(session, listing, client, at)
    minutes, quote = job(listing, ask.tier, minutes=ask.minutes, quantity=ask.quantity)
    slot = Slot.lasting(ask.starts_at, minutes)
    refused = availability.refusal(session, listing, slot, at)
    if refused is not None:
        raise SlotTaken if refused is Refusal.TAKEN else NotOffered(refused)
    return hold_slot(session, listing, slot, quote, client=client, at=at)


def hold_slot(
    session: Session, listing: Listing, slot: Slot, quote: Quote, *, client: Person | None, at: dt.datetime
) -> Booking:
    """Keep a slot that was judged before at a price that was quoted; raises SlotTaken when another was quicker.

    What each of a team gets is fixed with the price.
    """
    team = team_of(session, listing.id) if listing.has_team else None
    rate = in_force(session, "fee.rate", at)
    minimum = in_force(session, "fee.minimum_cents", at)
    booking = Booking(
        reference=new_reference(),
        listing=listing,
        listing_id=listing.id,
        worker=session.get_one(Person, listing.worker_id),
        client=client,
        held_at=at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        timezone=listing.timezone,
        quantity=quote.quantity,
        price_tier=quote.tier.value,
        price_cents=quote.total_cents,
        fee_cents=fee_cents(quote.total_cents, rate.fraction, minimum.whole),
        fee_rule_id=rate.id,
        fee_minimum_rule_id=minimum.id,
        payment_method=methods(listing)[0],
        cancellation_tier=listing.cancellation_tier,
        instant=listing.instant,
        team=team.version if team else None,
    )
    session.add(booking)
    session.flush()
    if team:
        parts = [(member.person.party_id, member.parts) for member in team.members]
        fix_shares(session, subject_of(booking.reference), parts, price_cents=booking.price_cents,
                   fee_cents=booking.fee_cents)  # fmt: skip
    claims.claim(session, booking, slot, expires_at=hold_ends_at(session, at), at=at)
    return booking


def renew(session: Session, course: Course, *, at: dt.datetime) -> None:
    """Hold the slot again after the hold lapsed, at the price and terms it had; raises like `hold`."""
    booking = course.booking
    if course.state(at) is not State.LAPSED:
        raise NotOpen(Step.CONFIRM, course.state(at))
    check_bookable(session, booking.listing, booking.client, at)
    _check_team(session, booking)
    slot = Slot(booking.starts_at, booking.ends_at)
    refused = availability.refusal(session, booking.listing, slot, at, besides=booking.id)
    if refused is not None:
        raise SlotTaken if refused is Refusal.TAKEN else NotOffered(refused)
    claims.release(session, booking)
    course.claim_ends_at = hold_ends_at(session, at)
    claims.claim(session, booking, slot, expires_at=course.claim_ends_at, at=at)


def release_holds(
    session: Session, *, client: Person | None = None, references: tuple[str, ...] = ()
) -> None:
    """Give back what somebody holds and has not confirmed, so that no one is in their own way."""
    mine: list[ColumnElement[bool]] = [Booking.reference.in_(references)]
    if client is not None:  # else every visitor's hold would match a client of None
        mine.append(Booking.client_id == client.id)
    held = select(Booking.id).where(or_(*mine), Booking.requested_at.is_(None))
    session.execute(
        delete(SlotClaim).where(SlotClaim.booking_id.in_(held)).execution_options(synchronize_session=False)
    )


def fill_in(
    session: Session, course: Course, *, address: str, note: str, payment_method: str, takes_cards: bool = False
) -> None:
    """Write down where, how it is paid, and what the worker should know; ValueError for a way not offered."""
    booking = course.booking
    if booking.requested_at is not None:
        raise ValueError(f"{booking.reference} has been asked for: its answers stand")
    if payment_method not in methods(booking.listing, takes_cards=takes_cards):
        raise ValueError(f"{booking.reference} cannot be paid by {payment_method}")
    booking.address, booking.note, booking.payment_method = address, note, payment_method
    session.flush()


def confirm(session: Session, course: Course, *, client: Person, at: dt.datetime) -> None:
    """Ask the worker, or book at once where the listing says so; raises NotOpen when the hold has lapsed."""
    put(session, course, client=client, answer_by=latest_answer(session, course, at), at=at)
    if course.booking.instant:
        telling.booked(session, course, at=at)
    else:
        telling.requested(session, course, at=at)


def put(
    session: Session, course: Course, *, client: Person, answer_by: dt.datetime | None, at: dt.datetime
) -> None:
    """The same, and nobody is told. `answer_by` is None for what is booked at once."""
    booking = course.booking
    if course.state(at) is not State.HELD or booking.client_id not in (None, client.id):
        raise NotOpen(Step.CONFIRM, course.state(at))
    if client.id in claims.worker_ids(booking):
        raise NotBookable(f"{client.id} cannot book their own work")
    _check_team(session, booking)
    booking.client, booking.client_id, booking.requested_at = client, client.id, at
    booking.answer_by = answer_by
    session.flush()
    if booking.instant:
        stand(session, course, at=at)
    else:
        claims.keep(session, booking, until=booking.answer_by)


def latest_answer(session: Session, course: Course, at: dt.datetime) -> dt.datetime | None:
    """Until when a worker who is asked at `at` can answer (rule ``booking.answer_hours``): not past the start."""
    if course.booking.instant:
        return None
    hours = in_force(session, "booking.answer_hours", at).whole
    return min(at + dt.timedelta(hours=hours), course.booking.starts_at)


def check_bookable(session: Session, listing: Listing, client: Person | None, at: dt.datetime) -> None:
    """Raise NotBookable unless the listing takes bookings, and this person's; of a team, all must have agreed."""
    is_open = listing.published_at is not None and listing.paused_at is None and methods(listing)
    workers = availability.workers_of(session, [listing])[listing.id]
    own = client is not None and client.id in workers
    may = all(standing_of(session, worker, at=at).may_be_booked for worker in workers)
    if not is_open or own or not workers or not may:
        raise NotBookable(f"listing {listing.reference} takes no booking")


def _check_team(session: Session, booking: Booking) -> None:
    """Raise NotBookable when the listing's team is not the one that the hold was made with, or not agreed any more."""
    if not booking.listing.has_team and booking.team_id is None:
        return
    team = team_of(session, booking.listing_id)
    if team is None or team.version.id != booking.team_id or not team.is_agreed:
        raise NotBookable(f"the team of listing {booking.listing.reference} is another now")


def hold_ends_at(session: Session, at: dt.datetime) -> dt.datetime:
    """Until when a slot taken at `at` is kept."""
    return at + dt.timedelta(minutes=in_force(session, "booking.hold_minutes", at).whole)
