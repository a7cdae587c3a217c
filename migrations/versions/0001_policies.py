"""The charter, decisions, and dated rule versions."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only
from coop.db.types import BigKey, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "charter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("preset", sa.String(32), nullable=False),
        sa.Column("founded_at", UtcDateTime(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("accent", sa.String(7), nullable=False),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("bic", sa.String(11), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_charter_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("reference", name=op.f("uq_decisions_reference")),
    )
    op.create_table(
        "rule_versions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("in_force_from", UtcDateTime(), nullable=False),
        sa.Column("decision_id", BigKey, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_rule_versions_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rule_versions_name_version")),
        sa.UniqueConstraint("name", "in_force_from", name=op.f("uq_rule_versions_name_in_force_from")),
    )
    op.create_index(op.f("ix_rule_versions_decision_id"), "rule_versions", ["decision_id"])
    append_only("decisions", key="id = NEW.id OR reference = NEW.reference")
    append_only(
        "rule_versions",
        key="id = NEW.id OR (name = NEW.name AND (version = NEW.version OR in_force_from = NEW.in_force_from))",
    )


def downgrade():
    op.drop_table("rule_versions")
    op.drop_table("decisions")
    op.drop_table("charter")
