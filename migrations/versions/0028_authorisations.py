"""Cards that are authorised first and charged later."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.db.types import BigKey, UtcDateTime
from coop.money.triggers import Refusal

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEYS = {
    "card_authorisations": "id = NEW.id OR processor_id = NEW.processor_id",
    "card_authorisation_answers": "authorisation_id = NEW.authorisation_id",
    "card_captures": "authorisation_id = NEW.authorisation_id",
    "card_authorisation_ends": "authorisation_id = NEW.authorisation_id",
}

_ASIDE = "(SELECT amount_cents FROM card_authorisations WHERE id = NEW.authorisation_id)"
REFUSALS = (
    Refusal(
        "card_captures",
        "within_the_authorisation",
        "INSERT",
        "more would be charged than the card keeps aside",
        f"NEW.amount_cents > {_ASIDE}",
    ),
    Refusal(
        "card_captures",
        "before_the_end",
        "INSERT",
        "this authorisation has ended",
        "EXISTS (SELECT 1 FROM card_authorisation_ends WHERE authorisation_id = NEW.authorisation_id)",
    ),
    Refusal(
        "card_authorisation_ends",
        "within_the_authorisation",
        "INSERT",
        "more was charged than the card kept aside",
        f"NEW.amount_cents > {_ASIDE}",
    ),
)


def upgrade():
    op.create_table(
        "card_authorisations",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("tip_cents", sa.BigInteger(), nullable=False),
        sa.Column("authorised_at", UtcDateTime(), nullable=False),
        sa.Column("lapses_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_authorisations_amount")),
        sa.CheckConstraint("tip_cents >= 0 AND tip_cents < amount_cents", name=op.f("ck_card_authorisations_tip")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_authorisations")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_card_authorisations_processor_id")),
    )
    op.create_index(op.f("ix_card_authorisations_subject"), "card_authorisations", ["subject"], unique=False)
    op.create_table(
        "card_authorisation_answers",
        sa.Column("authorisation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('booked', 'paid', 'twice', 'too late', 'over')",
            name=op.f("ck_card_authorisation_answers_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["card_authorisations.id"],
            name=op.f("fk_card_authorisation_answers_authorisation_id_card_authorisations"),
        ),
        sa.PrimaryKeyConstraint("authorisation_id", name=op.f("pk_card_authorisation_answers")),
    )
    op.create_table(
        "card_captures",
        sa.Column("authorisation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("kept_cents", sa.BigInteger(), nullable=True),
        sa.Column("worker_party_id", BigKey, nullable=True),
        sa.Column("booked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_card_captures_amount")),
        sa.CheckConstraint(
            "(kept_cents IS NULL) = (booked_at IS NULL) AND (kept_cents IS NULL) = (worker_party_id IS NULL)",
            name=op.f("ck_card_captures_cancellation"),
        ),
        sa.CheckConstraint("kept_cents IS NULL OR kept_cents >= amount_cents", name=op.f("ck_card_captures_kept")),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["card_authorisations.id"],
            name=op.f("fk_card_captures_authorisation_id_card_authorisations"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_party_id"], ["parties.id"], name=op.f("fk_card_captures_worker_party_id_parties")
        ),
        sa.PrimaryKeyConstraint("authorisation_id", name=op.f("pk_card_captures")),
    )
    op.create_table(
        "card_authorisation_ends",
        sa.Column("authorisation_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(amount_cents > 0) = (outcome = 'captured')", name=op.f("ck_card_authorisation_ends_amount")
        ),
        sa.CheckConstraint(
            "outcome IN ('captured', 'released', 'lapsed')", name=op.f("ck_card_authorisation_ends_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["card_authorisations.id"],
            name=op.f("fk_card_authorisation_ends_authorisation_id_card_authorisations"),
        ),
        sa.PrimaryKeyConstraint("authorisation_id", name=op.f("pk_card_authorisation_ends")),
    )
    for refusal in REFUSALS:
        refusal.install()
    for table, key in KEYS.items():
        append_only(table, key=key)


def downgrade():
    for table in ("card_authorisation_ends", "card_captures", "card_authorisation_answers", "card_authorisations"):
        op.drop_table(table)
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
