"""Tips that are paid by card in one with the price, and held with it until the work is done."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey
from coop.money.payments import tip_triggers

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "held_tips",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("payment_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_held_tips_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_held_tips_entry_id_entries")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_held_tips_payment_id_payments")),
        sa.PrimaryKeyConstraint("entry_id", "payment_id", name=op.f("pk_held_tips")),
    )
    op.create_index(op.f("ix_held_tips_subject"), "held_tips", ["subject"], unique=False)
    tip_triggers.install()


def downgrade():
    tip_triggers.take_back()
    op.drop_table("held_tips")
