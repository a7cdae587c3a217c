"""What the databases refuse about money, for the migration; said for each in its own words.

A moment's thought for every trigger: a faulty program, a second process, a person with a database shell.
"""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op

from coop.db.triggers import append_only, is_sqlite

KEEP_FUNCTION = """
CREATE OR REPLACE FUNCTION coop_keep_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% are facts: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def keep_facts(table: str, *, columns: str, key: str) -> None:
    """Rows may be completed, never changed in `columns` nor deleted; `key` as in `append_only`."""
    if not is_sqlite():
        op.execute(KEEP_FUNCTION)
        for name, event in (("update", f"UPDATE OF {columns}"), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_keep_{name} BEFORE {event} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION coop_keep_facts()"
            )
        return
    for name, event in (("update", f"UPDATE OF {columns}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_keep_{name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are facts: {name} refused'); END"
        )
    # Names and keys are ours, written in this file.
    op.execute(
        f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} are facts: this key exists'); END"
    )


@dataclass(frozen=True)
class Refusal:
    """`event` on `table` is refused while the SQL condition `when` (over NEW and OLD) holds.

    `lock` is an SQL key that PostgreSQL takes an advisory lock on first, so that two database transactions
    cannot each miss what the other is about to commit; SQLite has one writer anyhow.
    """

    table: str
    name: str
    event: str
    because: str
    when: str
    lock: str = ""

    def install(self) -> None:
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {self.table}_{self.name} BEFORE {self.event} ON {self.table} "
                f"WHEN {self.when} BEGIN SELECT RAISE(ABORT, '{self.because}'); END"
            )
            return
        locked = f"PERFORM pg_advisory_xact_lock(7043, {self.lock});" if self.lock else ""
        answer = "OLD" if self.event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION coop_{self.table}_{self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {locked} IF {self.when} THEN RAISE EXCEPTION '{self.because}' "
            f"USING ERRCODE = 'check_violation'; END IF; RETURN {answer}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {self.table}_{self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION coop_{self.table}_{self.name}()"
        )


PAYMENTS = (
    Refusal(
        "held_movements",
        "are_posted",
        "INSERT",
        "a movement of held money is what its entry posts",
        "NEW.amount_cents <> -(SELECT COALESCE(SUM(p.amount), 0) FROM postings p "
        "JOIN accounts a ON a.id = p.account_id "
        "WHERE p.entry_id = NEW.entry_id AND a.code = 'Liabilities:ClientsHeld')",
    ),
    Refusal(
        "held_movements",
        "are_covered",
        "INSERT",
        "more than is held for this booking",
        "NEW.amount_cents + (SELECT COALESCE(SUM(amount_cents), 0) FROM held_movements "
        "WHERE subject = NEW.subject) < 0",
        lock="hashtext(NEW.subject)",
    ),
    Refusal(
        "settlements", "happen_once", "UPDATE", "this booking was shared out", "OLD.settled_at IS NOT NULL"
    ),
    Refusal("refunds", "are_sent_once", "UPDATE", "this refund was sent", "OLD.sent_entry_id IS NOT NULL"),
)


def install() -> None:
    """Everything the money tables refuse."""
    for refusal in PAYMENTS:
        refusal.install()
    append_only("held_movements", key="entry_id = NEW.entry_id")
    append_only("payments", key="id = NEW.id OR entry_id = NEW.entry_id")
    append_only("tips", key="id = NEW.id OR (subject = NEW.subject AND number = NEW.number)")
    append_only("cancelled_payments", key="subject = NEW.subject")
    keep_facts(
        "settlements",
        key="subject = NEW.subject",
        columns="subject, worker_party_id, price_cents, fee_cents, minutes, method, completed_on, rule_ids",
    )
    keep_facts(
        "refunds",
        key="id = NEW.id OR (subject = NEW.subject AND number = NEW.number)",
        columns="subject, number, amount_cents, method, after_completion, reason, decided_by_id, decided_at",
    )


def take_back() -> None:
    """Drop the functions; the triggers went with their tables."""
    if is_sqlite():
        return
    for refusal in PAYMENTS:
        op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
    op.execute("DROP FUNCTION IF EXISTS coop_keep_facts()")
