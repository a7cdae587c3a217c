"""Persons, their sessions, membership, stewards."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.people import triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "rate_counts",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_counts")),
    )
    op.create_index(op.f("ix_rate_counts_expires_at"), "rate_counts", ["expires_at"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", Json, nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_lower")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_people_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_people_fs_uniquifier")),
        sa.UniqueConstraint("party_id", name=op.f("uq_people_party_id")),
    )
    op.create_table(
        "membership_applications",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= submitted_at", name=op.f("ck_membership_applications_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_membership_applications_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_applications")),
    )
    op.create_index(
        op.f("ix_membership_applications_person_id"), "membership_applications", ["person_id"], unique=False
    )
    op.create_index(
        "uq_membership_applications_open",
        "membership_applications",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_sessions_person_id"), "sign_in_sessions", ["person_id"], unique=False)
    op.create_table(
        "stewardships",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("decision_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_stewardships_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stewardships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stewardships")),
    )
    op.create_index(op.f("ix_stewardships_person_id"), "stewardships", ["person_id"], unique=False)
    op.create_table(
        "membership_application_ends",
        sa.Column("application_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["membership_applications.id"],
            name=op.f("fk_membership_application_ends_application_id_membership_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_membership_application_ends_decision_id_decisions"),
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_membership_application_ends")),
    )
    op.create_table(
        "membership_objections",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("application_id", BigKey, nullable=False),
        sa.Column("member_id", BigKey, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_membership_objections_reason")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["membership_applications.id"],
            name=op.f("fk_membership_objections_application_id_membership_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_membership_objections_member_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_objections")),
        sa.UniqueConstraint(
            "application_id", "member_id", name=op.f("uq_membership_objections_application_id_member_id")
        ),
    )
    op.create_index(
        op.f("ix_membership_objections_application_id"),
        "membership_objections",
        ["application_id"],
        unique=False,
    )
    op.create_table(
        "memberships",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("application_id", BigKey, nullable=True),
        sa.Column("admitted_at", UtcDateTime(), nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("left_at IS NULL OR left_at >= admitted_at", name=op.f("ck_memberships_order")),
        sa.CheckConstraint("number > 0", name=op.f("ck_memberships_number")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["membership_applications.id"],
            name=op.f("fk_memberships_application_id_membership_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_memberships_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("application_id", name=op.f("uq_memberships_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_memberships_number")),
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(
        "uq_memberships_open",
        "memberships",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "departures",
        sa.Column("membership_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.Column("redeemable_cents", sa.BigInteger(), nullable=False),
        sa.Column("redeem_by", sa.Date(), nullable=False),
        sa.Column("approved_entry_id", BigKey, nullable=True),
        sa.Column("paid_entry_id", BigKey, nullable=True),
        sa.Column("paid_by_id", BigKey, nullable=True),
        sa.CheckConstraint(
            "paid_entry_id IS NULL OR approved_entry_id IS NOT NULL",
            name=op.f("ck_departures_paid_after_approval"),
        ),
        sa.CheckConstraint(
            "redeemable_cents = 0 OR approved_entry_id IS NOT NULL", name=op.f("ck_departures_approved")
        ),
        sa.CheckConstraint("redeemable_cents >= 0", name=op.f("ck_departures_redeemable")),
        sa.ForeignKeyConstraint(
            ["approved_entry_id"], ["entries.id"], name=op.f("fk_departures_approved_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_departures_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_departures_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["paid_by_id"], ["people.id"], name=op.f("fk_departures_paid_by_id_people")),
        sa.ForeignKeyConstraint(
            ["paid_entry_id"], ["entries.id"], name=op.f("fk_departures_paid_entry_id_entries")
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_departures")),
        sa.UniqueConstraint("approved_entry_id", name=op.f("uq_departures_approved_entry_id")),
        sa.UniqueConstraint("paid_entry_id", name=op.f("uq_departures_paid_entry_id")),
    )
    op.create_table(
        "share_payments",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("membership_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_share_payments_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_share_payments_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_share_payments_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_share_payments_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_payments")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_share_payments_entry_id")),
    )
    op.create_index(
        op.f("ix_share_payments_membership_id"), "share_payments", ["membership_id"], unique=False
    )
    triggers.create()


def downgrade():
    op.drop_table("share_payments")
    op.drop_table("membership_objections")
    op.drop_table("membership_application_ends")
    op.drop_table("departures")
    op.drop_table("stewardships")
    op.drop_table("memberships")
    op.drop_table("membership_applications")
    op.drop_table("rate_counts")
    op.drop_table("sign_in_sessions")
    op.drop_table("people")
    triggers.drop_functions()
