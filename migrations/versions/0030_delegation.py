"""Votes given to another member: delegations, ballots laid ready for others, and how many were cast so."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.governance.carrying import triggers

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("vote_openings", sa.Column("delegation_cap", sa.Integer(), server_default="0", nullable=False))
    op.add_column("closings", sa.Column("delegated", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "delegations",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("delegator_id", BigKey, nullable=False),
        sa.Column("delegate_id", BigKey, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=True),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("delegator_id <> delegate_id", name=op.f("ck_delegations_another")),
        sa.CheckConstraint("(proposal_id IS NULL) <> (until_at IS NULL)", name=op.f("ck_delegations_scope")),
        sa.CheckConstraint("until_at IS NULL OR until_at > asked_at", name=op.f("ck_delegations_term")),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.id"], name=op.f("fk_delegations_delegate_id_people")),
        sa.ForeignKeyConstraint(["delegator_id"], ["people.id"], name=op.f("fk_delegations_delegator_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_delegations_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    for column in ("delegator_id", "delegate_id", "proposal_id"):
        op.create_index(op.f(f"ix_delegations_{column}"), "delegations", [column], unique=False)
    op.create_table(
        "delegation_answers",
        sa.Column("delegation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], ondelete="CASCADE",
                                name=op.f("fk_delegation_answers_delegation_id_delegations")),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegation_answers")),
    )  # fmt: skip
    op.create_table(
        "delegation_ends",
        sa.Column("delegation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("how IN ('withdrawn', 'revoked', 'returned', 'lapsed')", name=op.f("ck_delegation_ends_how")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], ondelete="CASCADE",
                                name=op.f("fk_delegation_ends_delegation_id_delegations")),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegation_ends")),
    )  # fmt: skip
    op.create_table(
        "carried_ballots",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delegate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "delegate_id", "place", name=op.f("pk_carried_ballots")),
        sa.UniqueConstraint("hash", name=op.f("uq_carried_ballots_hash")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "carried_marks",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["proposal_id", "person_id"], ["vote_rolls.proposal_id", "vote_rolls.person_id"],
                                name=op.f("fk_carried_marks_proposal_id_vote_rolls")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_carried_marks")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    triggers.create()


def downgrade():
    triggers.drop_from_others()
    for table in ("carried_marks", "carried_ballots", "delegation_ends", "delegation_answers", "delegations"):
        op.drop_table(table)
    triggers.drop_functions()
    op.drop_column("closings", "delegated")
    op.drop_column("vote_openings", "delegation_cap")
