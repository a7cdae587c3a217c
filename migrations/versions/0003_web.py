"""Forms already answered."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "form_answers",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_answers")),
    )


def downgrade():
    op.drop_table("form_answers")
