"""What the databases refuse about erasing, and the only words of facts that it may blank. For its migration.

Words of a fact are blanked for somebody whose erasure is written down, or once it is noted that the law wanted the
record kept and until when. Everything else about a fact is refused as it was before.
"""

from __future__ import annotations

from alembic import op

from coop.db import blanking
from coop.db.triggers import APPEND_ONLY_FUNCTION, append_only, is_sqlite, never_emptied


def _erased(who: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM erasures z JOIN erasure_requests y ON y.id = z.request_id "  # noqa: S608  our own names
        f"WHERE y.person_id = {who})"
    )


def _noted(table: str, key: str) -> str:
    return f"EXISTS (SELECT 1 FROM kept_by_law k WHERE k.record_table = '{table}' AND k.record_key = {key})"  # noqa: S608


_ID = "CAST(OLD.id AS text)"
_REFUSED = "EXISTS (SELECT 1 FROM expense_refusals r WHERE r.expense_id = OLD.id)"
_SUBMITTER = "(SELECT x.submitted_by_id FROM expenses x WHERE x.id = OLD.expense_id)"
_LINE = "CAST(OLD.run_id AS text) || ':' || CAST(OLD.party_id AS text)"

# table -> (column -> what stands there afterwards, for which rows)
BLANKS: dict[str, tuple[dict[str, str], str]] = {
    "booking_declines": ({"reason": "''"}, _erased("OLD.declined_by_id")),
    "booking_cancellations": ({"reason": "''"}, _erased("OLD.cancelled_by_id")),
    "expense_refusals": ({"reason": "''"}, _erased(_SUBMITTER)),
    "expenses": (
        {"pay_to": "''", "receipt": "''"},
        f"{_noted('expenses', _ID)} OR ({_REFUSED} AND {_erased('OLD.submitted_by_id')})",
    ),
    "payout_lines": ({"holder": "''", "iban": "''", "bic": "''"}, _noted("payout_lines", _LINE)),
    "payments": ({"bank_line": f"('erased:' || {_ID})"}, _noted("payments", _ID)),
    "donations": ({"giver": "''"}, _noted("donations", _ID)),
}
_SENT = ("entry_id", "sent_entry_id", "sent_by_id", "sent_on")

_MEMBER = "(SELECT m.person_id FROM memberships m WHERE m.id = OLD.membership_id)"


def _differs(columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split()) + ")"


def _only_blank(column: str, others: str, who: str) -> str:
    return f"(NEW.{column} = '' AND NOT {_differs(others)} AND {_erased(who)})"


_DEPARTED = "membership_id decision_id redeemable_cents redeem_by approved_entry_id"
_APPLIED = "id person_id submitted_at closed_at"

# Triggers of others that refuse any UPDATE of a row that is finished: (table, name, test, why), as was and as is.
_FINISHED = (
    ("membership_applications", "closed", "this application has ended", "OLD.closed_at IS NOT NULL",
     f"OLD.closed_at IS NOT NULL AND NOT {_only_blank('statement', _APPLIED, 'OLD.person_id')}"),
    ("departures", "paid_once", "a redemption is paid once and not rewritten",
     f"{_differs(_DEPARTED)} OR OLD.paid_entry_id IS NOT NULL",
     f"{_differs(_DEPARTED)} OR (OLD.paid_entry_id IS NOT NULL AND NOT "
     f"{_only_blank('reason', 'paid_entry_id paid_by_id', _MEMBER)})"),
    ("refunds", "are_sent_once", "this refund was sent", "OLD.sent_entry_id IS NOT NULL",
     f"OLD.sent_entry_id IS NOT NULL AND {_differs(' '.join(_SENT))}"),
)  # fmt: skip

