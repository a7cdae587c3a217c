"""Series of bookings: the rule, its visits, the worker's answer to all, the end of what remained, and visits unpaid."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.market.bookings.series import triggers

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "series",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("listing_id", BigKey, nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("client_id", BigKey, nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("recurrence", sa.String(length=120), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND price_cents >= 0", name=op.f("ck_series_job")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_series_listing_id_listings")),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_series_worker_id_people")),
        sa.ForeignKeyConstraint(["client_id"], ["people.id"], name=op.f("fk_series_client_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("reference", name=op.f("uq_series_reference")),
    )
    for column in ("listing_id", "worker_id", "client_id"):
        op.create_index(op.f(f"ix_series_{column}"), "series", [column], unique=False)
    op.create_table(
        "series_visits",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("series_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_series_visits_number")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], ondelete="CASCADE",
                                name=op.f("fk_series_visits_booking_id_bookings")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_visits_series_id_series")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_series_visits")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_series_visits_series_id_number")),
    )  # fmt: skip
    op.create_table(
        "series_answers",
        sa.Column("series_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("answered_by_id", BigKey, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_series_answers_answered_by_id_people")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_answers_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_series_answers")),
    )
    op.create_table(
        "series_ends",
        sa.Column("series_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("ended_by_id", BigKey, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_series_ends_ended_by_id_people")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_ends_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_series_ends")),
    )
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
    triggers.create()


def downgrade():
    triggers.drop_from_others()
    for table in ("visit_lapses", "visit_payment_asks", "series_ends", "series_answers", "series_visits", "series"):
        op.drop_table(table)
    triggers.drop_functions()
