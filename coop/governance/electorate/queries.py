"""Reading what was frozen."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening, RollLine, VoteOption


def opening_of(session: Session, proposal_id: int) -> Opening | None:
    """The opening of a vote, None before it opened."""
    return session.get(Opening, proposal_id)


def lock_opening(session: Session, proposal_id: int) -> Opening | None:
    """The opening, held so that casting, closing and enacting of one vote happen one after the other."""
    return session.execute(
        select(Opening).where(Opening.proposal_id == proposal_id).with_for_update()
    ).scalar_one_or_none()


def options_of(session: Session, proposal_id: int) -> tuple[str, ...]:
    """The options' keys in the order of the ballot."""
    query = select(VoteOption.key).where(VoteOption.proposal_id == proposal_id).order_by(VoteOption.position)
    return tuple(session.execute(query).scalars())


def frozen_vote(session: Session, opening: Opening, *, reference: str) -> FrozenVote:
    """The frozen terms as plain values."""
    return FrozenVote(
        reference=reference,
        method=opening.method,
        options=options_of(session, opening.proposal_id),
        roll=opening.roll_size,
        quorum=Fraction(opening.quorum),
        threshold_name=opening.threshold,
        terms=opening.terms,
        delegation_cap=opening.delegation_cap,
    )


def is_on_roll(session: Session, proposal_id: int, person_id: int) -> bool:
    """Whether this person may vote on it."""
    return session.get(RollLine, (proposal_id, person_id)) is not None


def voters(session: Session, proposal_id: int) -> list[int]:
    """Person ids on the roll, in the order of their pseudonyms."""
    query = select(RollLine.person_id).where(RollLine.proposal_id == proposal_id).order_by(RollLine.token)
    return list(session.execute(query).scalars())


def roll(session: Session, proposal_id: int) -> list[str]:
    """The pseudonyms on the roll, sorted: what the digest is taken over."""
    query = select(RollLine.token).where(RollLine.proposal_id == proposal_id).order_by(RollLine.token)
    return list(session.execute(query).scalars())
