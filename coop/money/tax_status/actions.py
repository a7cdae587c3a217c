"""Stating how one stands with VAT."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.money.tax_status.models import TaxStatus
from coop.money.tax_status.rules import checked_vat_number
from coop.people.persons.models import Person


def state(
    session: Session,
    person: Person | None,
    *,
    kind: str,
    from_on: dt.date,
    trading_name: str,
    address: str = "",
    rate: str = "",
    vat_number: str = "",
    sentence: str = "",
    recorded_by: Person,
    at: dt.datetime,
) -> TaxStatus:
    """Add a version, of a worker or (None) of the co-op; what its kind has no use for is left out.

    Raises BadVatNumber. Papers made already stay as they are.
    """
    version = TaxStatus(
        person_id=person.id if person else None,
        from_on=from_on,
        kind=kind,
        rate=rate if kind == "registered" else "",
        vat_number=checked_vat_number(vat_number) if vat_number else "",
        sentence=sentence.strip() if kind == "exempt" else "",
        trading_name=trading_name.strip(),
        address="\n".join(line.strip() for line in address.splitlines() if line.strip()),
        recorded_by_id=recorded_by.id,
        recorded_at=at,
    )
    session.add(version)
    session.flush()
    return version
