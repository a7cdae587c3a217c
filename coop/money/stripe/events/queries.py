"""Which events wait."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from coop.money.stripe.events.models import ProcessorEvent, ProcessorEventSettled


def unsettled(session: Session) -> list[ProcessorEvent]:
    """Events not settled, the oldest first."""
    query = select(ProcessorEvent).where(~exists().where(ProcessorEventSettled.event_id == ProcessorEvent.id))
    return list(session.execute(query.order_by(ProcessorEvent.id).limit(500)).scalars())


def known_ids(session: Session, ids: list[str]) -> set[str]:
    """Which of Stripe's ids are in the inbox."""
    return set(session.execute(select(ProcessorEvent.event_id).where(ProcessorEvent.event_id.in_(ids))).scalars())


def newest_seen(session: Session) -> object:
    """When Stripe last told us anything; None for never."""
    return session.execute(select(func.max(ProcessorEvent.received_at))).scalar()
