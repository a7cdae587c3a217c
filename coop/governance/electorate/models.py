"""What is frozen when voting opens: the terms, the options, the roll. The database refuses any change after.

Options and roll are written first; the opening seals them, by trigger, on both databases.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, references


class Opening(Base):
    """That voting on a proposal opened, and on what terms: all of them fixed before anyone votes."""

    __tablename__ = "vote_openings"

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    opened_at: Mapped[moment]
    closes_at: Mapped[moment]
    method: Mapped[str] = mapped_column(String(32))
    quorum: Mapped[str] = mapped_column(String(24))
    """Share of the roll, as "1/2"."""
    threshold: Mapped[str] = mapped_column(String(40))
    """Name of a threshold; empty for a split, which nothing can fail."""
    grace_hours: Mapped[int] = mapped_column(Integer)
    roll_size: Mapped[int] = mapped_column(Integer)
    roll_digest: Mapped[str] = mapped_column(String(64))
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    """For a distribution: `coop.governance.distribution.frozen`; what other methods need, `FrozenVote` reads."""
    rule_ids: Mapped[list[int]] = mapped_column(Json)
    """Versions of the rules that these terms come from."""
    delegation_cap: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many members one delegate carries at most; 0 where everyone votes for themselves."""


class BeleniosVote(Base):
    """That a vote is held in Belenios, not here, and until when its result can be brought in. Sealed like a roll."""

    __tablename__ = "belenios_votes"

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    import_until: Mapped[moment]


class VoteOption(Base):
    """An option on the ballot, in its frozen place."""

    __tablename__ = "vote_options"
    __table_args__ = (UniqueConstraint("proposal_id", "key"),)

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40))


class RollLine(Base):
    """A member on the roll. `token` is a pseudonym of this vote alone; their digest is public."""

    __tablename__ = "vote_rolls"
    __table_args__ = (UniqueConstraint("proposal_id", "token"),)

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False, index=True)
    token: Mapped[str] = mapped_column(String(64))
