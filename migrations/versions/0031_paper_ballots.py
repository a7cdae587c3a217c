"""Ballots on paper: batches begun by one steward and signed by another, and how many were cast so."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.governance.paper_ballots import triggers

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    for name in ("paper", "spoiled"):
        op.add_column("closings", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "paper_batches",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("opened_by_id", BigKey, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name=op.f("fk_paper_batches_opened_by_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["vote_openings.proposal_id"],
                                name=op.f("fk_paper_batches_proposal_id_vote_openings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batches")),
    )  # fmt: skip
    op.create_table(
        "paper_names",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batches.id"], name=op.f("fk_paper_names_batch_id_paper_batches")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_paper_names_person_id_people")),
        sa.PrimaryKeyConstraint("batch_id", "person_id", name=op.f("pk_paper_names")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_contents",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batches.id"],
                                name=op.f("fk_paper_contents_batch_id_paper_batches")),
        sa.ForeignKeyConstraint(["proposal_id"], ["vote_openings.proposal_id"],
                                name=op.f("fk_paper_contents_proposal_id_vote_openings")),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_paper_contents")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "paper_signings",
        sa.Column("batch_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("signed_by_id", BigKey, nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("spoiled", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batches.id"],
                                name=op.f("fk_paper_signings_batch_id_paper_batches")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people.id"], name=op.f("fk_paper_signings_signed_by_id_people")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_paper_signings")),
    )  # fmt: skip
    op.create_table(
        "paper_discards",
        sa.Column("batch_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("discarded_by_id", BigKey, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("discarded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("discarded_by_id IS NULL OR reason <> ''", name=op.f("ck_paper_discards_why")),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batches.id"],
                                name=op.f("fk_paper_discards_batch_id_paper_batches")),
        sa.ForeignKeyConstraint(["discarded_by_id"], ["people.id"],
                                name=op.f("fk_paper_discards_discarded_by_id_people")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_paper_discards")),
    )  # fmt: skip
    for table, columns in {
        "paper_batches": ("opened_by_id", "proposal_id"), "paper_names": ("person_id",),
        "paper_contents": ("proposal_id",), "paper_signings": ("signed_by_id",), "paper_discards": ("discarded_by_id",),
    }.items():  # fmt: skip
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    triggers.create()


def downgrade():
    triggers.drop_from_others()
    for table in ("paper_discards", "paper_signings", "paper_contents", "paper_names", "paper_batches"):
        op.drop_table(table)
    triggers.drop_functions()
    for name in ("spoiled", "paper"):
        op.drop_column("closings", name)
