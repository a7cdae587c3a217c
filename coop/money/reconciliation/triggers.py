"""What the databases refuse about the bank's lines and matches, for the migration.

All of it happens under one lock on PostgreSQL, so that two stewards cannot each match what the other is matching.
"""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.money.triggers import Refusal

_LOCK = "-1"
_LIVE = "NOT EXISTS (SELECT 1 FROM bank_match_undoings u WHERE u.match_id = m.match_id)"

REFUSALS = (
    Refusal(
        "bank_matched_lines",
        "once",
        "INSERT",
        "this line of the bank is matched already",
        "EXISTS (SELECT 1 FROM bank_matched_lines m WHERE m.line_id = NEW.line_id "  # noqa: S608  our own names
        f"AND {_LIVE})",
        lock=_LOCK,
    ),
    Refusal(
        "bank_matched_postings",
        "once",
        "INSERT",
        "this posting is matched already",
        "EXISTS (SELECT 1 FROM bank_matched_postings m WHERE m.entry_id = NEW.entry_id "  # noqa: S608
        f"AND m.posting_line = NEW.posting_line AND {_LIVE})",
        lock=_LOCK,
    ),
    Refusal(
        "bank_matched_postings",
        "of_the_bank",
        "INSERT",
        "only postings of the bank account are matched",
        "NOT EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id "
        "WHERE p.entry_id = NEW.entry_id AND p.line = NEW.posting_line AND a.code = 'Assets:Bank')",
    ),
    *(
        Refusal(
            table,
            "unsealed",
            "INSERT",
            "this match is complete",
            "EXISTS (SELECT 1 FROM bank_matches WHERE id = NEW.match_id)",
            lock=_LOCK,
        )
        for table in ("bank_matched_lines", "bank_matched_postings")
    ),
    Refusal(
        "bank_matches",
        "add_up",
        "INSERT",
        "lines and postings of a match have the same sum",
        "(SELECT COALESCE(SUM(l.amount_cents), 0) FROM bank_matched_lines m JOIN bank_lines l ON l.id = m.line_id "
        "WHERE m.match_id = NEW.id) <> (SELECT COALESCE(SUM(p.amount), 0) FROM bank_matched_postings m "
        "JOIN postings p ON p.entry_id = m.entry_id AND p.line = m.posting_line WHERE m.match_id = NEW.id) "
        "OR (SELECT COUNT(*) FROM bank_matched_lines WHERE match_id = NEW.id) "
        "+ (SELECT COUNT(*) FROM bank_matched_postings WHERE match_id = NEW.id) < 2",
        lock=_LOCK,
    ),
    Refusal(
        "bank_lines",
        "only_blanked",
        "UPDATE",
        "of a line of the bank only the words can be blanked, once",
        "NOT (NEW.id = OLD.id AND NEW.key = OLD.key AND NEW.booked_on = OLD.booked_on "
        "AND NEW.amount_cents = OLD.amount_cents AND NEW.bank_id = OLD.bank_id AND NEW.text = '' "
        "AND NEW.counterparty = '' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)",
    ),
    Refusal("bank_lines", "never_deleted", "DELETE", "lines of the bank are facts: delete refused", "1 = 1"),
)

_APPEND_ONLY = {
    "bank_statements": "id = NEW.id OR digest = NEW.digest",
    "bank_statement_lines": "statement_id = NEW.statement_id AND line_id = NEW.line_id",
    "bank_matches": "id = NEW.id",
    "bank_matched_lines": "match_id = NEW.match_id AND line_id = NEW.line_id",
    "bank_matched_postings": "match_id = NEW.match_id AND entry_id = NEW.entry_id "
    "AND posting_line = NEW.posting_line",
    "bank_match_undoings": "match_id = NEW.match_id",
}


def install() -> None:
    """Everything the tables of reconciliation refuse."""
    for refusal in REFUSALS:
        refusal.install()
    for table, key in _APPEND_ONLY.items():
        append_only(table, key=key)
    never_emptied("bank_lines")
    if is_sqlite():
        op.execute(
            "CREATE TRIGGER bank_lines_keep_replace BEFORE INSERT ON bank_lines "
            "WHEN EXISTS (SELECT 1 FROM bank_lines WHERE id = NEW.id OR key = NEW.key) "
            "BEGIN SELECT RAISE(ABORT, 'lines of the bank are facts: this key exists'); END"
        )


def take_back() -> None:
    """Drop the functions; the triggers went with their tables."""
    if is_sqlite():
        return
    for refusal in REFUSALS:
        op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
