"""The public log: a queue that no fact escapes, leaves, tiles, keys and signed tree heads."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.db.types import BigKey, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Type of leaf -> the table whose rows become such leaves, and the column that numbers them.
SOURCES = {
    "charter": ("charter", "id"),
    "decision": ("decisions", "id"),
    "rule-version": ("rule_versions", "id"),
    "entry": ("entries", "id"),
    "period": ("periods", "id"),
    "vote-opened": ("vote_openings", "proposal_id"),
    "vote-closed": ("closings", "proposal_id"),
    "outcome": ("outcomes", "proposal_id"),
    "enactment": ("enactments", "proposal_id"),
    "distribution": ("distributions", "id"),
    "key": ("log_keys", "id"),
}

POSTGRESQL = (
    "ALTER TABLE log_leaves ADD CONSTRAINT ck_log_leaves_hash_of_body CHECK (hash = sha256('\\x00'::bytea || body))",
    """
    CREATE FUNCTION coop_queue_leaves_with_its_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM log_leaves WHERE source = OLD.source AND key = OLD.key) THEN
        RAISE EXCEPTION 'log_queue: % % has no leaf yet', OLD.source, OLD.key USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN OLD;
    END $$
    """,
    "CREATE TRIGGER log_queue_leave BEFORE DELETE ON log_queue FOR EACH ROW "
    "EXECUTE FUNCTION coop_queue_leaves_with_its_leaf()",
    "CREATE TRIGGER log_queue_keep BEFORE UPDATE ON log_queue FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()",
    "CREATE TRIGGER log_openings_keep BEFORE UPDATE ON log_openings "
    "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()",
    """
    CREATE FUNCTION coop_leaf_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.leaf_index <> (SELECT COALESCE(max(leaf_index) + 1, 0) FROM log_leaves) THEN
        RAISE EXCEPTION 'leaf % does not follow the last one', NEW.leaf_index USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER log_leaves_follow BEFORE INSERT ON log_leaves FOR EACH ROW EXECUTE FUNCTION coop_leaf_follows()",
    """
    CREATE FUNCTION coop_checkpoint_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.size <= (SELECT COALESCE(max(size), 0) FROM log_checkpoints)
        OR NEW.size > (SELECT COALESCE(max(leaf_index) + 1, 0) FROM log_leaves) THEN
        RAISE EXCEPTION 'a tree head of % neither grows nor covers leaves that are there', NEW.size
          USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER log_checkpoints_grow BEFORE INSERT ON log_checkpoints "
    "FOR EACH ROW EXECUTE FUNCTION coop_checkpoint_grows()",
)

SQLITE = (
    """
    CREATE TRIGGER log_queue_leave BEFORE DELETE ON log_queue
    WHEN NOT EXISTS (SELECT 1 FROM log_leaves WHERE source = OLD.source AND key = OLD.key)
    BEGIN SELECT RAISE(ABORT, 'log_queue: it has no leaf yet'); END
    """,
    """
    CREATE TRIGGER log_queue_keep_update BEFORE UPDATE ON log_queue
    BEGIN SELECT RAISE(ABORT, 'log_queue is append-only: UPDATE refused'); END
    """,
    """
    CREATE TRIGGER log_queue_keep_replace BEFORE INSERT ON log_queue
    WHEN EXISTS (SELECT 1 FROM log_queue WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'log_queue is append-only: this key exists'); END
    """,
    """
    CREATE TRIGGER log_openings_keep_update BEFORE UPDATE ON log_openings
    BEGIN SELECT RAISE(ABORT, 'log_openings is append-only: UPDATE refused'); END
    """,
    """
    CREATE TRIGGER log_openings_keep_replace BEFORE INSERT ON log_openings
    WHEN EXISTS (SELECT 1 FROM log_openings WHERE leaf_index = NEW.leaf_index)
    BEGIN SELECT RAISE(ABORT, 'log_openings is append-only: this key exists'); END
    """,
    """
    CREATE TRIGGER log_leaves_follow BEFORE INSERT ON log_leaves
    WHEN NEW.leaf_index <> (SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM log_leaves)
    BEGIN SELECT RAISE(ABORT, 'this leaf does not follow the last one'); END
    """,
    """
    CREATE TRIGGER log_checkpoints_grow BEFORE INSERT ON log_checkpoints
    WHEN NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM log_checkpoints)
      OR NEW.size > (SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM log_leaves)
    BEGIN SELECT RAISE(ABORT, 'a tree head must grow, and cover leaves that are there'); END
    """,
)


def queued(source: str, table: str, column: str) -> None:
    """Let every row of the table enter the queue in its own commit, and those that are there already now."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_enter_log AFTER INSERT ON {table} "
            f"BEGIN INSERT INTO log_queue (source, key) VALUES ('{source}', NEW.{column}); END"
        )
    else:
        # Once a statement, over all its rows.
        op.execute(
            f"CREATE FUNCTION coop_{table}_enter_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO log_queue (source, key) SELECT '{source}', {column} FROM entering ORDER BY {column}; "
            "RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_enter_log AFTER INSERT ON {table} REFERENCING NEW TABLE AS entering "
            f"FOR EACH STATEMENT EXECUTE FUNCTION coop_{table}_enter_log()"
        )
    op.execute(f"INSERT INTO log_queue (source, key) SELECT '{source}', {column} FROM {table} ORDER BY {column}")


