"""The bank's statements, matched to the books."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.money.reconciliation import triggers

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "bank_statements",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("layout", Json, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opening_cents", sa.BigInteger(), nullable=False),
        sa.Column("closing_cents", sa.BigInteger(), nullable=False),
        sa.Column("imported_by_id", BigKey, nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_bank_statements_days")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["people.id"], name=op.f("fk_bank_statements_imported_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_statements_digest")),
    )
    op.create_index(op.f("ix_bank_statements_closes_on"), "bank_statements", ["closes_on"], unique=False)
    op.create_table(
        "bank_lines",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("counterparty", sa.String(length=140), nullable=False),
        sa.Column("bank_id", sa.String(length=80), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_bank_lines_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_lines_key")),
    )
    op.create_index("ix_bank_lines_booked_on_id", "bank_lines", ["booked_on", "id"], unique=False)
    op.create_table(
        "bank_statement_lines",
        sa.Column("statement_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("line_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name=op.f("fk_bank_statement_lines_line_id_bank_lines")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statements.id"], name=op.f("fk_bank_statement_lines_statement_id_bank_statements")
        ),
        sa.PrimaryKeyConstraint("statement_id", "line_id", name=op.f("pk_bank_statement_lines")),
    )
    op.create_index(op.f("ix_bank_statement_lines_line_id"), "bank_statement_lines", ["line_id"], unique=False)
    op.create_table(
        "bank_matches",
        sa.Column("id", BigKey, autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("made_by_id", BigKey, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_bank_matches_made_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_matches")),
    )
    op.create_table(
        "bank_matched_lines",
        sa.Column("match_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("line_id", BigKey, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name=op.f("fk_bank_matched_lines_line_id_bank_lines")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["bank_matches.id"],
            name=op.f("fk_bank_matched_lines_match_id_bank_matches"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("match_id", "line_id", name=op.f("pk_bank_matched_lines")),
    )
    op.create_index(op.f("ix_bank_matched_lines_line_id"), "bank_matched_lines", ["line_id"], unique=False)
    op.create_table(
        "bank_matched_postings",
        sa.Column("match_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("posting_line", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "posting_line"],
            ["postings.entry_id", "postings.line"],
            name="fk_bank_matched_postings_posting",
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["bank_matches.id"],
            name=op.f("fk_bank_matched_postings_match_id_bank_matches"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("match_id", "entry_id", "posting_line", name=op.f("pk_bank_matched_postings")),
    )
    op.create_index(
        "ix_bank_matched_postings_entry_id_posting_line",
        "bank_matched_postings",
        ["entry_id", "posting_line"],
        unique=False,
    )
    op.create_table(
        "bank_match_undoings",
        sa.Column("match_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("undone_by_id", BigKey, nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["bank_matches.id"], name=op.f("fk_bank_match_undoings_match_id_bank_matches")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["people.id"], name=op.f("fk_bank_match_undoings_undone_by_id_people")
        ),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_bank_match_undoings")),
    )
    triggers.install()


def downgrade():
    for table in (
        "bank_match_undoings",
        "bank_matched_postings",
        "bank_matched_lines",
        "bank_matches",
        "bank_statement_lines",
        "bank_lines",
        "bank_statements",
    ):
        op.drop_table(table)
    triggers.take_back()
