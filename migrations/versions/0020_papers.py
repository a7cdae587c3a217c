"""Tax statuses, and the papers made by them: numbered without gaps, frozen when issued."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.money.papers import triggers

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "tax_statuses",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("rate", sa.String(8), nullable=False),
        sa.Column("vat_number", sa.String(16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("trading_name", sa.String(120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", BigKey, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('unregistered', 'registered', 'exempt')", name=op.f("ck_tax_statuses_kind")),
        sa.CheckConstraint(
            "rate IN ('', 'standard', 'reduced') AND (kind = 'registered') = (rate <> '')",
            name=op.f("ck_tax_statuses_rate"),
        ),
        sa.CheckConstraint("kind <> 'registered' OR vat_number <> ''", name=op.f("ck_tax_statuses_number")),
        sa.CheckConstraint("(kind = 'exempt') = (sentence <> '')", name=op.f("ck_tax_statuses_sentence")),
        sa.CheckConstraint(
            "trading_name <> '' AND (kind = 'unregistered' OR address <> '')", name=op.f("ck_tax_statuses_named")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tax_statuses_person_id_people")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_tax_statuses_recorded_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_statuses")),
    )
    op.create_index(op.f("ix_tax_statuses_person_id"), "tax_statuses", ["person_id"])
    op.create_table(
        "paper_issuers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("party_id", BigKey, nullable=True),
        sa.Column("code", sa.String(6), nullable=False),
        sa.CheckConstraint("(party_id IS NULL) = (code = 'COOP')", name=op.f("ck_paper_issuers_coop")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_paper_issuers_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_issuers")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_issuers_code")),
        sa.UniqueConstraint("party_id", name=op.f("uq_paper_issuers_party_id")),
    )
    op.create_table(
        "papers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("issuer_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("refers_to_id", BigKey, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column("worker_party_id", BigKey, nullable=False),
        sa.Column("client_id", BigKey, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(12), nullable=False),
        sa.Column("seller_name", sa.String(120), nullable=False),
        sa.Column("seller_address", sa.Text(), nullable=False),
        sa.Column("seller_vat_number", sa.String(16), nullable=False),
        sa.Column("buyer_name", sa.String(120), nullable=False),
        sa.Column("buyer_address", sa.Text(), nullable=False),
        sa.Column("buyer_vat_number", sa.String(16), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.CheckConstraint("kind IN ('invoice', 'credit-note')", name=op.f("ck_papers_kind")),
        sa.CheckConstraint("(kind = 'credit-note') = (refers_to_id IS NOT NULL)", name=op.f("ck_papers_refers")),
        sa.CheckConstraint(
            "gross_cents > 0 AND vat_cents >= 0 AND vat_cents <= gross_cents", name=op.f("ck_papers_amounts")
        ),
        sa.CheckConstraint("rate <> '' OR vat_cents = 0", name=op.f("ck_papers_rate")),
        sa.CheckConstraint("number > 0", name=op.f("ck_papers_number")),
        sa.ForeignKeyConstraint(["issuer_id"], ["paper_issuers.id"], name=op.f("fk_papers_issuer_id_paper_issuers")),
        sa.ForeignKeyConstraint(["refers_to_id"], ["papers.id"], name=op.f("fk_papers_refers_to_id_papers")),
        sa.ForeignKeyConstraint(["worker_party_id"], ["parties.id"], name=op.f("fk_papers_worker_party_id_parties")),
        sa.ForeignKeyConstraint(["client_id"], ["people.id"], name=op.f("fk_papers_client_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint(
            "issuer_id", "kind", "year", "number", name=op.f("uq_papers_issuer_id_kind_year_number")
        ),
        sa.UniqueConstraint("subject", name=op.f("uq_papers_subject")),
    )
    for column in ("refers_to_id", "worker_party_id", "client_id"):
        op.create_index(op.f(f"ix_papers_{column}"), "papers", [column])
    op.create_table(
        "paper_entries",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("paper_id", BigKey, nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("fee_cents <> 0", name=op.f("ck_paper_entries_fee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_paper_entries_entry_id_entries")),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_paper_entries_paper_id_papers")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_paper_entries")),
    )
    op.create_index(op.f("ix_paper_entries_paper_id"), "paper_entries", ["paper_id"])
    triggers.install()


def downgrade():
    for table in ("paper_entries", "papers", "paper_issuers", "tax_statuses"):
        op.drop_table(table)
    triggers.drop_functions()
