"""What is here already of what a file tells: bookings, workers, closed periods, rules of the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.db.bulk import among
from coop.ledger.models import Period
from coop.market.bookings.models import Booking
from coop.market.imports.models import ImportedBooking, ImportedWorker
from coop.people.persons.models import Person
from coop.policies.in_force import InForce, history


@dataclass(frozen=True)
class FeeRules:
    """Every version of the two rules of the fee, to look up without a query a booking."""

    rates: Sequence[InForce]
    minimums: Sequence[InForce]

    def at(self, moment: dt.datetime) -> tuple[InForce, InForce]:
        """Rate and minimum in force at a moment; before the co-op was founded, its founding rules."""
        return _in_force(self.rates, moment), _in_force(self.minimums, moment)


def fee_rules(session: Session) -> FeeRules:
    """The rules that say what a past booking's fee is."""
    return FeeRules(history(session, "fee.rate"), history(session, "fee.minimum_cents"))


def known_bookings(session: Session, references: Sequence[str]) -> dict[str, str | None]:
    """`reference -> digest` of the bookings that are here; None for one made here and not brought in."""
    rows = session.execute(
        select(Booking.reference, ImportedBooking.digest)
        .outerjoin(ImportedBooking, ImportedBooking.booking_id == Booking.id)
        .where(among(session, Booking.reference, references))
    )
    return dict(rows.all())


def known_workers(session: Session, source: str) -> dict[str, Person]:
    """Who the names of a former platform are here."""
    rows = session.execute(
        select(ImportedWorker.name, Person)
        .join(Person, Person.id == ImportedWorker.person_id)
        .where(ImportedWorker.source == source)
    )
    return dict(rows.all())


def persons_by_address(session: Session, addresses: Sequence[str]) -> dict[str, Person]:
    """Persons by their e-mail address, in lower case."""
    sought = among(session, Person.email, sorted({address.strip().lower() for address in addresses}))
    persons = session.execute(select(Person).where(sought)).scalars()
    return {person.email: person for person in persons}


def closed_periods(session: Session) -> list[tuple[dt.date, dt.date]]:
    """First and last day of every closed period."""
    rows = session.execute(select(Period.opens_on, Period.closes_on).order_by(Period.opens_on))
    return [(opens_on, closes_on) for opens_on, closes_on in rows]


def _in_force(versions: Sequence[InForce], moment: dt.datetime) -> InForce:
    for version in reversed(versions):
        if version.in_force_from <= moment:
            return version
    return versions[0]
