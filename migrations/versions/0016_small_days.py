"""Small days: entries that the public reads only within a summary, and what the database refuses of both."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.db.types import BigKey

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# entries.book: 0 read by all, 1 inner, 2 a summary.
KINDS = (
    "booking-paid", "booking-completed", "tip", "cancellation", "refund", "payout", "payout-returned", "netting",
    "fees-paid", "share", "redemption", "dispute", "processor", "reversal",
)  # fmt: skip
DECIDED = "SELECT 1 FROM rule_versions WHERE name = 'ledger.small_days' AND CAST(value AS TEXT) <> '0'"

# Test of a new entry -> why it is refused.
ENTRIES = {
    f"NEW.book = 1 AND NOT EXISTS ({DECIDED})": "entry cannot be inner: small days were never decided on",
    f"NEW.book = 1 AND NEW.kind NOT IN ({', '.join(repr(kind) for kind in KINDS)})":
        "entry cannot be inner: its kind is read by all",
    "NEW.book = 1 AND NEW.decision_id IS NOT NULL": "entry cannot be inner: it carries out a public decision",
    "(NEW.book = 2) <> (NEW.kind = 'small-days')": "entry cannot be a summary: its kind and its book differ",
    "NEW.reverses IS NOT NULL AND NEW.book <> (SELECT book FROM entries WHERE id = NEW.reverses)":
        "entry undoes one that others read",
}

SUMMED = {
    "(SELECT book FROM entries WHERE id = NEW.summary_id) IS DISTINCT FROM 2": "summed entry is in no summary",
    "(SELECT book FROM entries WHERE id = NEW.entry_id) IS DISTINCT FROM 1": "summed entry is not an inner one",
    "(SELECT effective_on FROM entries WHERE id = NEW.entry_id) > "
    "(SELECT effective_on FROM entries WHERE id = NEW.summary_id)": "summed entry is of a later day than its summary",
}

PERIODS = {
    "EXISTS (SELECT 1 FROM entries e WHERE e.book = 1 AND e.effective_on BETWEEN NEW.opens_on AND NEW.closes_on "
    "AND NOT EXISTS (SELECT 1 FROM summed_entries s WHERE s.entry_id = e.id))":
        "period holds inner entries without their summary",
    "EXISTS (SELECT 1 FROM entries e JOIN summed_entries s ON s.entry_id = e.id JOIN entries t ON t.id = s.summary_id "
    "WHERE e.book = 1 AND e.effective_on BETWEEN NEW.opens_on AND NEW.closes_on AND t.effective_on > NEW.closes_on)":
        "period ends within days that are summed together",
}

# That a summary is not what it sums. `{id}`: its number.
OFF = """
  EXISTS (
    SELECT 1 FROM (
      SELECT account_id, amount FROM postings WHERE entry_id = {id}
      UNION ALL
      SELECT p.account_id, -p.amount FROM summed_entries s JOIN postings p ON p.entry_id = s.entry_id
      WHERE s.summary_id = {id}
    ) AS sides GROUP BY account_id HAVING SUM(amount) <> 0
  )
"""
MISCOUNTED = """
  (SELECT COUNT(*) FROM summed_entries WHERE summary_id = {id})
  <> (SELECT {count} FROM entries WHERE id = {id})
