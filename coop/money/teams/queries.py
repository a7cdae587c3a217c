"""Who shares a booking's money."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coop.money.teams.models import TeamShare
from coop.money.teams.rules import Share


def shares_of(session: Session, subject: str) -> Sequence[TeamShare]:
    """The shares of a team's booking, the lead first; none for a booking of one."""
    query = select(TeamShare).where(TeamShare.subject == subject).order_by(TeamShare.place)
    return session.execute(query).scalars().all()


def shares_of_party(session: Session, party_id: int, subjects: Collection[str]) -> dict[str, TeamShare]:
    """A party's shares of some bookings, by subject; none of a booking of one."""
    query = select(TeamShare).where(TeamShare.party_id == party_id, TeamShare.subject.in_(subjects))
    return {share.subject: share for share in session.execute(query).scalars()} if subjects else {}


def parts_of(session: Session, subject: str, lead_party_id: int) -> list[tuple[int, int]]:
    """(party, parts) of everyone who shares a booking's money; one of one where there is no team."""
    return [(share.party_id, share.parts) for share in shares_of(session, subject)] or [(lead_party_id, 1)]


def split_of(
    session: Session, subject: str, lead_party_id: int, *, price_cents: int, fee_cents: int
) -> tuple[Share, ...]:
    """What each got of a booking's price; the lead's alone where there is no team."""
    stored = tuple(Share(one.party_id, one.worker_cents, one.fee_cents) for one in shares_of(session, subject))
    return stored or (Share(lead_party_id, price_cents - fee_cents, fee_cents),)


def subjects_of(party_id: int) -> Select[str]:
    """SQL: the bookings that a party has a share of as one of a team."""
    return select(TeamShare.subject).where(TeamShare.party_id == party_id)
