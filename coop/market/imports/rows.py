"""Past bookings as rows of the market's tables, written in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

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
    table = cast(Table, Booking.__table__)
    ids = session.connection().execute(
        insert(table).returning(table.c.id, sort_by_parameter_order=True), [_booking(each) for each in many]
    ).scalars().all()
    both = list(zip(ids, many, strict=True))
    _insert(session, Acceptance, [
        {"booking_id": id_, "accepted_by_id": each.worker_id, "accepted_at": each.past.starts_at}
        for id_, each in both
    ])
    _insert(session, Completion, [
        {"booking_id": id_, "confirmed_at": each.past.ends_at, "minutes": each.past.minutes}
        for id_, each in both
    ])
    _insert(session, ImportedBooking, [
        {"booking_id": id_, "import_id": import_id, "line": each.past.line, "digest": each.past.digest}
        for id_, each in both
    ])


def _insert(session: Session, model: type[Any], rows: list[dict[str, Any]]) -> None:
    session.connection().execute(insert(model.__table__), rows)


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
