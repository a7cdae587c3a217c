"""Cards kept with the processor, and what their owners agreed may be charged to them."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.money.kept_cards import triggers

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "card_customers",
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_customers_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_card_customers")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_card_customers_processor_id")),
    )
    op.create_table(
        "kept_cards",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("processor_id", sa.String(length=80), nullable=True),
        sa.Column("brand", sa.String(length=20), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("expires_month", sa.SmallInteger(), nullable=False),
        sa.Column("expires_year", sa.SmallInteger(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(removed_at IS NULL) = (processor_id IS NOT NULL)", name=op.f("ck_kept_cards_removed")),
        sa.CheckConstraint("removed_at IS NULL OR (brand = '' AND last_four = '')", name=op.f("ck_kept_cards_forgotten")),
        sa.CheckConstraint("length(last_four) IN (0, 4)", name=op.f("ck_kept_cards_last_four")),
        sa.CheckConstraint("expires_month BETWEEN 1 AND 12", name=op.f("ck_kept_cards_month")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kept_cards_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_cards")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_kept_cards_processor_id")),
    )
    op.create_index(op.f("ix_kept_cards_person_id"), "kept_cards", ["person_id"], unique=False)
    op.create_table(
        "card_consents",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("card_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_consents_amount")),
        sa.ForeignKeyConstraint(["card_id"], ["kept_cards.id"], name=op.f("fk_card_consents_card_id_kept_cards")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_consents_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_consents")),
    )
    for column in ("subject", "person_id", "card_id"):
        op.create_index(op.f(f"ix_card_consents_{column}"), "card_consents", [column], unique=False)
    op.create_table(
        "card_consent_charges",
        sa.Column("consent_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("attempt_id", BigKey, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_card_consent_charges_amount")),
        sa.ForeignKeyConstraint(["attempt_id"], ["card_attempts.id"], name=op.f("fk_card_consent_charges_attempt_id_card_attempts")),
        sa.ForeignKeyConstraint(["consent_id"], ["card_consents.id"], name=op.f("fk_card_consent_charges_consent_id_card_consents")),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_card_consent_charges")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_card_consent_charges_attempt_id")),
    )
    op.create_table(
        "card_consent_ends",
        sa.Column("consent_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome IN ('charged', 'declined', 'asks', 'taken back', 'over')", name=op.f("ck_card_consent_ends_outcome")),
        sa.ForeignKeyConstraint(["consent_id"], ["card_consents.id"], name=op.f("fk_card_consent_ends_consent_id_card_consents")),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_card_consent_ends")),
    )
    op.create_table(
        "card_refusals_told",
        sa.Column("consent_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["card_consent_ends.consent_id"], name=op.f("fk_card_refusals_told_consent_id_card_consent_ends")),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_card_refusals_told")),
    )
    triggers.install()


def downgrade():
    for table in (
        "card_refusals_told",
        "card_consent_ends",
        "card_consent_charges",
        "card_consents",
        "kept_cards",
        "card_customers",
    ):
        op.drop_table(table)
    triggers.drop_functions()
