"""Budgets of the fund, version by version."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.db.types import BigKey, UtcDateTime
from coop.money.triggers import Refusal

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_REFUSALS = (
    Refusal(
        "budgets",
        "do_not_overlap",
        "INSERT",
        "its days overlap with another budget in part",
        "EXISTS (SELECT 1 FROM budgets b WHERE b.opens_on <= NEW.closes_on AND b.closes_on >= NEW.opens_on "
        "AND NOT (b.opens_on = NEW.opens_on AND b.closes_on = NEW.closes_on))",
        lock="13",
    ),
    Refusal(
        "budgets",
        "follow_each_other",
        "INSERT",
        "a version follows the one before it",
        "NEW.version <> 1 + (SELECT COALESCE(MAX(b.version), 0) FROM budgets b "
        "WHERE b.opens_on = NEW.opens_on AND b.closes_on = NEW.closes_on)",
        lock="13",
    ),
    Refusal(
        "budget_lines",
        "are_complete",
        "INSERT",
        "this budget has all its lines",
        "(SELECT COUNT(*) FROM budget_lines l WHERE l.budget_id = NEW.budget_id) >= "
        "(SELECT b.line_count FROM budgets b WHERE b.id = NEW.budget_id)",
    ),
)


def upgrade():
    op.create_table(
        "budgets",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.SmallInteger(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_budgets_lines")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_budgets_order")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_budgets_decision_id_decisions")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_budgets_recorded_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
        sa.UniqueConstraint("opens_on", "closes_on", "version", name=op.f("uq_budgets_opens_on_closes_on_version")),
    )
    op.create_table(
        "budget_lines",
        sa.Column("budget_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "account LIKE 'Income:%' OR account LIKE 'Expenses:%'", name=op.f("ck_budget_lines_account")
        ),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], name=op.f("fk_budget_lines_budget_id_budgets")),
        sa.PrimaryKeyConstraint("budget_id", "account", name=op.f("pk_budget_lines")),
    )
    for refusal in _REFUSALS:
        refusal.install()
    append_only(
        "budgets",
        key="id = NEW.id OR (opens_on = NEW.opens_on AND closes_on = NEW.closes_on AND version = NEW.version)",
    )
    append_only("budget_lines", key="budget_id = NEW.budget_id AND account = NEW.account")


def downgrade():
    op.drop_table("budget_lines")
    op.drop_table("budgets")
    if not is_sqlite():
        for refusal in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
