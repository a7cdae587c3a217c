"""What others give to the fund: donations, and grants that are income once their condition is met."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.money.fund.entries import donation_entry, grant_earned_entry, grant_entry
from coop.money.fund.models import Donation, Grant, GrantEarning
from coop.money.locks import lock
from coop.money.periods.queries import entry_day
from coop.money.references import new_reference
from coop.people.persons.models import Person
from coop.policies.queries import charter


def record_donation(
    session: Session,
    *,
    amount_cents: int,
    received_on: dt.date,
    recorded_by: Person | None,
    giver: str = "",
    reference: str | None = None,
    at: dt.datetime,
) -> Donation:
    """A gift arrived in the bank."""
    reference = reference or new_reference("D")
    entry = donation_entry(
        reference,
        amount_cents=amount_cents,
        day=entry_day(session, received_on),
        currency=charter(session).currency,
    )
    donation = Donation(
        reference=reference,
        giver=giver,
        amount_cents=amount_cents,
        received_on=received_on,
        recorded_by_id=recorded_by.id if recorded_by else None,
        recorded_at=at,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(donation)
    session.flush()
    return donation


def record_grant(
    session: Session,
    *,
    title: str,
    condition: str,
    amount_cents: int,
    received_on: dt.date,
    recorded_by: Person | None,
    reference: str | None = None,
    at: dt.datetime,
) -> Grant:
    """Money for a purpose arrived; it is no income yet."""
    reference = reference or new_reference("G")
    entry = grant_entry(
        reference,
        amount_cents=amount_cents,
        day=entry_day(session, received_on),
        currency=charter(session).currency,
    )
    grant = Grant(
        reference=reference,
        title=title,
        condition=condition,
        amount_cents=amount_cents,
        received_on=received_on,
        recorded_by_id=recorded_by.id if recorded_by else None,
        recorded_at=at,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(grant)
    session.flush()
    return grant


def earn_grant(
    session: Session,
    grant: Grant,
    *,
    amount_cents: int,
    earned_on: dt.date,
    note: str,
    recorded_by: Person | None,
    at: dt.datetime,
) -> GrantEarning:
    """A part of the condition is met: so much is the fund's. Raises ValueError for more than is left."""
    lock(session, f"grant:{grant.reference}")
    earned, number = session.execute(
        select(func.coalesce(func.sum(GrantEarning.amount_cents), 0), func.count()).where(
            GrantEarning.grant_id == grant.id
        )
    ).one()
    if not 0 < amount_cents <= grant.amount_cents - earned:
        raise ValueError(f"{grant.amount_cents - earned} is left of the grant")
    entry = grant_earned_entry(
        grant.reference,
        number=number + 1,
        amount_cents=amount_cents,
        day=entry_day(session, earned_on),
        currency=charter(session).currency,
    )
    earning = GrantEarning(
        grant_id=grant.id,
        number=number + 1,
        amount_cents=amount_cents,
        earned_on=earned_on,
        note=note,
        recorded_by_id=recorded_by.id if recorded_by else None,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(earning)
    session.flush()
    return earning
