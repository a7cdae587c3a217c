"""Who shares a booking's money."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coop.money.teams.models import TeamShare


def shares_of(session: Session, subject: str) -> Sequence[TeamShare]:
    """The shares of a team's booking, the lead first; none for a booking of one."""
    query = select(TeamShare).where(TeamShare.subject == subject).order_by(TeamShare.place)
    return session.execute(query).scalars().all()


def parts_of(session: Session, subject: str, lead_party_id: int) -> list[tuple[int, int]]:
    """(party, parts) of everyone who shares a booking's money; one of one where there is no team."""
    return [(share.party_id, share.parts) for share in shares_of(session, subject)] or [(lead_party_id, 1)]


def subjects_of(party_id: int) -> Select[str]:
    """SQL: the bookings that a party has a share of as one of a team."""
    return select(TeamShare.subject).where(TeamShare.party_id == party_id)
