"""Erasing a person: requests, what is kept by law and until when, and the words of facts that may be blanked."""

import sqlalchemy as sa
from alembic import op

from coop.commons.erasure import triggers
from coop.db.types import BigKey, Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "erased_parties",
        sa.Column("party_id", BigKey, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_erased_parties_party_id_parties")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_erased_parties")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure_requests",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_erasure_requests_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_requests")),
    )
    op.create_index(op.f("ix_erasure_requests_person_id"), "erasure_requests", ["person_id"])
    op.create_index(
        "uq_erasure_requests_open",
        "erasure_requests",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "erasure_holds",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("request_id", BigKey, nullable=False),
        sa.Column("ground", sa.String(16), nullable=False),
        sa.Column("held_by_id", BigKey, nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["erasure_requests.id"], name=op.f("fk_erasure_holds_request_id_erasure_requests")
        ),
        sa.ForeignKeyConstraint(["held_by_id"], ["people.id"], name=op.f("fk_erasure_holds_held_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_holds")),
    )
    op.create_index(op.f("ix_erasure_holds_request_id"), "erasure_holds", ["request_id"])
    op.create_table(
        "erasures",
        sa.Column("request_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["erasure_requests.id"], name=op.f("fk_erasures_request_id_erasure_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "erasure_ends",
        sa.Column("request_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["erasures.request_id"], name=op.f("fk_erasure_ends_request_id_erasures")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_erasure_ends")),
    )
    op.create_table(
        "kept_by_law",
        sa.Column("record_table", sa.String(40), nullable=False),
        sa.Column("record_key", sa.String(60), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("blanked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("record_table", "record_key", name=op.f("pk_kept_by_law")),
    )
    op.create_index(op.f("ix_kept_by_law_until"), "kept_by_law", ["until"])
    op.create_table(
        "erasure_sweeps",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_sweeps")),
    )
    triggers.create()


def downgrade():
    triggers.drop()
    for table in (
        "erasure_sweeps", "kept_by_law", "erasure_ends", "erasures", "erasure_holds", "erasure_requests",
        "erased_parties",
    ):  # fmt: skip
        op.drop_table(table)
    triggers.drop_functions()
