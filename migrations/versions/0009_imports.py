"""Past bookings brought in."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "booking_imports",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_imports")),
    )
    op.create_table(
        "imported_workers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_imported_workers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_workers")),
        sa.UniqueConstraint("source", "name", name=op.f("uq_imported_workers_source_name")),
    )
    op.create_index(op.f("ix_imported_workers_person_id"), "imported_workers", ["person_id"], unique=False)
    op.create_table(
        "imported_bookings",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("import_id", BigKey, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_imported_bookings_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["booking_imports.id"], name=op.f("fk_imported_bookings_import_id_booking_imports")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_imported_bookings")),
    )
    op.create_index(op.f("ix_imported_bookings_import_id"), "imported_bookings", ["import_id"], unique=False)


def downgrade():
    op.drop_table("imported_bookings")
    op.drop_table("imported_workers")
    op.drop_table("booking_imports")
