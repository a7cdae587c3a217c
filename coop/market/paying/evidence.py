"""A booking in plain words, for a bank that asks whether its card payment was right.

In English, which every bank reads; the address stays out of it, and no name but those the client knows.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course, course
from coop.market.messages.queries import conversation
from coop.market.references import grouped
from coop.money.cards.evidence import evidence
from coop.money.payments.queries import entries_of

MOST_MESSAGES = 30


@evidence
def booking_said(session: Session, subject: str) -> str:
    """Times, terms, what was said and what was posted; empty when there is no such booking."""
    found = course(session, subject.removeprefix("booking:"))
    if found is None:
        return ""
    booking = found.booking
    lines = [
        f"Booking {grouped(booking.reference)}: {booking.listing.title}, with {booking.worker.display_name}.",
        f"Agreed time: {_moment(booking.starts_at, found)} to {_moment(booking.ends_at, found)}.",
        f"Price agreed, all in: {_amount(booking.price_cents)}. Cancellation terms: {booking.cancellation_tier}.",
        f"Slot taken by the client: {_moment(booking.held_at, found)}.",
    ]
    for what, at in (
        ("Confirmed by the client", booking.requested_at),
        ("Accepted by the worker", found.acceptance.accepted_at if found.acceptance else None),
        ("Cancelled", found.cancellation.cancelled_at if found.cancellation else None),
        ("Said not to have taken place", found.no_show.reported_at if found.no_show else None),
    ):
        if at is not None:
            lines.append(f"{what}: {_moment(at, found)}.")
    if found.completion is not None:
        by = found.side_of(found.completion.confirmed_by_id)
        who = by.value if by else "co-op"
        lines.append(f"Work done, as the {who} said: {_moment(found.completion.confirmed_at, found)}.")
    messages = conversation(session, booking.id, limit=MOST_MESSAGES)
    if messages:
        lines += ["", "Messages between the two:"]
        for one in messages:
            side = found.side_of(one.author_id)
            lines.append(f"{_moment(one.written_at, found)}, {side.value if side else 'somebody'}: {one.body}")
    numbers = ", ".join(str(number) for number in entries_of(session, subject))
    return "\n".join([*lines, "", f"Public ledger entries: {numbers}."])


def _moment(at: dt.datetime, found: Course) -> str:
    return f"{at.astimezone(ZoneInfo(found.booking.timezone)):%Y-%m-%d %H:%M %Z}"


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