def upgrade():
    op.create_table(
        "log_queue",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_queue")),
    )
    op.create_table(
        "log_leaves",
        sa.Column("leaf_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("leaf_index >= 0", name=op.f("ck_log_leaves_leaf_index")),
        sa.CheckConstraint("length(body) BETWEEN 2 AND 65535", name=op.f("ck_log_leaves_body")),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_log_leaves_hash")),
        sa.PrimaryKeyConstraint("leaf_index", name=op.f("pk_log_leaves")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_log_leaves_source_key")),
    )
    op.create_table(
        "log_openings",
        sa.Column("leaf_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(salt) = 32", name=op.f("ck_log_openings_salt")),
        sa.ForeignKeyConstraint(
            ["leaf_index"], ["log_leaves.leaf_index"], name=op.f("fk_log_openings_leaf_index_log_leaves")
        ),
        sa.PrimaryKeyConstraint("leaf_index", name=op.f("pk_log_openings")),
    )
    op.create_table(
        "log_tiles",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) = 8192", name=op.f("ck_log_tiles_hashes")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_tiles_root")),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_tiles")),
    )
    op.create_table(
        "log_keys",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("verifier", sa.String(300), nullable=False),
        sa.Column("previous", sa.String(300), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_keys")),
        sa.UniqueConstraint("verifier", name=op.f("uq_log_keys_verifier")),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("key_id", BigKey, nullable=False),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_log_checkpoints_root")),
        sa.ForeignKeyConstraint(["key_id"], ["log_keys.id"], name=op.f("fk_log_checkpoints_key_id_log_keys")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoints")),
    )
    op.create_index("ix_log_checkpoints_signed_at", "log_checkpoints", ["signed_at"])
    append_only("log_leaves", key="leaf_index = NEW.leaf_index OR (source = NEW.source AND key = NEW.key)")
    append_only("log_tiles", key="level = NEW.level AND number = NEW.number")
    append_only("log_keys", key="id = NEW.id OR verifier = NEW.verifier")
    append_only("log_checkpoints", key="size = NEW.size")
    for table in ("log_queue", "log_openings"):
        never_emptied(table)
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        op.execute(statement)
    for source, (table, column) in SOURCES.items():
        queued(source, table, column)


def downgrade():
    for table, _ in SOURCES.values():
        op.execute(f"DROP TRIGGER IF EXISTS {table}_enter_log" + ("" if is_sqlite() else f" ON {table}"))
    for table in ("log_checkpoints", "log_keys", "log_tiles", "log_openings", "log_leaves", "log_queue"):
        op.drop_table(table)
    if not is_sqlite():
        functions = [f"coop_{table}_enter_log" for table, _ in SOURCES.values()]
        functions += ["coop_queue_leaves_with_its_leaf", "coop_leaf_follows", "coop_checkpoint_grows"]
        for function in functions:
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")
