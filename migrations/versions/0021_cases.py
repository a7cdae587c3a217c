"""Due process: cases from the complaint to the ending, panels, safety pauses, and what they restrict."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.governance.cases import triggers

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "cases",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("complainant_id", BigKey, nullable=False),
        sa.Column("respondent_id", BigKey, nullable=False),
        sa.Column("booking", sa.String(length=40), nullable=True),
        sa.Column("stake_cents", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(kind = 'booking') = (booking IS NOT NULL)", name=op.f("ck_cases_booking")),
        sa.CheckConstraint("kind IN ('complaint', 'booking')", name=op.f("ck_cases_kind")),
        sa.CheckConstraint("stake_cents >= 0 AND (kind = 'booking' OR stake_cents = 0)", name=op.f("ck_cases_stake")),
        sa.CheckConstraint("complainant_id <> respondent_id", name=op.f("ck_cases_sides")),
        sa.ForeignKeyConstraint(["complainant_id"], ["people.id"], name=op.f("fk_cases_complainant_id_people")),
        sa.ForeignKeyConstraint(["respondent_id"], ["people.id"], name=op.f("fk_cases_respondent_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("booking", name=op.f("uq_cases_booking")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    op.create_index(op.f("ix_cases_complainant_id"), "cases", ["complainant_id"], unique=False)
    op.create_index(op.f("ix_cases_respondent_id"), "cases", ["respondent_id"], unique=False)
    op.create_table(
        "panel_conflicts",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("other_id", BigKey, nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ground IN ('household', 'other')", name=op.f("ck_panel_conflicts_ground")),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_panel_conflicts_other")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_panel_conflicts_other_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_panel_conflicts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_conflicts")),
    )
    op.create_index(op.f("ix_panel_conflicts_other_id"), "panel_conflicts", ["other_id"], unique=False)
    op.create_index(op.f("ix_panel_conflicts_person_id"), "panel_conflicts", ["person_id"], unique=False)
    op.create_table(
        "panel_offers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("willing", sa.Boolean(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_panel_offers_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_offers")),
    )
    op.create_index(op.f("ix_panel_offers_person_id"), "panel_offers", ["person_id"], unique=False)
    op.create_table(
        "restrictions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("case_reference", sa.String(length=16), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('pause', 'suspension')", name=op.f("ck_restrictions_kind")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_restrictions_span")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_restrictions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
        sa.UniqueConstraint("case_reference", "kind", name=op.f("uq_restrictions_case_reference_kind")),
    )
    op.create_index(op.f("ix_restrictions_person_id"), "restrictions", ["person_id"], unique=False)
    op.create_table(
        "case_answers",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_answers_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_answers")),
    )
    op.create_table(
        "case_evidence",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("case_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_case_evidence_author_id_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_evidence_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_evidence")),
    )
    op.create_index(op.f("ix_case_evidence_case_id"), "case_evidence", ["case_id"], unique=False)
    op.create_table(
        "case_notices",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=False),
        sa.Column("panel_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("suspension_days", sa.Integer(), nullable=False),
        sa.Column("rule_ids", Json, nullable=False),
        sa.CheckConstraint("answer_by > given_at", name=op.f("ck_case_notices_term")),
        sa.CheckConstraint("panel_size % 2 = 1 AND panel_size > 0", name=op.f("ck_case_notices_odd")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_notices")),
    )
    op.create_table(
        "case_pause_signatures",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("case_id", BigKey, nullable=False),
        sa.Column("steward_id", BigKey, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("counts_until", UtcDateTime(), nullable=False),
        sa.CheckConstraint("counts_until > signed_at", name=op.f("ck_case_pause_signatures_term")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_pause_signatures_case_id_cases")),
        sa.ForeignKeyConstraint(["steward_id"], ["people.id"], name=op.f("fk_case_pause_signatures_steward_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause_signatures")),
    )
    op.create_index(op.f("ix_case_pause_signatures_case_id"), "case_pause_signatures", ["case_id"], unique=False)
    op.create_table(
        "case_reminders",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("about", sa.String(length=24), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reminders_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_reminders_person_id_people")),
        sa.PrimaryKeyConstraint("case_id", "person_id", "about", name=op.f("pk_case_reminders")),
    )
    op.create_table(
        "restriction_ends",
        sa.Column("restriction_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("ended_by_id", BigKey, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_restriction_ends_ended_by_id_people")),
        sa.ForeignKeyConstraint(["restriction_id"], ["restrictions.id"], name=op.f("fk_restriction_ends_restriction_id_restrictions")),
        sa.PrimaryKeyConstraint("restriction_id", name=op.f("pk_restriction_ends")),
    )
    op.create_table(
        "case_draws",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_notices.case_id"], name=op.f("fk_case_draws_case_id_case_notices")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_draws")),
    )
    op.create_table(
        "case_pool",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_notices.case_id"], name=op.f("fk_case_pool_case_id_case_notices")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_pool_person_id_people")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_pool")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_pool_case_id_person_id")),
        sa.UniqueConstraint("case_id", "token", name=op.f("uq_case_pool_case_id_token")),
    )
    op.create_index(op.f("ix_case_pool_person_id"), "case_pool", ["person_id"], unique=False)
    op.create_table(
        "case_decisions",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("public_reasons", sa.Text(), nullable=False),
        sa.Column("appeal_by", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(measure = 'dismissed') = (rank = 0)", name=op.f("ck_case_decisions_measure")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_case_decisions_amount")),
        sa.CheckConstraint("appeal_by IS NULL OR appeal_by > decided_at", name=op.f("ck_case_decisions_appeal")),
        sa.ForeignKeyConstraint(["case_id"], ["case_draws.case_id"], name=op.f("fk_case_decisions_case_id_case_draws")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_decisions")),
    )
    op.create_table(
        "case_recusals",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ground IN ('conflict', 'declined', 'late')", name=op.f("ck_case_recusals_ground")),
        sa.ForeignKeyConstraint(["case_id", "position"], ["case_pool.case_id", "case_pool.position"], name=op.f("fk_case_recusals_case_id_position_case_pool")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_recusals")),
    )
    op.create_table(
        "case_votes",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("public_reasons", sa.Text(), nullable=False),
        sa.Column("voted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("rank BETWEEN 0 AND 4 AND amount >= 0", name=op.f("ck_case_votes_measure")),
        sa.ForeignKeyConstraint(["case_id", "position"], ["case_pool.case_id", "case_pool.position"], name=op.f("fk_case_votes_case_id_position_case_pool")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_votes")),
    )
    op.create_table(
        "case_appeals",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("appealed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_decisions.case_id"], name=op.f("fk_case_appeals_case_id_case_decisions")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_case_appeals_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_appeals")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_case_appeals_proposal_id")),
    )
    op.create_table(
        "case_endings",
        sa.Column("case_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("overturned", sa.Boolean(), nullable=False),
        sa.Column("membership_id", BigKey, nullable=True),
        sa.Column("restriction_id", BigKey, nullable=True),
        sa.Column("refund_id", BigKey, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_decisions.case_id"], name=op.f("fk_case_endings_case_id_case_decisions")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_case_endings_membership_id_memberships")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_case_endings_refund_id_refunds")),
        sa.ForeignKeyConstraint(["restriction_id"], ["restrictions.id"], name=op.f("fk_case_endings_restriction_id_restrictions")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_endings")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_case_endings_membership_id")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_case_endings_refund_id")),
        sa.UniqueConstraint("restriction_id", name=op.f("uq_case_endings_restriction_id")),
    )
    triggers.create()


def downgrade():
    for table in (
        "case_endings",
        "case_appeals",
        "case_votes",
        "case_recusals",
        "case_decisions",
        "case_pool",
        "case_draws",
        "restriction_ends",
        "case_reminders",
        "case_pause_signatures",
        "case_notices",
        "case_evidence",
        "case_answers",
        "restrictions",
        "panel_offers",
        "panel_conflicts",
        "cases",
    ):
        op.drop_table(table)
    triggers.drop_functions()
