"""A case as records: complaint, notice, answer, draw, votes, decision, appeal, ending. Nothing is ever rewritten."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, Json, UtcDateTime, cents, moment, pk, references


class Case(Base):
    """That somebody complains about a member, or about the other side of a booking."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("complainant_id <> respondent_id", name="sides"),
        CheckConstraint("(kind = 'booking') = (booking IS NOT NULL)", name="booking"),
        CheckConstraint("kind IN ('complaint', 'booking')", name="kind"),
        CheckConstraint("stake_cents >= 0 AND (kind = 'booking' OR stake_cents = 0)", name="stake"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    complainant_id: Mapped[int] = references("people.id", index=True)
    respondent_id: Mapped[int] = references("people.id", index=True)
    booking: Mapped[str | None] = mapped_column(String(40), unique=True)
    """The booking's reference: one dispute a booking."""
    stake_cents: Mapped[cents]
    """What was paid for the booking and can go back at most."""
    text: Mapped[str] = mapped_column(Text)
    is_urgent: Mapped[bool]
    """Somebody may be in danger: the complainant lets the stewards read it."""
    filed_at: Mapped[moment]


class CaseNotice(Base):
    """That the other side was told, and by which terms all that follows goes: those of that moment, whatever is voted
    later."""

    __tablename__ = "case_notices"
    __table_args__ = (
        CheckConstraint("panel_size % 2 = 1 AND panel_size > 0", name="odd"),
        CheckConstraint("answer_by > given_at", name="term"),
    )

    case_id: Mapped[int] = references("cases.id", primary_key=True, autoincrement=False)
    given_at: Mapped[moment]
    answer_by: Mapped[moment]
    """Before it nothing is decided; at this moment the panel's seed begins to be known."""
    panel_size: Mapped[int] = mapped_column(Integer)
    panel_days: Mapped[int] = mapped_column(Integer)
    appeal_days: Mapped[int] = mapped_column(Integer)
    suspension_days: Mapped[int] = mapped_column(Integer)
    rule_ids: Mapped[list[int]] = mapped_column(Json)


class CaseEvidence(Base):
    """What one of the two sides adds: words, and a file or none."""

    __tablename__ = "case_evidence"

    id: Mapped[pk]
    case_id: Mapped[int] = references("cases.id", index=True)
    author_id: Mapped[int] = references("people.id")
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(String(80), default="")
    """File name under uploads/cases/receipts: digest and ending; empty for none."""
    given_at: Mapped[moment]


class CaseAnswer(Base):
    """The answer of the one complained about."""

    __tablename__ = "case_answers"

    case_id: Mapped[int] = references("cases.id", primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[moment]


class PanelOffer(Base):
    """That a member is willing to sit on panels, or no longer; the newest word counts."""

    __tablename__ = "panel_offers"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    willing: Mapped[bool]
    said_at: Mapped[moment]


class PanelConflict(Base):
    """That a member could not judge somebody, or now could again; the newest word about a person counts."""

    __tablename__ = "panel_conflicts"
    __table_args__ = (
        CheckConstraint("ground IN ('household', 'other')", name="ground"),
        CheckConstraint("person_id <> other_id", name="other"),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    other_id: Mapped[int] = references("people.id", index=True)
    ground: Mapped[str] = mapped_column(String(12))
    stands: Mapped[bool]
    said_at: Mapped[moment]


class CaseDraw(Base):
    """A panel's draw, with all that drawing it again takes; it seals the pool."""

    __tablename__ = "case_draws"

    case_id: Mapped[int] = references("case_notices.case_id", primary_key=True, autoincrement=False)
    due_at: Mapped[moment]
    """The moment that was published: the seed is from after it, the pool from before."""
    drawn_at: Mapped[moment]
    tree_size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(String(64))
    """Hex of the root that the tree head of `tree_size` signs."""
    seed: Mapped[str] = mapped_column(String(64))
    pool_size: Mapped[int] = mapped_column(Integer)
    excluded: Mapped[int] = mapped_column(Integer)
    """Willing members who were left out for a conflict."""


class PoolPlace(Base):
    """A member who could be drawn, at their place in the order drawn, from 0; `token` is a pseudonym of this case."""

    __tablename__ = "case_pool"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), UniqueConstraint("case_id", "token"))

    case_id: Mapped[int] = references("case_notices.case_id", primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", index=True)
    token: Mapped[str] = mapped_column(String(64))


class PanelLeave(Base):
    """That a member of the panel gave up the seat, or lost it by being late; the next one drawn takes it."""

    __tablename__ = "case_recusals"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "position"], ["case_pool.case_id", "case_pool.position"]),
        CheckConstraint("ground IN ('conflict', 'declined', 'late')", name="ground"),
    )

    case_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ground: Mapped[str] = mapped_column(String(12))
    left_at: Mapped[moment]


