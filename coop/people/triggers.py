"""What the people tables refuse beyond their constraints, in plain SQL for each database. Used by the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

# The entry of a share payment credits share capital by exactly this amount, to exactly this member.
_POSTS_THE_SHARE = """
  EXISTS (
    SELECT 1 FROM entries e
    JOIN postings p ON p.entry_id = e.id
    JOIN accounts a ON a.id = p.account_id
    JOIN memberships m ON m.id = NEW.membership_id
    JOIN people h ON h.id = m.person_id AND h.party_id = p.party_id
    WHERE e.id = NEW.entry_id AND e.kind = 'share' AND a.code = 'Equity:MemberShares'
      AND p.amount = -NEW.amount_cents
  )
"""

_KEPT = "person_id number application_id admitted_at decision_id"


def _differs(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split())


def _refuse(table: str, name: str, verb: str, test: str, reason: str) -> None:
    """Raise `reason` before `verb` on a row of `table` for which the SQL `test` holds."""
    if is_sqlite():
        test = test.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
        )
        return
    answer = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION coop_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{reason}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {answer}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION coop_{table}_{name}()"
    )


_TRIGGERS = (
    ("share_payments", "posted", "INSERT", f"NOT {_POSTS_THE_SHARE}",
     "a share payment needs the entry that posts it to this member"),
    ("memberships", "kept", "UPDATE", f"({_differs(_KEPT)}) OR OLD.left_at IS NOT NULL",
     "a membership is never rewritten: only leaving ends it, once"),
    ("memberships", "stays", "DELETE", "1 = 1", "a membership is never deleted"),
    ("departures", "of_one_who_left", "INSERT",
     "NOT EXISTS (SELECT 1 FROM memberships WHERE id = NEW.membership_id AND left_at IS NOT NULL)",
     "a departure belongs to a membership that ended"),
    ("departures", "paid_once", "UPDATE",
     f"({_differs('membership_id decision_id redeemable_cents redeem_by approved_entry_id')}) "
     "OR OLD.paid_entry_id IS NOT NULL",
     "a redemption is paid once and not rewritten"),
    ("membership_objections", "while_open", "INSERT",
     "NOT EXISTS (SELECT 1 FROM membership_applications WHERE id = NEW.application_id AND closed_at IS NULL)",
     "this application has ended"),
    ("membership_applications", "closed", "UPDATE", "OLD.closed_at IS NOT NULL", "this application has ended"),
)


def create() -> None:
    """Attach the triggers, after the tables."""
    for trigger in _TRIGGERS:
        _refuse(*trigger)
    for table in sorted({table for table, _name, verb, *_rest in _TRIGGERS if verb == "DELETE"}):
        never_emptied(table)
    append_only("share_payments", key="id = NEW.id OR entry_id = NEW.entry_id")
    append_only("membership_application_ends", key="application_id = NEW.application_id")


def drop_functions() -> None:
    """After the tables are dropped, with their triggers, PostgreSQL still has the functions."""
    if not is_sqlite():
        for table, name, *_ in _TRIGGERS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{table}_{name}()")
