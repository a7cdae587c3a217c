"""Writing down the split of a booking."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from coop.money.teams.models import TeamShare
from coop.money.teams.rules import split


def fix_shares(
    session: Session, subject: str, parts: Sequence[tuple[int, int]], *, price_cents: int, fee_cents: int
) -> None:
    """Keep what each (party, parts) of a team gets of a booking's price; the lead is the first."""
    shares = split(price_cents - fee_cents, fee_cents, parts)
    session.add_all(
        TeamShare(subject=subject, place=place, party_id=party, parts=each, worker_cents=share.worker_cents,
                  fee_cents=share.fee_cents)
        for place, ((party, each), share) in enumerate(zip(parts, shares, strict=True))
    )  # fmt: skip
    session.flush()


def forget_shares(session: Session, subjects: Sequence[str]) -> None:
    """Take the shares of holds that came to nothing away; the database refuses it for anything asked for."""
    session.execute(
        delete(TeamShare).where(TeamShare.subject.in_(subjects)).execution_options(synchronize_session=False)
    )
