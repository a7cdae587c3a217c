"""Watching sister co-ops' logs: what was seen stays, each tree head after a smaller one."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.db.types import BigKey, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBERED = ("witness_keys", "witness_heads")
FACTS = {
    "witness_logs": "id = NEW.id",
    "witness_ends": "log_id = NEW.log_id",
    "witness_keys": "log_id = NEW.log_id AND number = NEW.number",
    "witness_heads": "log_id = NEW.log_id AND (number = NEW.number OR size = NEW.size)",
    "witness_alarms": "id = NEW.id",
    "witness_answers": "alarm_id = NEW.alarm_id",
}


def of_a_log(table):
    return sa.ForeignKeyConstraint(["log_id"], ["witness_logs.id"], name=op.f(f"fk_{table}_log_id_witness_logs"))


def upgrade():
    op.create_table(
        "witness_logs",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("is_key_given", sa.Boolean(), nullable=False),
        sa.Column("allow_insecure", sa.Boolean(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_logs")),
    )
    op.create_table(
        "witness_ends",
        sa.Column("log_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        of_a_log("witness_ends"),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_witness_ends")),
    )
    op.create_table(
        "witness_keys",
        sa.Column("log_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verifier", sa.String(300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        of_a_log("witness_keys"),
        sa.PrimaryKeyConstraint("log_id", "number", name=op.f("pk_witness_keys")),
    )
    op.create_table(
        "witness_heads",
        sa.Column("log_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cosignature", sa.Text(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_witness_heads_root")),
        of_a_log("witness_heads"),
        sa.UniqueConstraint("log_id", "size", name=op.f("uq_witness_heads_log_id_size")),
        sa.PrimaryKeyConstraint("log_id", "number", name=op.f("pk_witness_heads")),
    )
    op.create_table(
        "witness_looks",
        sa.Column("log_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("good_at", UtcDateTime(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("unproven_since", UtcDateTime(), nullable=True),
        of_a_log("witness_looks"),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_witness_looks")),
    )
    op.create_table(
        "witness_alarms",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("log_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('rollback', 'fork', 'signature', 'key', 'unproven')", name=op.f("ck_witness_alarms_kind")
        ),
        of_a_log("witness_alarms"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_alarms")),
    )
    op.create_index("ix_witness_alarms_log_id", "witness_alarms", ["log_id"])
    op.create_table(
        "witness_answers",
        sa.Column("alarm_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alarm_id"], ["witness_alarms.id"], name=op.f("fk_witness_answers_alarm_id_witness_alarms")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_witness_answers_person_id_people")),
        sa.PrimaryKeyConstraint("alarm_id", name=op.f("pk_witness_answers")),
    )
    for table, key in FACTS.items():
        append_only(table, key=key)
    never_emptied("witness_looks")
    for table in NUMBERED:
        in_order(table)


def in_order(table):
    """Each number follows the last of its log; a tree head is larger too, unless it is the first."""
    grows = f" OR NEW.size <= (SELECT MAX(size) FROM {table} WHERE log_id = NEW.log_id)" if "heads" in table else ""
    wrong = f"NEW.number <> (SELECT COALESCE(MAX(number) + 1, 0) FROM {table} WHERE log_id = NEW.log_id){grows}"
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_follow BEFORE INSERT ON {table} WHEN {wrong} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: it does not follow the last one'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION coop_{table}_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
        f"RAISE EXCEPTION '{table}: it does not follow the last one' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_follow BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{table}_follow()"
    )


def downgrade():
    for table in (
        "witness_answers", "witness_alarms", "witness_looks", "witness_heads", "witness_keys", "witness_ends",
        "witness_logs",
    ):
        op.drop_table(table)
    if not is_sqlite():
        for table in NUMBERED:
            op.execute(f"DROP FUNCTION coop_{table}_follow()")
