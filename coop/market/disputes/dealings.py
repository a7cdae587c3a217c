"""Who worked for whom, from the bookings: what keeps somebody off a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coop.governance.cases.dealings import tells
from coop.market.bookings.models import Booking
from coop.market.teams.models import TeamMember


@tells
def partners(session: Session, people: Collection[int], since: dt.datetime) -> set[int]:
    """The other sides of bookings that these people asked for or were asked for, and that ended since then."""
    query = select(Booking.worker_id, Booking.client_id).where(
        or_(Booking.worker_id.in_(people), Booking.client_id.in_(people)),
        Booking.requested_at.is_not(None),
        Booking.ends_at >= since,
    )
    others = (
        select(TeamMember.person_id, Booking.client_id)
        .join(Booking, Booking.team_id == TeamMember.version_id)
        .where(
            or_(TeamMember.person_id.in_(people), Booking.client_id.in_(people)),
            Booking.requested_at.is_not(None),
            Booking.ends_at >= since,
        )
    )
    pairs = [*session.execute(query), *session.execute(others)]
    return {person for pair in pairs for person in pair if person is not None} - set(people)
