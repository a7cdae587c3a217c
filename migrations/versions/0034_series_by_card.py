"""Visits of a series that no card was charged for: both sides told, and the visit called off when nobody paid."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.market.bookings.series import payment_triggers

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "visit_payment_asks",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("pay_by", UtcDateTime(), nullable=True),
        sa.CheckConstraint("pay_by IS NULL OR pay_by > asked_at", name=op.f("ck_visit_payment_asks_pay_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["series_visits.booking_id"],
                                name=op.f("fk_visit_payment_asks_booking_id_series_visits")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_visit_payment_asks")),
    )  # fmt: skip
    op.create_table(
        "visit_lapses",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("lapsed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["visit_payment_asks.booking_id"],
                                name=op.f("fk_visit_lapses_booking_id_visit_payment_asks")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_visit_lapses")),
    )  # fmt: skip
    payment_triggers.create()


def downgrade():
    op.drop_table("visit_lapses")
    op.drop_table("visit_payment_asks")
    payment_triggers.drop_functions()
