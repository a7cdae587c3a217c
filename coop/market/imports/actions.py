"""Bringing past bookings in: all of a file or nothing of it, once however often it is run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.db.bulk import expect_many_rows
from coop.market.imports import queries
from coop.market.imports.checking import check
from coop.market.imports.mapping import Mapping
from coop.market.imports.models import BookingImport
from coop.market.imports.rows import Priced, insert_bookings
from coop.market.imports.rules import BadLine, PastBooking
from coop.market.imports.table import Reading
from coop.market.imports.tips import TipFacts, record_tips
from coop.market.imports.workers import listings_of, workers_of
from coop.money.payments.actions import SettleFacts, settle_many
from coop.money.payments.entries import CASH, CLEARING
from coop.money.split.rules import fee_cents
from coop.policies.queries import charter

BATCH = 1_000
"""Bookings a batch: enough to write in bulk, few enough to show progress and to stay small in memory."""


class Refused(ValueError):
    """The file has bad lines; nothing was changed."""

    def __init__(self, bad: Sequence[BadLine]) -> None:
        super().__init__(f"{len(bad)} bad lines")
        self.bad = tuple(sorted(bad, key=lambda line: line.line))


@dataclass(frozen=True)
class Brought:
    """What an import did, all of it for the new bookings alone."""

    new: int
    known: int
    workers: int = 0
    listings: int = 0
    price_cents: int = 0
    fee_cents: int = 0
    tip_cents: int = 0
    minutes: int = 0


def bring_in(
    session: Session,
    reading: Reading,
    mapping: Mapping,
    *,
    file_digest: str,
    at: dt.datetime,
    advance: Callable[[int], None] = lambda _done: None,
) -> Brought:
    """Bring in the bookings of a file that are not here yet; raises Refused with every bad line.

    `advance` is told the number of bookings written, batch by batch.
    """
    checked = check(session, reading.bookings, mapping, at=at)
    if reading.bad or checked.bad:
        raise Refused([*reading.bad, *checked.bad])
    if not checked.fresh:
        return Brought(new=0, known=checked.known)
    expect_many_rows(session)
    record = BookingImport(source=mapping.source, file_digest=file_digest, imported_at=at)
    session.add(record)
    persons, new_workers = workers_of(session, checked.fresh, mapping, at=at)
    listings, new_listings = listings_of(session, checked.fresh, persons, at=at)
    rules, zone = queries.fee_rules(session), ZoneInfo(charter(session).timezone)
    many = [
        _priced(past, rules, zone, persons[past.worker].id, persons[past.worker].party_id,
                listings[past.worker, past.service])
        for past in checked.fresh
    ]
    for start in range(0, len(many), BATCH):
        _write(session, many[start : start + BATCH], import_id=record.id, at=at)
        advance(min(start + BATCH, len(many)))
    return Brought(
        new=len(many),
        known=checked.known,
        workers=new_workers,
        listings=new_listings,
        price_cents=sum(each.past.price_cents for each in many),
        fee_cents=sum(each.fee_cents for each in many),
        tip_cents=sum(each.past.tip_cents for each in many),
        minutes=sum(each.past.minutes for each in many),
    )


def _priced(
    past: PastBooking, rules: queries.FeeRules, zone: ZoneInfo, worker_id: int, party_id: int, listing_id: int
) -> Priced:
    rate, minimum = rules.at(past.ends_at)
    return Priced(
        past=past,
        worker_id=worker_id,
        party_id=party_id,
        listing_id=listing_id,
        method=CASH if past.method == "cash" else CLEARING,
        day=past.ends_at.astimezone(zone).date(),
        fee_cents=_fee_cents(past.price_cents, rate.fraction, minimum.whole),
        rule_ids=(rate.id, minimum.id),
    )


_fee_cents = lru_cache(maxsize=8192)(fee_cents)  # a file has far fewer prices than bookings


def _write(session: Session, many: Sequence[Priced], *, import_id: int, at: dt.datetime) -> None:
    insert_bookings(session, many, import_id=import_id)
    settle_many(
        session,
        [
            SettleFacts(
                reference=each.past.reference,
                worker_party_id=each.party_id,
                price_cents=each.past.price_cents,
                fee_cents=each.fee_cents,
                rule_ids=each.rule_ids,
                minutes=each.past.minutes,
                method=each.method,
                day=each.day,
            )
            for each in many
        ],
        at=at,
    )
    tips = [
        TipFacts(each.past.reference, each.party_id, each.past.tip_cents, each.method, each.day)
        for each in many
        if each.past.tip_cents
    ]
    record_tips(session, tips, currency=many[0].past.currency, at=at)