_GUARDS = (
    ("erasure_requests", "closed_once", "UPDATE", f"{_differs('id person_id requested_at due_at')} "
     "OR OLD.closed_at IS NOT NULL", "a request is closed once and not rewritten"),
    ("erasure_holds", "shortened", "UPDATE", f"{_differs('id request_id ground held_by_id held_at')} "
     "OR NEW.until > OLD.until", "a hold is only ended, never stretched"),
    ("kept_by_law", "blanked_once", "UPDATE", f"{_differs('record_table record_key until')} "
     "OR OLD.blanked_at IS NOT NULL", "what is kept by law is blanked once, and its day is not moved"),
    ("erasures", "in_time", "INSERT", "NOT EXISTS (SELECT 1 FROM erasure_requests r WHERE r.id = NEW.request_id "
     "AND r.due_at <= NEW.erased_at AND (r.closed_at IS NULL OR r.closed_at = NEW.erased_at))",
     "an erasure waits for its day, and for nobody who thought again"),
    ("erasures", "of_no_member", "INSERT", "EXISTS (SELECT 1 FROM erasure_requests r JOIN memberships m "
     "ON m.person_id = r.person_id AND m.left_at IS NULL WHERE r.id = NEW.request_id)",
     "a member leaves before being erased"),
    *((table, "stays", "DELETE", "1 = 1", "what was asked and done about erasing is never deleted")
      for table in ("erasure_requests", "erasure_holds", "kept_by_law")),
)  # fmt: skip


def create() -> None:
    """After the tables of erasing are there."""
    append_only("erased_parties", key="party_id = NEW.party_id")
    append_only("erasures", key="request_id = NEW.request_id")
    append_only("erasure_ends", key="request_id = NEW.request_id")
    for guard in _GUARDS:
        _refuse(*guard)
    for table in ("erasure_requests", "erasure_holds", "kept_by_law"):
        never_emptied(table)
    for table, (blanks, when) in BLANKS.items():
        _drop(f"{table}_keep_update" if is_sqlite() else f"{table}_keep", table)
        if not is_sqlite():
            op.execute(f"CREATE TRIGGER {table}_keep BEFORE DELETE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()")  # fmt: skip
        blanking.only_blanked(table, blanks, when=when)
    _drop("refunds_keep_update", "refunds")
    blanking.only_blanked("refunds", {"reason": "''"}, when=_noted("refunds", _ID), free=_SENT)
    for table, name, why, _was, test in _FINISHED:
        _replace(table, name, test, why)


def drop() -> None:
    """Put back what was refused before; before the tables go."""
    for table, name, why, was, _test in _FINISHED:
        _replace(table, name, was, why)
    for table in (*BLANKS, "refunds"):
        blanking.drop(table)
    for table in BLANKS:
        if is_sqlite():
            op.execute(f"CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table} "
                       f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END")  # fmt: skip
        else:
            _drop(f"{table}_keep", table)
            op.execute(APPEND_ONLY_FUNCTION)
            op.execute(f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
                       "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()")  # fmt: skip
    columns = "subject, number, amount_cents, method, after_completion, reason, decided_by_id, decided_at"
    action = (
        "BEGIN SELECT RAISE(ABORT, 'refunds are facts: update refused'); END"
        if is_sqlite()
        else "FOR EACH ROW EXECUTE FUNCTION coop_keep_facts()"
    )
    op.execute(f"CREATE TRIGGER refunds_keep_update BEFORE UPDATE OF {columns} ON refunds {action}")


def drop_functions() -> None:
    """After the tables are dropped, with their triggers, PostgreSQL still has the functions."""
    if not is_sqlite():
        for table, name, *_rest in _GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{table}_{name}()")


def _refuse(table: str, name: str, verb: str, test: str, why: str) -> None:
    if is_sqlite():
        test = test.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
        return
    _function(table, name, test, why, answer="OLD" if verb == "DELETE" else "NEW")
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION coop_{table}_{name}()"
    )


def _replace(table: str, name: str, test: str, why: str) -> None:
    if is_sqlite():
        _drop(f"{table}_{name}", table)
        _refuse(table, name, "UPDATE", test, why)
    else:
        _function(table, name, test, why, answer="NEW")


def _function(table: str, name: str, test: str, why: str, *, answer: str) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION coop_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; RETURN {answer}; END $$"
    )


def _drop(trigger: str, table: str) -> None:
    op.execute(f"DROP TRIGGER {trigger}" + ("" if is_sqlite() else f" ON {table}"))
