"""Taking events in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.locks import lock
from coop.money.stripe.attempts.actions import begin_mode
from coop.money.stripe.client import Fields, moment_of
from coop.money.stripe.events.models import ProcessorEvent, ProcessorEventSettled


class NotAnEvent(ValueError):
    """Signed words that are no event we can read, or of the other kind of cards."""


def take_in(session: Session, fields: Fields, *, is_live: bool, at: dt.datetime) -> ProcessorEvent | None:
    """Put an event into the inbox; None when it is there already. Raises NotAnEvent, OtherMode."""
    try:
        event_id, kind = str(fields["id"]), str(fields["type"])
        object_id = str(fields["data"]["object"].get("id", ""))  # a balance has none
        made_at, is_events = moment_of(fields["created"]), bool(fields["livemode"])
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotAnEvent(str(error)) from error
    if is_events != is_live or not event_id or len(event_id) > 80 or len(object_id) > 120 or len(kind) > 80:
        raise NotAnEvent(event_id)
    begin_mode(session, is_live=is_live, at=at)
    lock(session, f"event:{event_id}")
    if session.execute(select(ProcessorEvent.id).where(ProcessorEvent.event_id == event_id)).first():
        return None
    event = ProcessorEvent(
        event_id=event_id, kind=kind, object_id=object_id, is_live=is_live, made_at=made_at, received_at=at
    )
    session.add(event)
    session.flush()
    return event


def settled(session: Session, event_id: int, *, at: dt.datetime) -> None:
    """Note that an event led to what it should, once."""
    lock(session, f"settled:{event_id}")
    if session.get(ProcessorEventSettled, event_id) is None:
        session.add(ProcessorEventSettled(event_id=event_id, settled_at=at))
        session.flush()
