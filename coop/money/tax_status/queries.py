"""Reading what was stated, as of a day, and the rate that goes with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.money.tax_status.models import TaxStatus
from coop.policies.in_force import history
from coop.policies.queries import day_begins


@dataclass(frozen=True)
class Standing:
    """How a supplier stands on a day; `rate` is None for who charges no VAT. Unstated: unregistered, no address."""

    kind: str
    rate: Fraction | None
    vat_number: str
    sentence: str
    trading_name: str
    address: str
    is_stated: bool


def status_on(session: Session, person_id: int | None, day: dt.date) -> TaxStatus | None:
    """The version that counts on a day; the co-op's own for None."""
    query = (
        select(TaxStatus)
        .where(TaxStatus.person_id.is_(None) if person_id is None else TaxStatus.person_id == person_id)
        .where(TaxStatus.from_on <= day)
        .order_by(TaxStatus.from_on.desc(), TaxStatus.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def versions(session: Session, person_id: int | None) -> list[TaxStatus]:
    """All that was stated, newest day first."""
    theirs = TaxStatus.person_id.is_(None) if person_id is None else TaxStatus.person_id == person_id
    query = select(TaxStatus).where(theirs).order_by(TaxStatus.from_on.desc(), TaxStatus.id.desc())
    return list(session.execute(query).scalars())


def first_day(session: Session, person_id: int | None) -> dt.date | None:
    """From when anything is stated at all."""
    theirs = TaxStatus.person_id.is_(None) if person_id is None else TaxStatus.person_id == person_id
    return session.execute(select(func.min(TaxStatus.from_on)).where(theirs)).scalar()


def rate_on(session: Session, which: str, day: dt.date) -> Fraction:
    """The rule's rate at the end of a day; days before the rule was first set have its first rate."""
    known = history(session, "vat.reduced_rate" if which == "reduced" else "vat.standard_rate")
    ends = day_begins(session, day + dt.timedelta(days=1))
    then = [version for version in known if version.in_force_from < ends] or list(known[:1])
    return then[-1].fraction


def standing_on(session: Session, person_id: int | None, day: dt.date, *, otherwise: str) -> Standing:
    """How a supplier stands on a day; `otherwise` is their name where they have stated nothing."""
    found = status_on(session, person_id, day)
    if found is None:
        return Standing("unregistered", None, "", "", otherwise, "", is_stated=False)
    rate = rate_on(session, found.rate, day) if found.kind == "registered" else None
    return Standing(found.kind, rate, found.vat_number, found.sentence, found.trading_name, found.address, True)


def vat_rate_on(session: Session, person_id: int, day: dt.date) -> Fraction | None:
    """The rate of VAT inside a worker's prices on a day; None for who charges none."""
    return standing_on(session, person_id, day, otherwise="").rate
