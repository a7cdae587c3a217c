"""Snapshots of balances, and the promise that lets them be final: no entry enters at or below a cut."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.db.types import BigKey, Json, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

POSTGRESQL = (
    # Before the statement draws its first number: numbers drawn by default are drawn under the lock.
    """
    CREATE FUNCTION coop_entries_begin() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- Shared with other entries, exclusive with the closing of a period and the choosing of a cut.
      PERFORM pg_advisory_xact_lock_shared(7041);
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER entries_begin BEFORE INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION coop_entries_begin()",
    """
    CREATE OR REPLACE FUNCTION coop_entry_enters() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.txid := pg_current_xact_id();
      IF NEW.id <= (SELECT max(upto) FROM balance_cuts) THEN
        RAISE EXCEPTION 'entry % comes too late: the books are summed up to %', NEW.id,
          (SELECT max(upto) FROM balance_cuts)
          USING ERRCODE = 'serialization_failure', HINT = 'Try again: it will be given a number of now.';
      END IF;
      IF EXISTS (SELECT 1 FROM periods WHERE NEW.effective_on BETWEEN opens_on AND closes_on) THEN
        RAISE EXCEPTION 'entry % falls into a closed period', NEW.reference USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
)

# As migration 0002 left it.
POSTGRESQL_BEFORE = (
    """
    CREATE OR REPLACE FUNCTION coop_entry_enters() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.txid := pg_current_xact_id();
      -- Shared with other entries, exclusive with the closing of a period.
      PERFORM pg_advisory_xact_lock_shared(7041);
      IF EXISTS (SELECT 1 FROM periods WHERE NEW.effective_on BETWEEN opens_on AND closes_on) THEN
        RAISE EXCEPTION 'entry % falls into a closed period', NEW.reference USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    "DROP TRIGGER entries_begin ON entries",
    "DROP FUNCTION coop_entries_begin()",
)

# After, not before: before, SQLite has not yet numbered a row that was given no number.
SQLITE = (
    """
    CREATE TRIGGER entries_in_time AFTER INSERT ON entries
    WHEN NEW.id <= (SELECT MAX(upto) FROM balance_cuts)
    BEGIN SELECT RAISE(ABORT, 'entry comes too late: the books are summed further'); END
    """,
)


def upgrade():
    op.create_table(
        "balance_cuts",
        sa.Column("upto", BigKey, autoincrement=False, nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("after < upto", name=op.f("ck_balance_cuts_order")),
        sa.ForeignKeyConstraint(["upto"], ["entries.id"], name=op.f("fk_balance_cuts_upto_entries")),
        sa.PrimaryKeyConstraint("upto", name=op.f("pk_balance_cuts")),
        sa.UniqueConstraint("after", name=op.f("uq_balance_cuts_after")),
    )
    op.create_table(
        "balance_snapshots",
        sa.Column("account_id", BigKey, nullable=False),
        sa.Column("span", sa.String(length=5), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("upto", BigKey, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("span IN ('ever', 'year', 'month', 'day')", name=op.f("ck_balance_snapshots_span")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_balance_snapshots_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["upto"], ["balance_cuts.upto"], name=op.f("fk_balance_snapshots_upto_balance_cuts")
        ),
        sa.PrimaryKeyConstraint("account_id", "span", "begins_on", "upto", name=op.f("pk_balance_snapshots")),
    )
    op.create_index("ix_balance_snapshots_upto", "balance_snapshots", ["upto"])
    op.create_table(
        "party_snapshots",
        sa.Column("account_id", BigKey, nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("upto", BigKey, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_party_snapshots_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_snapshots_party_id_parties")),
        sa.ForeignKeyConstraint(["upto"], ["balance_cuts.upto"], name=op.f("fk_party_snapshots_upto_balance_cuts")),
        sa.PrimaryKeyConstraint("account_id", "party_id", "upto", name=op.f("pk_party_snapshots")),
    )
    op.create_index("ix_party_snapshots_upto", "party_snapshots", ["upto"])
    op.create_table(
        "rule_citations",
        sa.Column("rule_version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_rule_citations_entry_id_entries")),
        sa.PrimaryKeyConstraint("rule_version_id", "entry_id", name=op.f("pk_rule_citations")),
    )
    op.create_index("ix_rule_citations_entry_id", "rule_citations", ["entry_id"])
    op.create_table(
        "book_checks",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_checks")),
    )
    # Few entries follow from a decision: an index of those alone, in the order of the books.
    op.drop_index("ix_entries_decision_id", table_name="entries")
    op.create_index(
        "ix_entries_decision_id_id",
        "entries",
        ["decision_id", "id"],
        postgresql_where=sa.text("decision_id IS NOT NULL"),
        sqlite_where=sa.text("decision_id IS NOT NULL"),
    )
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        op.execute(statement)
    append_only("balance_cuts", key="upto = NEW.upto OR after = NEW.after")
    append_only(
        "balance_snapshots",
        key="account_id = NEW.account_id AND span = NEW.span AND begins_on = NEW.begins_on AND upto = NEW.upto",
    )
    append_only("party_snapshots", key="account_id = NEW.account_id AND party_id = NEW.party_id AND upto = NEW.upto")
    append_only("book_checks", key="id = NEW.id")
    append_only("rule_citations", key="rule_version_id = NEW.rule_version_id AND entry_id = NEW.entry_id")


def downgrade():
    if is_sqlite():
        op.execute("DROP TRIGGER entries_in_time")
    else:
        for statement in POSTGRESQL_BEFORE:
            op.execute(statement)
    op.drop_index("ix_entries_decision_id_id", table_name="entries")
    op.create_index("ix_entries_decision_id", "entries", ["decision_id"])
    for table in ("book_checks", "rule_citations", "party_snapshots", "balance_snapshots", "balance_cuts"):
        op.drop_table(table)