"""


def refuse(table, name, tests, when="TRUE"):
    """Raise on a row that is about to enter `table` for which one of the tests holds; `when`: which rows are looked at."""
    if is_sqlite():
        checks = "\n".join(
            f"SELECT RAISE(ABORT, '{why}') WHERE {test.replace('IS DISTINCT FROM', 'IS NOT')};"  # noqa: S608  our own words
            for test, why in tests.items()
        )
        op.execute(f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {when} BEGIN {checks} END")
        return
    checks = "\n".join(
        f"IF {test} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF;"
        for test, why in tests.items()
    )
    op.execute(
        f"CREATE FUNCTION coop_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; "
        "END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) "
        f"EXECUTE FUNCTION coop_{table}_{name}()"
    )


SQLITE = (
    """
    CREATE TRIGGER postings_book BEFORE INSERT ON postings
    WHEN NEW.book IS NOT (SELECT book FROM entries WHERE id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'line is not of its entry''s book'); END
    """,
    """
    CREATE TRIGGER postings_nobody BEFORE INSERT ON postings WHEN NEW.book = 2 AND NEW.party_id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a summary concerns nobody alone'); END
    """,
    """
    CREATE TRIGGER summed_entries_join BEFORE INSERT ON summed_entries
    WHEN EXISTS (SELECT 1 FROM entry_seals WHERE entry_id = NEW.summary_id)
    BEGIN SELECT RAISE(ABORT, 'summary is sealed: no entry can join it'); END
    """,
    f"""
    CREATE TRIGGER entry_seals_summary BEFORE INSERT ON entry_seals
    WHEN (SELECT book FROM entries WHERE id = NEW.entry_id) = 2
    BEGIN
      SELECT RAISE(ABORT, 'summary does not say how many entries it sums')
        WHERE {MISCOUNTED.format(id="NEW.entry_id", count="COALESCE(json_extract(facts, '$.entries'), 0)")}
        OR NOT EXISTS (SELECT 1 FROM summed_entries WHERE summary_id = NEW.entry_id);
      SELECT RAISE(ABORT, 'summary is not what its entries sum to') WHERE {OFF.format(id="NEW.entry_id")};
    END
    """,
    "DROP TRIGGER entries_enter_log",
    "CREATE TRIGGER entries_enter_log AFTER INSERT ON entries WHEN NEW.book <> 1 "
    "BEGIN INSERT INTO log_queue (source, key) VALUES ('entry', NEW.id); END",
)

POSTGRESQL = (
    """
    CREATE FUNCTION coop_posting_book() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM joining j JOIN entries e ON e.id = j.entry_id WHERE e.book <> j.book) THEN
        RAISE EXCEPTION 'line is not of its entry''s book' USING ERRCODE = 'check_violation';
      END IF;
      IF EXISTS (SELECT 1 FROM joining WHERE book = 2 AND party_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a summary concerns nobody alone' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER postings_book AFTER INSERT ON postings REFERENCING NEW TABLE AS joining "
    "FOR EACH STATEMENT EXECUTE FUNCTION coop_posting_book()",
    # As lines join entries: of the same database transaction, and no more of them than the entry says.
    """
    CREATE FUNCTION coop_summed_join() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT 1 FROM joining j JOIN entries e ON e.id = j.summary_id WHERE e.txid <> pg_current_xact_id()
      ) THEN
        RAISE EXCEPTION 'summary was committed: no entry can join it' USING ERRCODE = 'check_violation';
      END IF;
      IF EXISTS (
        SELECT 1 FROM entries e WHERE e.id IN (SELECT summary_id FROM joining)
        AND (SELECT COUNT(*) FROM summed_entries s WHERE s.summary_id = e.id)
          > COALESCE((e.facts ->> 'entries')::bigint, 0)
      ) THEN
        RAISE EXCEPTION 'summary does not say how many entries it sums' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER summed_entries_join AFTER INSERT ON summed_entries REFERENCING NEW TABLE AS joining "
    "FOR EACH STATEMENT EXECUTE FUNCTION coop_summed_join()",
    f"""
    CREATE FUNCTION coop_summary_sums() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM summed_entries WHERE summary_id = NEW.id)
        OR {MISCOUNTED.format(id="NEW.id", count="COALESCE((facts ->> 'entries')::bigint, 0)")} THEN
        RAISE EXCEPTION 'summary does not say how many entries it sums' USING ERRCODE = 'check_violation';
      END IF;
      IF {OFF.format(id="NEW.id")} THEN
        RAISE EXCEPTION 'summary is not what its entries sum to' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE CONSTRAINT TRIGGER entries_summary AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW WHEN (NEW.book = 2) EXECUTE FUNCTION coop_summary_sums()",
    "CREATE OR REPLACE FUNCTION coop_entries_enter_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO log_queue (source, key) SELECT 'entry', id FROM entering WHERE book <> 1 ORDER BY id; "
    "RETURN NULL; END $$",
)

