"""The workers of a file and their listings, made where they are not here yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.categories.models import Category
from coop.market.imports import queries
from coop.market.imports.mapping import Mapping
from coop.market.imports.models import ImportedWorker
from coop.market.imports.rules import PastBooking
from coop.market.listings.models import Listing
from coop.market.references import new_reference
from coop.market.words import words
from coop.people.persons.actions import create_person
from coop.people.persons.models import Person

CATEGORY = "imported"
PLACEHOLDER_DOMAIN = "import.invalid"
"""RFC 2606 promises that no name under `.invalid` will ever exist: no mail can reach a stranger."""


def N_(message: str) -> str:
    """Mark a name for the translators."""
    return message


def workers_of(
    session: Session, bookings: Sequence[PastBooking], mapping: Mapping, *, at: dt.datetime
) -> tuple[dict[str, Person], int]:
    """The person behind each worker's name, and how many of them are new here."""
    zones = {booking.worker: booking.timezone for booking in bookings}
    persons = queries.known_workers(session, mapping.source)
    named = queries.persons_by_address(session, list(mapping.workers.values()))
    new = 0
    for name, zone in zones.items():
        if name in persons:
            continue
        person = named.get(mapping.workers.get(name, "").strip().lower())
        if person is None:
            person = _newcomer(session, name, source=mapping.source, timezone=zone, at=at)
            new += 1
        persons[name] = person
        session.add(ImportedWorker(source=mapping.source, name=name, person_id=person.id))
    session.flush()
    return persons, new


def listings_of(
    session: Session, bookings: Sequence[PastBooking], persons: dict[str, Person], *, at: dt.datetime
) -> tuple[dict[tuple[str, str], int], int]:
    """The listing's id for each (worker's name, service), and how many of them are new here."""
    wanted = {(booking.worker, booking.service): booking.timezone for booking in bookings}
    present = _never_published(session, [persons[worker].id for worker, _ in wanted])
    found: dict[tuple[str, str], int] = {}
    made: dict[tuple[str, str], Listing] = {}
    category_id = _category(session) if wanted else 0
    for (worker, service), zone in wanted.items():
        person = persons[worker]
        if (person.id, service) in present:
            found[worker, service] = present[person.id, service]
            continue
        made[worker, service] = Listing(
            reference=new_reference(), worker_id=person.id, category_id=category_id, title=service,
            created_at=at, paused_at=at, price_kind="fixed", timezone=zone,
        )
    session.add_all(made.values())
    session.flush()
    found.update((key, listing.id) for key, listing in made.items())
    return found, len(made)


def _newcomer(session: Session, name: str, *, source: str, timezone: str, at: dt.datetime) -> Person:
    """A person who cannot sign in before somebody gives the login an address that exists."""
    mark = sha256(f"{source}\x1f{name}".encode()).hexdigest()[:12]
    readable = "-".join(words(name))[:40].strip("-") or "worker"
    person = create_person(
        session, email=f"{readable}.{mark}@{PLACEHOLDER_DOMAIN}", display_name=name, timezone=timezone, at=at
    )
    person.active = False
    return person


def _never_published(session: Session, worker_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """`(worker, title) -> listing` of the listings that were never offered: those of earlier imports."""
    rows = session.execute(
        select(Listing.worker_id, Listing.title, Listing.id)
        .where(
            Listing.worker_id.in_(sorted(set(worker_ids))),
            Listing.published_at.is_(None),
            Listing.paused_at.is_not(None),
            Listing.has_team.is_(False),
        )
        .order_by(Listing.id.desc())
    )
    return {(worker_id, title): listing_id for worker_id, title, listing_id in rows}


def _category(session: Session) -> int:
    """The category of past work, made when first needed; stewards may rename it or move its listings."""
    known = session.execute(select(Category.id).where(Category.key == CATEGORY)).scalar()
    if known is not None:
        return known
    category = Category(key=CATEGORY, name=N_("Past work"), position=999)
    session.add(category)
    session.flush()
    return category.id
