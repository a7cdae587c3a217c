"""Votes held in Belenios: which, where, the archives brought in, and who confirmed them."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.governance.belenios import triggers

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = ("belenios_answers", "belenios_imports", "belenios_places", "belenios_votes")


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}_{target.split('.')[0]}"))


def upgrade():
    op.create_table(
        "belenios_votes",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("import_until", UtcDateTime(), nullable=False),
        key("belenios_votes", "proposal_id", "proposals.id"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_belenios_votes")),
    )
    op.create_table(
        "belenios_places",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("given_by_id", BigKey, nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("address LIKE 'https://%'", name=op.f("ck_belenios_places_https")),
        key("belenios_places", "proposal_id", "belenios_votes.proposal_id"),
        key("belenios_places", "given_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_belenios_places")),
    )
    op.create_table(
        "belenios_imports",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("imported_by_id", BigKey, nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("election", sa.String(length=40), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("checked_with", sa.String(length=60), nullable=False),
        sa.CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name=op.f("ck_belenios_imports_counts")),
        key("belenios_imports", "proposal_id", "belenios_votes.proposal_id"),
        key("belenios_imports", "imported_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_belenios_imports")),
    )
    op.create_table(
        "belenios_answers",
        sa.Column("import_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("answered_by_id", BigKey, nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        key("belenios_answers", "import_id", "belenios_imports.id"),
        key("belenios_answers", "answered_by_id", "people.id"),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_belenios_answers")),
    )
    for table, columns in {
        "belenios_places": ("given_by_id", "proposal_id"), "belenios_imports": ("imported_by_id", "proposal_id"),
        "belenios_answers": ("answered_by_id",),
    }.items():  # fmt: skip
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    triggers.create()


def downgrade():
    triggers.drop_from_others()
    for table in TABLES:
        op.drop_table(table)
    triggers.drop_functions()
