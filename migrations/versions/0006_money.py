"""Payments, payouts, the fund."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.money import triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "cancelled_payments",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("worker_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("fund_cents", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.CheckConstraint(
            "worker_cents >= 0 AND fee_cents >= 0 AND fund_cents >= 0",
            name=op.f("ck_cancelled_payments_kept"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_cancelled_payments_entry_id_entries")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_cancelled_payments")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_cancelled_payments_entry_id")),
    )
    op.create_table(
        "expected_transfers",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("worker_party_id", BigKey, nullable=False),
        sa.Column("client_id", BigKey, nullable=True),
        sa.Column("expected_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_expected_transfers_price")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["people.id"], name=op.f("fk_expected_transfers_client_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["worker_party_id"], ["parties.id"], name=op.f("fk_expected_transfers_worker_party_id_parties")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_expected_transfers")),
    )
    op.create_table(
        "held_movements",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_held_movements_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_held_movements_entry_id_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_held_movements")),
    )
    op.create_index(op.f("ix_held_movements_subject"), "held_movements", ["subject"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("bank_line", sa.String(length=80), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("method IN ('transfer', 'clearing')", name=op.f("ck_payments_method")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_payments_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_payments_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_payments_entry_id")),
        sa.UniqueConstraint(
            "subject",
            "received_on",
            "amount_cents",
            "bank_line",
            name=op.f("uq_payments_subject_received_on_amount_cents_bank_line"),
        ),
    )
    op.create_table(
        "refunds",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("after_completion", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", BigKey, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.Column("sent_entry_id", BigKey, nullable=True),
        sa.Column("sent_by_id", BigKey, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refunds_amount")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_refunds_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_refunds_entry_id_entries")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["people.id"], name=op.f("fk_refunds_sent_by_id_people")),
        sa.ForeignKeyConstraint(
            ["sent_entry_id"], ["entries.id"], name=op.f("fk_refunds_sent_entry_id_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_refunds_entry_id")),
        sa.UniqueConstraint("sent_entry_id", name=op.f("uq_refunds_sent_entry_id")),
        sa.UniqueConstraint("subject", "number", name=op.f("uq_refunds_subject_number")),
    )
    op.create_table(
        "settlements",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("worker_party_id", BigKey, nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("rule_ids", Json, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.CheckConstraint("method IN ('cash', 'transfer', 'clearing')", name=op.f("ck_settlements_method")),
        sa.CheckConstraint("fee_cents >= 0 AND fee_cents <= price_cents", name=op.f("ck_settlements_fee")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_settlements_minutes")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_settlements_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["worker_party_id"], ["parties.id"], name=op.f("fk_settlements_worker_party_id_parties")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_settlements")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_settlements_entry_id")),
    )
    op.create_index("ix_settlements_worker_party_id", "settlements", ["worker_party_id"], unique=False)
    op.create_table(
        "tips",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker_party_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_tips_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_tips_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["worker_party_id"], ["parties.id"], name=op.f("fk_tips_worker_party_id_parties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_tips_entry_id")),
        sa.UniqueConstraint("subject", "number", name=op.f("uq_tips_subject_number")),
    )
    op.create_index(op.f("ix_tips_worker_party_id"), "tips", ["worker_party_id"], unique=False)
    triggers.install()


def downgrade():
    op.drop_table("cancelled_payments")
    op.drop_table("refunds")
    op.drop_table("tips")
    op.drop_table("settlements")
    op.drop_table("payments")
    op.drop_table("held_movements")
    op.drop_table("expected_transfers")
    triggers.take_back()
