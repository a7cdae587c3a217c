"""Membership: classes, leaves, orientation, and retained dividends as obligations that come due."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.people import members_triggers as triggers

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "membership_applications",
        sa.Column("member_class", sa.String(length=12), server_default="worker", nullable=False),
    )
    op.create_table(
        "membership_classes",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("membership_id", BigKey, nullable=False),
        sa.Column("member_class", sa.String(length=12), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("set_by_id", BigKey, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("member_class IN ('worker', 'user', 'supporter')", name=op.f("ck_membership_classes_member_class")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_membership_classes_membership_id_memberships")),
        sa.ForeignKeyConstraint(["set_by_id"], ["people.id"], name=op.f("fk_membership_classes_set_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_classes")),
    )
    op.create_index(op.f("ix_membership_classes_membership_id"), "membership_classes", ["membership_id"], unique=False)
    op.create_table(
        "member_leaves",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("membership_id", BigKey, nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_member_leaves_span")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_member_leaves_membership_id_memberships")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_leaves")),
    )
    op.create_index(op.f("ix_member_leaves_membership_id"), "member_leaves", ["membership_id"], unique=False)
    op.create_table(
        "member_leave_ends",
        sa.Column("leave_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leave_id"], ["member_leaves.id"], name=op.f("fk_member_leave_ends_leave_id_member_leaves")),
        sa.PrimaryKeyConstraint("leave_id", name=op.f("pk_member_leave_ends")),
    )
    op.create_table(
        "orientation_steps",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_member", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", BigKey, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_orientation_steps_title")),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_orientation_steps_added_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orientation_steps")),
    )
    op.create_table(
        "orientation_step_ends",
        sa.Column("step_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_by_id", BigKey, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_orientation_step_ends_ended_by_id_people")),
        sa.ForeignKeyConstraint(["step_id"], ["orientation_steps.id"], name=op.f("fk_orientation_step_ends_step_id_orientation_steps")),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_orientation_step_ends")),
    )
    op.create_table(
        "orientation_checks",
        sa.Column("step_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("checked_by_id", BigKey, nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_orientation_checks_checked_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_orientation_checks_person_id_people")),
        sa.ForeignKeyConstraint(["step_id"], ["orientation_steps.id"], name=op.f("fk_orientation_checks_step_id_orientation_steps")),
        sa.PrimaryKeyConstraint("step_id", "person_id", name=op.f("pk_orientation_checks")),
    )
    op.create_table(
        "capital_obligations",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rule_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_capital_obligations_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_capital_obligations_entry_id_entries")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_capital_obligations_party_id_parties")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule_versions.id"], name=op.f("fk_capital_obligations_rule_id_rule_versions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capital_obligations")),
        sa.UniqueConstraint("entry_id", "party_id", "account", name=op.f("uq_capital_obligations_entry_id_party_id_account")),
    )
    op.create_index(op.f("ix_capital_obligations_due_on"), "capital_obligations", ["due_on"], unique=False)
    op.create_index(op.f("ix_capital_obligations_party_id"), "capital_obligations", ["party_id"], unique=False)
    op.create_table(
        "capital_releases",
        sa.Column("obligation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_capital_releases_entry_id_entries")),
        sa.ForeignKeyConstraint(["obligation_id"], ["capital_obligations.id"], name=op.f("fk_capital_releases_obligation_id_capital_obligations")),
        sa.PrimaryKeyConstraint("obligation_id", name=op.f("pk_capital_releases")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_capital_releases_entry_id")),
    )
    triggers.create()


def downgrade():
    for table in ("capital_releases", "capital_obligations", "orientation_checks", "orientation_step_ends",
                  "orientation_steps", "member_leave_ends", "member_leaves", "membership_classes"):
        op.drop_table(table)
    op.drop_column("membership_applications", "member_class")
    triggers.drop_functions()
