"""Funds with a purpose, rounds of projects, and promises paid against receipts."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.governance.ballots import triggers as ballots
from coop.governance.ideas import triggers as ideas
from coop.money.fund.commitments import triggers as commitments

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

FUNDS = "fund IN ('solidarity', 'education', 'projects')"
TABLES = (
    "round_projects", "project_idea_withdrawals", "project_idea_versions", "project_ideas", "commitment_closings",
    "commitment_warnings", "project_expenses", "commitments", "fund_releases", "fund_reservations",
)  # fmt: skip


def key(table, column, target, **options):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}_{target.split('.')[0]}"), **options)


def upgrade():
    op.create_table(
        "fund_reservations",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("fund", sa.String(length=12), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(FUNDS, name=op.f("ck_fund_reservations_fund")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_fund_reservations_amount")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_fund_reservations")),
    )
    op.create_table(
        "fund_releases",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        key("fund_releases", "reference", "fund_reservations.reference"),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_fund_releases")),
    )
    op.create_table(
        "commitments",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("fund", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("responsible_id", BigKey, nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("committed_by_id", BigKey, nullable=True),
        sa.Column("limit_cents", sa.BigInteger(), nullable=True),
        sa.Column("committed_at", UtcDateTime(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=False),
        sa.CheckConstraint(FUNDS, name=op.f("ck_commitments_fund")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_commitments_amount")),
        sa.CheckConstraint("(decision_id IS NULL) <> (committed_by_id IS NULL)", name=op.f("ck_commitments_one")),
        sa.CheckConstraint("(decision_id IS NULL) = (limit_cents IS NOT NULL)", name=op.f("ck_commitments_limit")),
        key("commitments", "responsible_id", "people.id"),
        key("commitments", "decision_id", "decisions.id"),
        key("commitments", "committed_by_id", "people.id"),
        key("commitments", "entry_id", "entries.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("reference", name=op.f("uq_commitments_reference")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_commitments_entry_id")),
        sa.UniqueConstraint("decision_id", "line", name=op.f("uq_commitments_decision_id_line")),
    )
    op.create_index(op.f("ix_commitments_responsible_id"), "commitments", ["responsible_id"], unique=False)
    op.create_table(
        "project_expenses",
        sa.Column("expense_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("commitment_id", BigKey, nullable=False),
        key("project_expenses", "expense_id", "expenses.id"),
        key("project_expenses", "commitment_id", "commitments.id"),
        sa.PrimaryKeyConstraint("expense_id", name=op.f("pk_project_expenses")),
    )
    op.create_index(op.f("ix_project_expenses_commitment_id"), "project_expenses", ["commitment_id"], unique=False)
    op.create_table(
        "commitment_warnings",
        sa.Column("commitment_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        key("commitment_warnings", "commitment_id", "commitments.id"),
        sa.PrimaryKeyConstraint("commitment_id", name=op.f("pk_commitment_warnings")),
    )
    op.create_table(
        "commitment_closings",
        sa.Column("commitment_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by_id", BigKey, nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("returned_cents", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", BigKey, nullable=True),
        sa.CheckConstraint("returned_cents >= 0", name=op.f("ck_commitment_closings_returned")),
        sa.CheckConstraint("(returned_cents = 0) = (entry_id IS NULL)", name=op.f("ck_commitment_closings_entry")),
        key("commitment_closings", "commitment_id", "commitments.id"),
        key("commitment_closings", "closed_by_id", "people.id"),
        key("commitment_closings", "entry_id", "entries.id"),
        sa.PrimaryKeyConstraint("commitment_id", name=op.f("pk_commitment_closings")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_commitment_closings_entry_id")),
    )
    op.create_table(
        "project_ideas",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        key("project_ideas", "proposal_id", "proposals.id"),
        key("project_ideas", "author_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_ideas")),
    )
    op.create_index(op.f("ix_project_ideas_proposal_id"), "project_ideas", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_project_ideas_author_id"), "project_ideas", ["author_id"], unique=False)
    op.create_table(
        "project_idea_versions",
        sa.Column("idea_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("carried_out_by", sa.String(length=200), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cost_cents > 0", name=op.f("ck_project_idea_versions_cost")),
        sa.CheckConstraint("number > 0", name=op.f("ck_project_idea_versions_number")),
        key("project_idea_versions", "idea_id", "project_ideas.id"),
        sa.PrimaryKeyConstraint("idea_id", "number", name=op.f("pk_project_idea_versions")),
    )
    op.create_table(
        "project_idea_withdrawals",
        sa.Column("idea_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        key("project_idea_withdrawals", "idea_id", "project_ideas.id"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_project_idea_withdrawals")),
    )
    op.create_table(
        "round_projects",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=3), nullable=False),
        sa.Column("idea_id", BigKey, nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cost_cents > 0", name=op.f("ck_round_projects_cost")),
        key("round_projects", "proposal_id", "proposals.id"),
        key("round_projects", "idea_id", "project_ideas.id"),
        sa.PrimaryKeyConstraint("proposal_id", "key", name=op.f("pk_round_projects")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_round_projects_idea_id")),
    )
    for fund in ("Solidarity", "Education", "Projects"):
        op.execute(
            "INSERT INTO accounts (code, kind, commodity) "
            f"SELECT 'Equity:Committed:{fund}', 'equity', currency FROM charter c "
            f"WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE code = 'Equity:Committed:{fund}' AND commodity = c.currency)"
        )
    ideas.create()
    commitments.create()
    # The method of rounds joins those whose ballots the databases know.
    ballots.remake()


def downgrade():
    ideas.drop()
    commitments.drop()
    for table in TABLES:
        op.drop_table(table)
    ideas.drop_functions()
    commitments.drop_functions()