SQLITE_BEFORE = (
    "DROP TRIGGER entries_enter_log",
    "CREATE TRIGGER entries_enter_log AFTER INSERT ON entries "
    "BEGIN INSERT INTO log_queue (source, key) VALUES ('entry', NEW.id); END",
    "DROP TRIGGER entry_seals_summary",
    "DROP TRIGGER postings_book",
    "DROP TRIGGER postings_nobody",
    "DROP TRIGGER periods_summed",
    "DROP TRIGGER entries_book",
)

POSTGRESQL_BEFORE = (
    "CREATE OR REPLACE FUNCTION coop_entries_enter_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO log_queue (source, key) SELECT 'entry', id FROM entering ORDER BY id; RETURN NULL; END $$",
    "DROP TRIGGER entries_summary ON entries",
    "DROP TRIGGER postings_book ON postings",
    "DROP TRIGGER periods_summed ON periods",
    "DROP TRIGGER entries_book ON entries",
)


def erasable(table):
    """What can be deleted when a person is erased, and never changed."""
    never_emptied(table)
    if not is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "  # noqa: S608  our own words
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE entry_id = NEW.entry_id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: this key exists'); END"
    )


def upgrade():
    for table in ("entries", "postings"):
        # In plain SQL: SQLite adds a column with its check, but no check to a table that stands.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN book SMALLINT DEFAULT 0 NOT NULL "
            f"CONSTRAINT ck_{table}_book CHECK (book IN (0, 1, 2))"
        )
    op.create_index(
        "ix_entries_book_effective_on",
        "entries",
        ["book", "effective_on"],
        postgresql_where=sa.text("book <> 0"),
        sqlite_where=sa.text("book <> 0"),
    )
    op.create_table(
        "summed_entries",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("summary_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_summed_entries_entry_id_entries")),
        sa.ForeignKeyConstraint(["summary_id"], ["entries.id"], name=op.f("fk_summed_entries_summary_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_summed_entries")),
    )
    op.create_index(op.f("ix_summed_entries_summary_id"), "summed_entries", ["summary_id"])
    op.create_table(
        "inner_salts",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(salt) = 32", name=op.f("ck_inner_salts_salt")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_inner_salts_entry_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_inner_salts")),
    )
    op.create_table(
        "inner_openings",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["summed_entries.entry_id"], name=op.f("fk_inner_openings_entry_id_summed_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_inner_openings")),
    )
    op.create_table(
        "published_snapshots",
        sa.Column("account_id", BigKey, nullable=False),
        sa.Column("span", sa.String(5), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("upto", BigKey, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "span IN ('ever', 'year', 'month', 'day')", name=op.f("ck_published_snapshots_span")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_published_snapshots_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["upto"], ["balance_cuts.upto"], name=op.f("fk_published_snapshots_upto_balance_cuts")
        ),
        sa.PrimaryKeyConstraint("account_id", "span", "begins_on", "upto", name=op.f("pk_published_snapshots")),
    )
    op.create_index("ix_published_snapshots_upto", "published_snapshots", ["upto"])
    append_only("summed_entries", key="entry_id = NEW.entry_id")
    append_only(
        "published_snapshots",
        key="account_id = NEW.account_id AND span = NEW.span AND begins_on = NEW.begins_on AND upto = NEW.upto",
    )
    erasable("inner_salts")
    erasable("inner_openings")
    # Most entries are read by all, and cost nothing more.
    refuse("entries", "book", ENTRIES, when="NEW.book <> 0 OR NEW.kind = 'small-days' OR NEW.reverses IS NOT NULL")
    refuse("summed_entries", "fit", SUMMED)
    refuse("periods", "summed", PERIODS)
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade():
    for statement in SQLITE_BEFORE if is_sqlite() else POSTGRESQL_BEFORE:
        op.execute(statement)
    for table in ("published_snapshots", "inner_openings", "inner_salts", "summed_entries"):
        op.drop_table(table)
    op.drop_index("ix_entries_book_effective_on", table_name="entries")
    for table in ("postings", "entries"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN book")
    if not is_sqlite():
        functions = ("entries_book", "summed_entries_fit", "periods_summed", "posting_book", "summed_join", "summary_sums")
        for function in functions:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{function}()")
