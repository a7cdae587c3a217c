"""What the databases refuse about countbacks, and that they enter the log. Called by the migration that says so."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, refuse
from coop.ledger.log.entering import enter, enter_no_more

FACTS = {"countbacks": ("countback", "id"), "countback_answers": ("countback-answer", "countback_id")}
"""Table -> type of leaf, and the column that numbers its rows."""

_ASKED = "(SELECT c.{column} FROM countbacks c WHERE c.id = NEW.countback_id)"

_REFUSALS = (
    ("countback_passed_over_stood", "countback_passed_over",
     f"NOT EXISTS (SELECT 1 FROM candidates d WHERE d.proposal_id = {_ASKED.format(column='proposal_id')} "
     "AND d.key = NEW.key)", "only who stood can be passed over"),
    ("countback_passed_over_first", "countback_passed_over",
     "EXISTS (SELECT 1 FROM log_leaves l WHERE l.source = 'countback' AND l.key = NEW.countback_id)",
     "this countback is in the log as it is"),
    ("countback_answers_asked", "countback_answers",
     f"NEW.answered_at < {_ASKED.format(column='asked_at')}", "nobody answers before they are asked"),
    ("countback_answers_in_time", "countback_answers",
     "EXISTS (SELECT 1 FROM countbacks c JOIN countbacks d ON d.office = c.office AND d.term_id = c.term_id "
     "JOIN countback_passed_over p ON p.countback_id = d.id AND p.key = c.key WHERE c.id = NEW.countback_id)",
     "somebody else was asked"),
)  # fmt: skip


def create() -> None:
    """Make every trigger on the database of the running migration, and queue what is there."""
    append_only("countback_passed_over", key="countback_id = NEW.countback_id AND key = NEW.key")
    for name, table, when, why in _REFUSALS:
        refuse(name, table, when=when, why=why)
    for table, (source, column) in FACTS.items():
        enter(source, table, column)


def drop() -> None:
    """Take away what stands on tables that stay."""
    for table in FACTS:
        enter_no_more(table)
    for name, table, *_rest in _REFUSALS:
        if table in FACTS:
            op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")


def drop_functions() -> None:
    """After the tables are dropped."""
    if not is_sqlite():
        for name, *_rest in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
