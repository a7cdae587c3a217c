"""What the databases refuse about money, for the migration; said for each in its own words.

A moment's thought for every trigger: a faulty program, a second process, a person with a database shell.
"""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

KEEP_FUNCTION = """
CREATE OR REPLACE FUNCTION coop_keep_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% are facts: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def keep_facts(table: str, *, columns: str, key: str) -> None:
    """Rows may be completed, never changed in `columns` nor deleted; `key` as in `append_only`."""
    if not is_sqlite():
        never_emptied(table)
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
    op.execute(
        f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "  # noqa: S608  our own names
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

    def _when(self) -> str:
        day_before = "date(NEW.opens_on, '-1 day')" if is_sqlite() else "NEW.opens_on - 1"
        return self.when.replace("DAY_BEFORE(NEW.opens_on)", day_before)

    def install(self) -> None:
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {self.table}_{self.name} BEFORE {self.event} ON {self.table} "
                f"WHEN {self._when()} BEGIN SELECT RAISE(ABORT, '{self.because}'); END"
            )
            return
        locked = f"PERFORM pg_advisory_xact_lock(7043, {self.lock});" if self.lock else ""
        answer = "OLD" if self.event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION coop_{self.table}_{self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {locked} IF {self._when()} THEN RAISE EXCEPTION '{self.because}' "
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
        # One of a thousand locks: one for each booking would fill the lock table in a large import.
        lock="mod(hashtext(NEW.subject), 1000)",
    ),
    Refusal("settlements", "happen_once", "UPDATE", "this booking was shared out", "OLD.settled_at IS NOT NULL"),
    Refusal("refunds", "are_sent_once", "UPDATE", "this refund was sent", "OLD.sent_entry_id IS NOT NULL"),
)


_ENDED = (
    "EXISTS (SELECT 1 FROM payout_executions WHERE run_id = NEW.run_id) "
    "OR EXISTS (SELECT 1 FROM payout_discards WHERE run_id = NEW.run_id)"
)
_APPROVED = "EXISTS (SELECT 1 FROM payout_approvals WHERE run_id = NEW.run_id)"
_OFF_TOTAL = (
    "(SELECT COALESCE(SUM(pay_cents), 0) FROM payout_lines WHERE run_id = NEW.run_id) "
    "<> (SELECT total_cents FROM payout_runs WHERE id = NEW.run_id)"
)
_RUNS = "0"
_POSTED = (
    "SELECT -SUM(p.amount) FROM entries e JOIN postings p ON p.entry_id = e.id "
    "JOIN accounts a ON a.id = p.account_id AND a.code = 'Assets:Bank' "
    "WHERE e.reference = 'payout:' || r.reference || ':' || t.token"
)

PAYOUTS = (
    Refusal(
        "payout_runs",
        "one_at_a_time",
        "INSERT",
        "another payout run is open",
        "EXISTS (SELECT 1 FROM payout_runs r "
        "WHERE NOT EXISTS (SELECT 1 FROM payout_executions x WHERE x.run_id = r.id) "
        "AND NOT EXISTS (SELECT 1 FROM payout_discards d WHERE d.run_id = r.id))",
        lock=_RUNS,
    ),
    Refusal(
        "payout_lines",
        "join_before_approval",
        "INSERT",
        "this run is approved or over",
        f"{_APPROVED} OR {_ENDED}",
    ),
    Refusal(
        "payout_approvals",
        "by_another",
        "INSERT",
        "a run is approved by another person than drew it up",
        "NEW.approved_by_id = (SELECT drawn_up_by_id FROM payout_runs WHERE id = NEW.run_id)",
    ),
    Refusal(
        "payout_approvals",
        "of_open_runs",
        "INSERT",
        "this run is over, or its lines miss its total",
        f"{_ENDED} OR {_OFF_TOTAL}",
        lock=_RUNS,
    ),
    Refusal(
        "payout_executions",
        "are_allowed",
        "INSERT",
        "this run needs a second approval, is over, or misses its total",
        f"{_ENDED} OR {_OFF_TOTAL} OR (NOT {_APPROVED} AND EXISTS "  # noqa: S608  our own names
        "(SELECT 1 FROM payout_runs WHERE id = NEW.run_id AND total_cents > limit_cents))",
        lock=_RUNS,
    ),
    Refusal(
        "payout_executions",
        "are_posted",
        "INSERT",
        "a line of this run is not posted as it says",
        "EXISTS (SELECT 1 FROM payout_lines l JOIN payout_runs r ON r.id = l.run_id "  # noqa: S608  our own names
        "JOIN parties t ON t.id = l.party_id WHERE l.run_id = NEW.run_id AND l.pay_cents > 0 "
        f"AND COALESCE(({_POSTED}), 0) <> l.pay_cents)",
    ),
    Refusal(
        "payout_executions",
        "pay_what_is_owed",
        "INSERT",
        "this run pays someone more than the books owe",
        "EXISTS (SELECT 1 FROM payout_lines l JOIN postings p ON p.party_id = l.party_id "
        "JOIN accounts a ON a.id = p.account_id "
        "AND a.code IN ('Liabilities:WorkersPayable', 'Liabilities:PatronagePayable') "
        "WHERE l.run_id = NEW.run_id GROUP BY l.party_id, a.id HAVING SUM(p.amount) > 0)",
    ),
    Refusal(
        "payout_discards",
        "of_unpaid_runs",
        "INSERT",
        "this run is paid",
        "EXISTS (SELECT 1 FROM payout_executions WHERE run_id = NEW.run_id)",
        lock=_RUNS,
    ),
)

_EXPENSE = "FROM expenses x WHERE x.id = NEW.expense_id"

FUND = (
    Refusal(
        "expense_approvals",
        "by_another",
        "INSERT",
        "nobody approves an expense of their own",
        f"NEW.approved_by_id = (SELECT x.submitted_by_id {_EXPENSE})",
    ),
    Refusal(
        "expense_approvals",
        "within_limit",
        "INSERT",
        "an expense above the limit needs a vote",
        f"NEW.decision_id IS NULL AND (SELECT x.amount_cents {_EXPENSE}) > NEW.limit_cents",
    ),
    Refusal(
        "expense_approvals",
        "of_open_ones",
        "INSERT",
        "this expense was refused",
        "EXISTS (SELECT 1 FROM expense_refusals WHERE expense_id = NEW.expense_id)",
    ),
    Refusal(
        "expense_refusals",
        "of_open_ones",
        "INSERT",
        "this expense was approved",
        "EXISTS (SELECT 1 FROM expense_approvals WHERE expense_id = NEW.expense_id)",
    ),
    Refusal(
        "expense_payments",
        "are_approved",
        "INSERT",
        "this expense was not approved",
        "NOT EXISTS (SELECT 1 FROM expense_approvals WHERE expense_id = NEW.expense_id)",
    ),
    Refusal(
        "expense_payments",
        "by_a_second",
        "INSERT",
        "above the limit, a second person pays an expense",
        "EXISTS (SELECT 1 FROM expense_approvals a JOIN expenses x ON x.id = a.expense_id "
        "WHERE x.id = NEW.expense_id AND x.amount_cents > a.second_limit_cents "
        "AND (NEW.paid_by_id = x.submitted_by_id OR NEW.paid_by_id = a.approved_by_id))",
    ),
    Refusal(
        "grant_earnings",
        "within_the_grant",
        "INSERT",
        "more would be earned than was given",
        "NEW.amount_cents + (SELECT COALESCE(SUM(amount_cents), 0) FROM grant_earnings "
        "WHERE grant_id = NEW.grant_id) > (SELECT amount_cents FROM grants WHERE id = NEW.grant_id)",
        lock="CAST(NEW.grant_id AS int)",
    ),
)

PERIODS = (
    Refusal(
        "entries",
        "open_days_only",
        "INSERT",
        "entry falls before the end of the last closed period",
        "EXISTS (SELECT 1 FROM periods WHERE closes_on >= NEW.effective_on)",
    ),
    Refusal(
        "periods",
        "adjoin",
        "INSERT",
        "a period begins on the day after the last closed one",
        "EXISTS (SELECT 1 FROM periods) AND NOT EXISTS "
        "(SELECT 1 FROM periods WHERE closes_on = DAY_BEFORE(NEW.opens_on))",
    ),
)

_REFUSALS = (*PAYMENTS, *PAYOUTS, *FUND, *PERIODS)

_APPEND_ONLY = {
    "held_movements": "entry_id = NEW.entry_id",
    "payments": "id = NEW.id OR entry_id = NEW.entry_id",
    "tips": "id = NEW.id OR (subject = NEW.subject AND number = NEW.number)",
    "cancelled_payments": "subject = NEW.subject",
    "payout_runs": "id = NEW.id OR reference = NEW.reference",
    "payout_lines": "run_id = NEW.run_id AND party_id = NEW.party_id",
    "payout_approvals": "run_id = NEW.run_id",
    "payout_executions": "run_id = NEW.run_id",
    "payout_discards": "run_id = NEW.run_id",
    "payout_returns": "(run_id = NEW.run_id AND party_id = NEW.party_id) OR entry_id = NEW.entry_id",
    "clearing_transfers": "id = NEW.id OR reference = NEW.reference OR statement = NEW.statement "
    "OR entry_id = NEW.entry_id",
    "fees_paid": "id = NEW.id OR entry_id = NEW.entry_id",
    "expenses": "id = NEW.id OR reference = NEW.reference",
    "expense_approvals": "expense_id = NEW.expense_id OR entry_id = NEW.entry_id",
    "expense_payments": "expense_id = NEW.expense_id OR entry_id = NEW.entry_id",
    "expense_refusals": "expense_id = NEW.expense_id",
    "donations": "id = NEW.id OR reference = NEW.reference OR entry_id = NEW.entry_id",
    "grants": "id = NEW.id OR reference = NEW.reference OR entry_id = NEW.entry_id",
    "grant_earnings": "id = NEW.id OR entry_id = NEW.entry_id",
}


def install() -> None:
    """Everything the money tables refuse."""
    for refusal in _REFUSALS:
        refusal.install()
    for table, key in _APPEND_ONLY.items():
        append_only(table, key=key)
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
    """Drop the functions; the triggers went with their tables, but for those on tables of others."""
    for refusal in PERIODS:
        on = "" if is_sqlite() else f" ON {refusal.table}"
        op.execute(f"DROP TRIGGER {refusal.table}_{refusal.name}{on}")
    if is_sqlite():
        return
    for refusal in _REFUSALS:
        op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
    op.execute("DROP FUNCTION IF EXISTS coop_keep_facts()")
