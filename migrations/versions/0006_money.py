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
        "donations",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("giver", sa.String(length=120), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_donations_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_donations_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_donations_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donations")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_donations_entry_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_donations_reference")),
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
        "expenses",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("submitted_by_id", BigKey, nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("pay_to", sa.Text(), nullable=False),
        sa.Column("receipt", sa.String(length=80), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_expenses_amount")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_expenses_submitted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expenses")),
        sa.UniqueConstraint("reference", name=op.f("uq_expenses_reference")),
    )
    op.create_index(op.f("ix_expenses_submitted_by_id"), "expenses", ["submitted_by_id"], unique=False)
    op.create_table(
        "fees_paid",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_fees_paid_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_fees_paid_entry_id_entries")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_fees_paid_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_fees_paid_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fees_paid")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_fees_paid_entry_id")),
    )
    op.create_index(op.f("ix_fees_paid_party_id"), "fees_paid", ["party_id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_grants_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_grants_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_grants_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_grants_entry_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_grants_reference")),
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
        "payout_details",
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=70), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_payout_details_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_payout_details")),
    )
    op.create_table(
        "payout_runs",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("drawn_up_by_id", BigKey, nullable=False),
        sa.Column("drawn_up_at", UtcDateTime(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("rule_ids", Json, nullable=False),
        sa.CheckConstraint("total_cents >= 0", name=op.f("ck_payout_runs_total")),
        sa.ForeignKeyConstraint(
            ["drawn_up_by_id"], ["people.id"], name=op.f("fk_payout_runs_drawn_up_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_runs")),
        sa.UniqueConstraint("reference", name=op.f("uq_payout_runs_reference")),
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
    op.create_table(
        "expense_approvals",
        sa.Column("expense_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("approved_by_id", BigKey, nullable=True),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("second_limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) <> (decision_id IS NULL)", name=op.f("ck_expense_approvals_one")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_expense_approvals_approved_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_expense_approvals_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_expense_approvals_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["expenses.id"], name=op.f("fk_expense_approvals_expense_id_expenses")
        ),
        sa.PrimaryKeyConstraint("expense_id", name=op.f("pk_expense_approvals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_expense_approvals_decision_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_expense_approvals_entry_id")),
    )
    op.create_table(
        "expense_payments",
        sa.Column("expense_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("paid_by_id", BigKey, nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_expense_payments_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["expenses.id"], name=op.f("fk_expense_payments_expense_id_expenses")
        ),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["people.id"], name=op.f("fk_expense_payments_paid_by_id_people")
        ),
        sa.PrimaryKeyConstraint("expense_id", name=op.f("pk_expense_payments")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_expense_payments_entry_id")),
    )
    op.create_table(
        "expense_refusals",
        sa.Column("expense_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("refused_by_id", BigKey, nullable=True),
        sa.Column("refused_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["expenses.id"], name=op.f("fk_expense_refusals_expense_id_expenses")
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"], ["people.id"], name=op.f("fk_expense_refusals_refused_by_id_people")
        ),
        sa.PrimaryKeyConstraint("expense_id", name=op.f("pk_expense_refusals")),
    )
    op.create_table(
        "grant_earnings",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("grant_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=True),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_grant_earnings_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_grant_earnings_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_earnings_grant_id_grants")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_grant_earnings_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_earnings")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_grant_earnings_entry_id")),
    )
    op.create_index(op.f("ix_grant_earnings_grant_id"), "grant_earnings", ["grant_id"], unique=False)
    op.create_table(
        "payout_approvals",
        sa.Column("run_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("approved_by_id", BigKey, nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_payout_approvals_approved_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payout_runs.id"], name=op.f("fk_payout_approvals_run_id_payout_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_payout_approvals")),
    )
    op.create_table(
        "payout_discards",
        sa.Column("run_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("discarded_by_id", BigKey, nullable=False),
        sa.Column("discarded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discarded_by_id"], ["people.id"], name=op.f("fk_payout_discards_discarded_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payout_runs.id"], name=op.f("fk_payout_discards_run_id_payout_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_payout_discards")),
    )
    op.create_table(
        "payout_executions",
        sa.Column("run_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("carried_out_by_id", BigKey, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("carried_out_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_out_by_id"], ["people.id"], name=op.f("fk_payout_executions_carried_out_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payout_runs.id"], name=op.f("fk_payout_executions_run_id_payout_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_payout_executions")),
    )
    op.create_table(
        "payout_lines",
        sa.Column("run_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("party_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("earned_cents", sa.BigInteger(), nullable=False),
        sa.Column("fees_cents", sa.BigInteger(), nullable=False),
        sa.Column("clawback_cents", sa.BigInteger(), nullable=False),
        sa.Column("dividend_cents", sa.BigInteger(), nullable=False),
        sa.Column("pay_cents", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=70), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.CheckConstraint(
            "earned_cents >= 0 AND fees_cents >= 0 AND clawback_cents >= 0 AND dividend_cents >= 0",
            name=op.f("ck_payout_lines_parts"),
        ),
        sa.CheckConstraint(
            "pay_cents >= 0 AND pay_cents = earned_cents - fees_cents - clawback_cents + dividend_cents",
            name=op.f("ck_payout_lines_pay"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_payout_lines_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payout_runs.id"], name=op.f("fk_payout_lines_run_id_payout_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", "party_id", name=op.f("pk_payout_lines")),
    )
    op.create_table(
        "payout_returns",
        sa.Column("run_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("party_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_payout_returns_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_payout_returns_recorded_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "party_id"],
            ["payout_lines.run_id", "payout_lines.party_id"],
            name=op.f("fk_payout_returns_line"),
        ),
        sa.PrimaryKeyConstraint("run_id", "party_id", name=op.f("pk_payout_returns")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_payout_returns_entry_id")),
    )
    op.create_table(
        "clearing_transfers",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.String(length=80), nullable=False),
        sa.Column("received_cents", sa.BigInteger(), nullable=False),
        sa.Column("kept_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint("received_cents >= 0 AND kept_cents >= 0", name=op.f("ck_clearing_transfers_parts")),
        sa.CheckConstraint("received_cents + kept_cents > 0", name=op.f("ck_clearing_transfers_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_clearing_transfers_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_clearing_transfers_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearing_transfers")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_clearing_transfers_entry_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_clearing_transfers_reference")),
        sa.UniqueConstraint("statement", name=op.f("uq_clearing_transfers_statement")),
    )
    triggers.install()


def downgrade():
    op.drop_table("clearing_transfers")
    op.drop_table("payout_returns")
    op.drop_table("grant_earnings")
    op.drop_table("grants")
    op.drop_table("donations")
    op.drop_table("expense_refusals")
    op.drop_table("expense_payments")
    op.drop_table("expense_approvals")
    op.drop_table("expenses")
    op.drop_table("fees_paid")
    op.drop_table("payout_discards")
    op.drop_table("payout_executions")
    op.drop_table("payout_approvals")
    op.drop_table("payout_lines")
    op.drop_table("payout_runs")
    op.drop_table("payout_details")
    op.drop_table("cancelled_payments")
    op.drop_table("refunds")
    op.drop_table("tips")
    op.drop_table("settlements")
    op.drop_table("payments")
    op.drop_table("held_movements")
    op.drop_table("expected_transfers")
    triggers.take_back()
