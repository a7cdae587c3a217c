"""Past bookings as rows of the market's tables, written in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from coop.db.bulk import insert_rows, next_ids
from coop.market.bookings.models import Acceptance, Booking, Completion
from coop.market.imports.models import ImportedBooking
from coop.market.imports.rules import PastBooking

TIER = "flexible"


@dataclass(frozen=True, slots=True)
class Priced:
    """A past booking with what this co-op adds to it. `method` is cash or clearing, `day` the co-op's."""

    past: PastBooking
    worker_id: int
    party_id: int
    listing_id: int
    method: str
    day: dt.date
    fee_cents: int
    rule_ids: tuple[int, int]
    """Versions of the rate and of the minimum that the fee comes from."""


def insert_bookings(session: Session, many: Sequence[Priced], *, import_id: int) -> None:
    """Write bookings with their acceptance, completion and provenance. No time is claimed: it has passed."""
    ids = next_ids(session, Booking, len(many))
    both = list(zip(ids, many, strict=True))
    insert_rows(session, Booking, [{"id": id_, **_booking(each)} for id_, each in both])
    insert_rows(session, Acceptance, [
        {"booking_id": id_, "accepted_by_id": each.worker_id, "accepted_at": each.past.starts_at}
        for id_, each in both
    ])
    insert_rows(session, Completion, [
        {"booking_id": id_, "confirmed_at": each.past.ends_at, "minutes": each.past.minutes}
        for id_, each in both
    ])
    insert_rows(session, ImportedBooking, [
        {"booking_id": id_, "import_id": import_id, "line": each.past.line, "digest": each.past.digest}
        for id_, each in both
    ])


def _booking(priced: Priced) -> dict[str, Any]:
    """When it was asked for is not known: it counts as held and requested when it began."""
    past = priced.past
    return {
        "reference": past.reference,
        "listing_id": priced.listing_id,
        "worker_id": priced.worker_id,
        "held_at": past.starts_at,
        "requested_at": past.starts_at,
        "starts_at": past.starts_at,
        "ends_at": past.ends_at,
        "timezone": past.timezone,
        "quantity": 1,
        "price_tier": "middle",
        "price_cents": past.price_cents,
        "fee_cents": priced.fee_cents,
        "fee_rule_id": priced.rule_ids[0],
        "fee_minimum_rule_id": priced.rule_ids[1],
        "payment_method": priced.method,
        "cancellation_tier": TIER,
        "instant": True,
        "address": past.place,
        "note": "",
        "sequence": 0,
    }