class PanelVote(Base):
    """What a member of the panel decides, and why; `public_reasons` are what everybody may read."""

    __tablename__ = "case_votes"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "position"], ["case_pool.case_id", "case_pool.position"]),
        CheckConstraint("rank BETWEEN 0 AND 4 AND amount >= 0", name="measure"),
    )

    case_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int] = mapped_column(Integer)
    """The measure's severity, so that the database can count who went so far."""
    amount: Mapped[cents]
    """Days of a suspension, or cents of a refund; else 0."""
    conditions: Mapped[str] = mapped_column(Text, default="")
    reasons: Mapped[str] = mapped_column(Text)
    public_reasons: Mapped[str] = mapped_column(Text)
    voted_at: Mapped[moment]


class CaseDecision(Base):
    """What the panel decided: the median of its votes. The database counts them again."""

    __tablename__ = "case_decisions"
    __table_args__ = (
        CheckConstraint("(measure = 'dismissed') = (rank = 0)", name="measure"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("appeal_by IS NULL OR appeal_by > decided_at", name="appeal"),
    )

    case_id: Mapped[int] = references("case_draws.case_id", primary_key=True, autoincrement=False)
    decided_at: Mapped[moment]
    measure: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int] = mapped_column(Integer)
    amount: Mapped[cents]
    conditions: Mapped[str] = mapped_column(Text, default="")
    public_reasons: Mapped[str] = mapped_column(Text)
    """Of the first drawn who voted so; named nobody. Published once the case has ended."""
    appeal_by: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CaseAppeal(Base):
    """That the member puts the decision before all members: a vote like any other, whose roll was frozen at notice."""

    __tablename__ = "case_appeals"

    case_id: Mapped[int] = references("case_decisions.case_id", primary_key=True, autoincrement=False)
    proposal_id: Mapped[int] = references("proposals.id", unique=True)
    grounds: Mapped[str] = mapped_column(Text)
    """For members to read."""
    appealed_at: Mapped[moment]


class CaseEnding(Base):
    """That a case is over and what came of it, carried out once. The key refuses a second time."""

    __tablename__ = "case_endings"

    case_id: Mapped[int] = references("case_decisions.case_id", primary_key=True, autoincrement=False)
    ended_at: Mapped[moment]
    overturned: Mapped[bool]
    """All members did not uphold it."""
    membership_id: Mapped[int | None] = references("memberships.id", unique=True)
    """The membership that an expulsion ended."""
    restriction_id: Mapped[int | None] = references("restrictions.id", unique=True)
    refund_id: Mapped[int | None] = references("refunds.id", unique=True)


class PauseSignature(Base):
    """That a steward asks for a safety pause, and why. It counts until `counts_until`; two that count make a pause."""

    __tablename__ = "case_pause_signatures"
    __table_args__ = (CheckConstraint("counts_until > signed_at", name="term"),)

    id: Mapped[pk]
    case_id: Mapped[int] = references("cases.id", index=True)
    steward_id: Mapped[int] = references("people.id")
    reasons: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[moment]
    counts_until: Mapped[moment]


class CaseReminder(Base):
    """That somebody was reminded, once, of a term of a case that runs out or of a pause that ended."""

    __tablename__ = "case_reminders"

    case_id: Mapped[int] = references("cases.id", primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(24), primary_key=True)
    reminded_at: Mapped[moment]
