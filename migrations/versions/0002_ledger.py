"""The ledger, and what the database itself refuses."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.db.types import BigKey, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POSTGRESQL = (
    # The transaction's id is forced, not defaulted: an entry cannot pretend to belong to another one.
    # xmin would break under savepoints, hence a column of our own.
    "ALTER TABLE entries ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    """
    CREATE FUNCTION coop_entry_enters() RETURNS trigger LANGUAGE plpgsql AS $$
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
    "CREATE TRIGGER entries_enter BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION coop_entry_enters()",
    # Once a statement, over all its rows: a bulk import asks this once a batch, not once a line.
    """
    CREATE FUNCTION coop_posting_joins() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE wrong RECORD;
    BEGIN
      SELECT e.id, e.lines, e.txid <> pg_current_xact_id() AS committed INTO wrong
        FROM joining j JOIN entries e ON e.id = j.entry_id
        WHERE e.txid <> pg_current_xact_id() OR j.line > e.lines LIMIT 1;
      IF wrong.committed THEN
        RAISE EXCEPTION 'entry % was committed: no line can join it', wrong.id USING ERRCODE = 'check_violation';
      END IF;
      IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'entry % has % lines: no further line can join it', wrong.id, wrong.lines
          USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER postings_join AFTER INSERT ON postings REFERENCING NEW TABLE AS joining "
    "FOR EACH STATEMENT EXECUTE FUNCTION coop_posting_joins()",
    """
    CREATE FUNCTION coop_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE found RECORD;
    BEGIN
      SELECT sum(lines) AS lines, bool_or(off_by <> 0) AS is_off INTO found FROM (
        SELECT count(*) AS lines, sum(amount) AS off_by FROM postings WHERE entry_id = NEW.id GROUP BY commodity
      ) AS by_commodity;
      IF found.lines IS DISTINCT FROM NEW.lines THEN
        RAISE EXCEPTION 'entry % does not have its % lines', NEW.reference, NEW.lines
          USING ERRCODE = 'check_violation';
      END IF;
      IF found.is_off THEN
        RAISE EXCEPTION 'entry % does not sum to zero', NEW.reference USING ERRCODE = 'check_violation';
      END IF;
      IF NEW.reverses IS NOT NULL THEN
        IF EXISTS (
          SELECT 1 FROM postings WHERE entry_id IN (NEW.id, NEW.reverses)
          GROUP BY account_id, party_id HAVING sum(amount) <> 0
        ) THEN
          RAISE EXCEPTION 'entry % does not mirror what it reverses', NEW.reference
            USING ERRCODE = 'check_violation';
        END IF;
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION coop_entry_balances()",
    """
    CREATE FUNCTION coop_period_closes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(7041);
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER periods_close BEFORE INSERT ON periods FOR EACH ROW EXECUTE FUNCTION coop_period_closes()",
    "ALTER TABLE periods ADD CONSTRAINT ex_periods_days "
    "EXCLUDE USING gist (daterange(opens_on, closes_on, '[]') WITH &&)",
)

SQLITE = (
    """
    CREATE TRIGGER entries_enter BEFORE INSERT ON entries
    WHEN EXISTS (SELECT 1 FROM periods WHERE NEW.effective_on BETWEEN opens_on AND closes_on)
    BEGIN SELECT RAISE(ABORT, 'entry falls into a closed period'); END
    """,
    """
    CREATE TRIGGER postings_join BEFORE INSERT ON postings
    WHEN EXISTS (SELECT 1 FROM entry_seals WHERE entry_id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'entry is sealed: no line can join it'); END
    """,
    # SQLite has no deferred trigger. entries.id references entry_seals deferred, so an unsealed entry fails
    # at COMMIT, and sealing is where the sum is checked.
    """
    CREATE TRIGGER entry_seals_check BEFORE INSERT ON entry_seals
    BEGIN
      SELECT RAISE(ABORT, 'entry does not have its lines') WHERE
        (SELECT COUNT(*) FROM postings WHERE entry_id = NEW.entry_id)
        IS NOT (SELECT lines FROM entries WHERE id = NEW.entry_id);
      SELECT RAISE(ABORT, 'entry does not sum to zero') WHERE EXISTS
        (SELECT 1 FROM postings WHERE entry_id = NEW.entry_id GROUP BY commodity HAVING SUM(amount) <> 0);
      SELECT RAISE(ABORT, 'entry does not mirror what it reverses') WHERE
        (SELECT reverses FROM entries WHERE id = NEW.entry_id) IS NOT NULL AND EXISTS (
          SELECT 1 FROM postings
          WHERE entry_id IN (NEW.entry_id, (SELECT reverses FROM entries WHERE id = NEW.entry_id))
          GROUP BY account_id, party_id HAVING SUM(amount) <> 0);
    END
    """,
    """
    CREATE TRIGGER periods_close BEFORE INSERT ON periods
    WHEN EXISTS (SELECT 1 FROM periods WHERE opens_on <= NEW.closes_on AND NEW.opens_on <= closes_on)
    BEGIN SELECT RAISE(ABORT, 'period overlaps a closed one'); END
    """,
)


def upgrade():
    sealing = []
    if is_sqlite():
        op.create_table(
            "entry_seals",
            sa.Column("entry_id", sa.Integer(), sa.ForeignKey("entries.id"), primary_key=True),
        )
        sealing = [
            sa.ForeignKeyConstraint(["id"], ["entry_seals.entry_id"], deferrable=True, initially="DEFERRED")
        ]
    op.create_table(
        "parties",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("token", name=op.f("uq_parties_token")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("commodity", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("code", "commodity", name=op.f("uq_accounts_code_commodity")),
        sa.UniqueConstraint("id", "commodity", name=op.f("uq_accounts_id_commodity")),
    )
    op.create_table(
        "entries",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("lines", sa.SmallInteger(), nullable=False),
        sa.Column("rule_ids", Json, nullable=False),
        sa.Column("decision_id", BigKey, nullable=True),
        sa.Column("reverses", BigKey, nullable=True),
        sa.Column("facts", Json, server_default="{}", nullable=False),
        sa.CheckConstraint("lines >= 2", name=op.f("ck_entries_lines")),
        sa.CheckConstraint("length(reference) > 0", name=op.f("ck_entries_reference")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_entries_decision_id_decisions")),
        sa.ForeignKeyConstraint(["reverses"], ["entries.id"], name=op.f("fk_entries_reverses_entries")),
        *sealing,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("uuid", name=op.f("uq_entries_uuid")),
        sa.UniqueConstraint("reference", name=op.f("uq_entries_reference")),
        sa.UniqueConstraint("reverses", name=op.f("uq_entries_reverses")),
    )
    op.create_index(op.f("ix_entries_decision_id"), "entries", ["decision_id"])
    op.create_index("ix_entries_effective_on_id", "entries", ["effective_on", "id"])
    op.create_index("ix_entries_kind_id", "entries", ["kind", "id"])
    op.create_table(
        "postings",
        sa.Column("entry_id", BigKey, nullable=False),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("commodity", sa.String(8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("party_id", BigKey, nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_postings_amount")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_postings_line")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_postings_entry_id_entries")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_postings_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["account_id", "commodity"],
            ["accounts.id", "accounts.commodity"],
            name=op.f("fk_postings_account_id_commodity_accounts"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "line", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_account_id_entry_id", "postings", ["account_id", "entry_id", "amount"])
    op.create_index(
        "ix_postings_party_id_account_id", "postings", ["party_id", "account_id", "entry_id", "amount"]
    )
    op.create_table(
        "entry_private",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_private_entry_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_private")),
    )
    op.create_table(
        "periods",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("surplus_cents", sa.BigInteger(), nullable=False),
        sa.Column("closing_entry_id", BigKey, nullable=True),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_periods_order")),
        sa.ForeignKeyConstraint(
            ["closing_entry_id"], ["entries.id"], name=op.f("fk_periods_closing_entry_id_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("closing_entry_id", name=op.f("uq_periods_closing_entry_id")),
    )
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        op.execute(statement)
    append_only("parties", key="id = NEW.id OR token = NEW.token")
    append_only("accounts", key="id = NEW.id OR (code = NEW.code AND commodity = NEW.commodity)")
    append_only(
        "entries",
        key="id = NEW.id OR uuid = NEW.uuid OR reference = NEW.reference "
        "OR (NEW.reverses IS NOT NULL AND reverses = NEW.reverses)",
    )
    append_only("postings", key="entry_id = NEW.entry_id AND line = NEW.line")
    append_only("periods", key="id = NEW.id")
    if is_sqlite():
        append_only("entry_seals", key="entry_id = NEW.entry_id")


def downgrade():
    for table in ("periods", "entry_private", "postings", "entries", "accounts", "parties"):
        op.drop_table(table)
    if is_sqlite():
        op.drop_table("entry_seals")
    else:
        for function in ("coop_entry_enters", "coop_posting_joins", "coop_entry_balances", "coop_period_closes"):
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")
