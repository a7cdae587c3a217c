"""Card payments: what is asked of the processor, what it says, and what the books have of it."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.money.stripe import triggers

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = (
    "card_attempts",
    "card_checks",
    "card_events",
    "card_mode",
    "card_transactions",
    "card_attempt_answers",
    "card_checkouts",
    "card_events_settled",
    "card_accounts",
    "card_checkout_ends",
    "card_transactions_booked",
    "card_account_states",
    "card_charges",
    "card_transactions_available",
    "card_transfers",
    "card_disputes",
    "card_payment_answers",
    "card_refund_failures",
    "card_dispute_ends",
    "card_dispute_evidence",
    "card_dispute_states",
)


def upgrade():
    triggers.widen()
    op.create_table(
        "card_attempts",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_attempts")),
        sa.UniqueConstraint("key", name=op.f("uq_card_attempts_key")),
    )
    op.create_index("ix_card_attempts_subject_deed", "card_attempts", ["subject", "deed"], unique=False)
    op.create_table(
        "card_checks",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("pending_there_cents", sa.BigInteger(), nullable=False),
        sa.Column("available_there_cents", sa.BigInteger(), nullable=False),
        sa.Column("pending_here_cents", sa.BigInteger(), nullable=False),
        sa.Column("available_here_cents", sa.BigInteger(), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_checks")),
    )
    op.create_table(
        "card_events",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.String(length=120), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_card_events_event_id")),
    )
    op.create_table(
        "card_mode",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_card_mode_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_mode")),
    )
    op.create_table(
        "card_transactions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("landed", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("landed IN ('pending', 'available')", name=op.f("ck_card_transactions_landed")),
        sa.CheckConstraint("gross_cents - fee_cents = net_cents", name=op.f("ck_card_transactions_sum")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_transactions")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_card_transactions_processor_id")),
    )
    op.create_index("ix_card_transactions_category", "card_transactions", ["category"], unique=False)
    op.create_index("ix_card_transactions_source", "card_transactions", ["source"], unique=False)
    op.create_table(
        "card_attempt_answers",
        sa.Column("attempt_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("object_id", sa.String(length=120), nullable=False),
        sa.Column("refused", sa.String(length=80), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(object_id <> '') <> (refused <> '')", name=op.f("ck_card_attempt_answers_one")),
        sa.ForeignKeyConstraint(["attempt_id"], ["card_attempts.id"], name=op.f("fk_card_attempt_answers_attempt_id_card_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_card_attempt_answers")),
    )
    op.create_table(
        "card_checkouts",
        sa.Column("attempt_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("session_id", sa.String(length=120), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_checkouts_amount")),
        sa.ForeignKeyConstraint(["attempt_id"], ["card_attempts.id"], name=op.f("fk_card_checkouts_attempt_id_card_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_card_checkouts")),
        sa.UniqueConstraint("session_id", name=op.f("uq_card_checkouts_session_id")),
    )
    op.create_index(op.f("ix_card_checkouts_subject"), "card_checkouts", ["subject"], unique=False)
    op.create_table(
        "card_events_settled",
        sa.Column("event_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["card_events.id"], name=op.f("fk_card_events_settled_event_id_card_events")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_card_events_settled")),
    )
    op.create_table(
        "card_accounts",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_accounts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_accounts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_card_accounts_person_id")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_card_accounts_processor_id")),
    )
    op.create_table(
        "card_checkout_ends",
        sa.Column("attempt_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome IN ('paid', 'expired')", name=op.f("ck_card_checkout_ends_outcome")),
        sa.ForeignKeyConstraint(["attempt_id"], ["card_checkouts.attempt_id"], name=op.f("fk_card_checkout_ends_attempt_id_card_checkouts")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_card_checkout_ends")),
    )
    op.create_table(
        "card_transactions_booked",
        sa.Column("transaction_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.Column("booked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_card_transactions_booked_entry_id_entries")),
        sa.ForeignKeyConstraint(["transaction_id"], ["card_transactions.id"], name=op.f("fk_card_transactions_booked_transaction_id_card_transactions")),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_card_transactions_booked")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_card_transactions_booked_entry_id")),
    )
    op.create_table(
        "card_account_states",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("account_id", BigKey, nullable=False),
        sa.Column("is_filled_in", sa.Boolean(), nullable=False),
        sa.Column("can_receive", sa.Boolean(), nullable=False),
        sa.Column("can_pay_out", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.String(length=80), nullable=False),
        sa.Column("due", Json, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["card_accounts.id"], name=op.f("fk_card_account_states_account_id_card_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_account_states")),
    )
    op.create_index(op.f("ix_card_account_states_account_id"), "card_account_states", ["account_id"], unique=False)
    op.create_table(
        "card_charges",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("charge_id", sa.String(length=80), nullable=False),
        sa.Column("intent_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", BigKey, nullable=True),
        sa.Column("tip_id", BigKey, nullable=True),
        sa.Column("transaction_id", BigKey, nullable=False),
        sa.CheckConstraint("(payment_id IS NULL) <> (tip_id IS NULL)", name=op.f("ck_card_charges_one")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_charges_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_card_charges_payment_id_payments")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_card_charges_tip_id_tips")),
        sa.ForeignKeyConstraint(["transaction_id"], ["card_transactions.id"], name=op.f("fk_card_charges_transaction_id_card_transactions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_charges")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_card_charges_charge_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_card_charges_payment_id")),
        sa.UniqueConstraint("tip_id", name=op.f("uq_card_charges_tip_id")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_card_charges_transaction_id")),
    )
    op.create_index(op.f("ix_card_charges_intent_id"), "card_charges", ["intent_id"], unique=False)
    op.create_index(op.f("ix_card_charges_subject"), "card_charges", ["subject"], unique=False)
    op.create_table(
        "card_transactions_available",
        sa.Column("transaction_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_card_transactions_available_entry_id_entries")),
        sa.ForeignKeyConstraint(["transaction_id"], ["card_transactions_booked.transaction_id"], name=op.f("fk_card_transactions_available_transaction_id_card_transactions_booked")),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_card_transactions_available")),
    )
    op.create_index(op.f("ix_card_transactions_available_entry_id"), "card_transactions_available", ["entry_id"], unique=False)
    op.create_table(
        "card_transfers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("payment_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.CheckConstraint("entry_id IS NULL OR outcome = 'sent'", name=op.f("ck_card_transfers_entry")),
        sa.CheckConstraint("outcome IN ('sent', 'refused')", name=op.f("ck_card_transfers_outcome")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_card_transfers_end")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_transfers_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_card_transfers_entry_id_entries")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_card_transfers_party_id_parties")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_card_transfers_payment_id_payments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_transfers")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_card_transfers_entry_id")),
        sa.UniqueConstraint("subject", "number", name=op.f("uq_card_transfers_subject_number")),
    )
    op.create_index(op.f("ix_card_transfers_party_id"), "card_transfers", ["party_id"], unique=False)
    op.create_table(
        "card_disputes",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("charge_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("is_inquiry", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_disputes_amount")),
        sa.ForeignKeyConstraint(["charge_id"], ["card_charges.id"], name=op.f("fk_card_disputes_charge_id_card_charges")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_disputes")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_card_disputes_processor_id")),
        sa.UniqueConstraint("subject", "number", name=op.f("uq_card_disputes_subject_number")),
    )
    op.create_index(op.f("ix_card_disputes_charge_id"), "card_disputes", ["charge_id"], unique=False)
    op.create_table(
        "card_payment_answers",
        sa.Column("payment_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("refund_id", BigKey, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(refund_id IS NOT NULL) = (outcome IN ('twice', 'too late', 'over'))", name=op.f("ck_card_payment_answers_refund")),
        sa.CheckConstraint("outcome IN ('booked', 'paid', 'tip', 'twice', 'too late', 'over')", name=op.f("ck_card_payment_answers_outcome")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_card_payment_answers_payment_id_payments")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_card_payment_answers_refund_id_refunds")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_card_payment_answers")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_card_payment_answers_refund_id")),
    )
    op.create_table(
        "card_refund_failures",
        sa.Column("refund_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_card_refund_failures_refund_id_refunds")),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_card_refund_failures")),
    )
    op.create_table(
        "card_dispute_ends",
        sa.Column("dispute_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome IN ('won', 'lost', 'closed')", name=op.f("ck_card_dispute_ends_outcome")),
        sa.ForeignKeyConstraint(["dispute_id"], ["card_disputes.id"], name=op.f("fk_card_dispute_ends_dispute_id_card_disputes")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_card_dispute_ends_entry_id_entries")),
        sa.PrimaryKeyConstraint("dispute_id", name=op.f("pk_card_dispute_ends")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_card_dispute_ends_entry_id")),
    )
    op.create_table(
        "card_dispute_evidence",
        sa.Column("attempt_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("dispute_id", BigKey, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_by_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["card_attempts.id"], name=op.f("fk_card_dispute_evidence_attempt_id_card_attempts")),
        sa.ForeignKeyConstraint(["dispute_id"], ["card_disputes.id"], name=op.f("fk_card_dispute_evidence_dispute_id_card_disputes")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["people.id"], name=op.f("fk_card_dispute_evidence_sent_by_id_people")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_card_dispute_evidence")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_card_dispute_evidence_dispute_id")),
    )
    op.create_table(
        "card_dispute_states",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("dispute_id", BigKey, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["card_disputes.id"], name=op.f("fk_card_dispute_states_dispute_id_card_disputes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_dispute_states")),
    )
    op.create_index(op.f("ix_card_dispute_states_dispute_id"), "card_dispute_states", ["dispute_id"], unique=False)
    triggers.install()


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    triggers.take_back()
