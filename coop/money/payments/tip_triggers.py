"""What the databases refuse about tips that are held with a price; for the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.money.triggers import Refusal

_KIND = "(SELECT kind FROM entries WHERE id = NEW.entry_id)"
_OF_SUBJECT = "SELECT COALESCE(SUM(amount_cents), 0) FROM {table} WHERE subject = NEW.subject"
_OF_PAYMENT = "(SELECT COALESCE(SUM(amount_cents), 0) FROM held_tips WHERE payment_id = NEW.payment_id)"
_GIVEN = (
    "(SELECT COALESCE(-SUM(h.amount_cents), 0) FROM held_tips h JOIN entries e ON e.id = h.entry_id "
    "WHERE h.subject = NEW.subject AND e.kind = 'tip')"
)
_TO_WORKER = (
    "(SELECT COALESCE(SUM(p.amount), 0) FROM postings p JOIN accounts a ON a.id = p.account_id "
    "WHERE p.entry_id = NEW.entry_id AND a.code = 'Liabilities:WorkersPayable')"
)
_LOCK = "mod(hashtext(NEW.subject), 1000)"

REFUSALS = (
    Refusal(
        "held_tips",
        "are_part_of_their_payment",
        "INSERT",
        "a tip is part of the card payment that it came with",
        "NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = NEW.payment_id AND p.subject = NEW.subject "
        "AND (NEW.amount_cents < 0 OR (p.method = 'card' AND p.entry_id = NEW.entry_id "
        "AND NEW.amount_cents < p.amount_cents)))",
    ),
    Refusal(
        "held_tips",
        "are_not_spent_twice",
        "INSERT",
        "this tip is not held any more",
        f"NEW.amount_cents + {_OF_PAYMENT} < 0",
        lock=_LOCK,
    ),
    Refusal(
        "held_tips",
        "are_for_nothing_else",
        "INSERT",
        "a tip goes to the worker or back, never to a fee or a price",
        f"NEW.amount_cents < 0 AND {_KIND} NOT IN ('tip', 'refund', 'dispute')",
    ),
    Refusal(
        "held_tips",
        "go_whole",
        "INSERT",
        "a tip goes to the worker whole",
        f"NEW.amount_cents < 0 AND {_KIND} = 'tip' AND {_TO_WORKER} <> NEW.amount_cents",
    ),
    Refusal(
        "held_movements",
        "leave_the_tips",
        "INSERT",
        "a tip would be taken for something else",
        f"NEW.amount_cents < 0 AND NEW.amount_cents + ({_OF_SUBJECT.format(table='held_movements')}) "
        f"< ({_OF_SUBJECT.format(table='held_tips')})",
        lock=_LOCK,
    ),
)


def within_the_share(tips: str) -> Refusal:
    """A transfer to a worker's own account is never more than their share of the price, and `tips`."""
    return Refusal(
        "card_transfers",
        "within_the_share",
        "INSERT",
        "more than the share of this booking would be sent on",
        "NEW.amount_cents + (SELECT COALESCE(SUM(amount_cents), 0) FROM card_transfers "  # noqa: S608  our own names
        "WHERE subject = NEW.subject AND (outcome IS NULL OR outcome = 'sent')) "
        "> COALESCE((SELECT price_cents - fee_cents FROM settlements "
        f"WHERE subject = NEW.subject AND settled_at IS NOT NULL), 0) + {tips}",
        lock=_LOCK,
    )


def install() -> None:
    """Everything the table refuses; and a share may be sent on with the tip that came with it."""
    for refusal in REFUSALS:
        refusal.install()
    append_only("held_tips", key="entry_id = NEW.entry_id AND payment_id = NEW.payment_id")
    _drop("card_transfers", "within_the_share")
    within_the_share(_GIVEN).install()


def take_back() -> None:
    """Undo `install`, but for what goes with the table."""
    _drop("held_movements", "leave_the_tips")
    _drop("card_transfers", "within_the_share")
    within_the_share("0").install()
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}() CASCADE")


def _drop(table: str, name: str) -> None:
    op.execute(f"DROP TRIGGER {table}_{name}" + ("" if is_sqlite() else f" ON {table}"))
    if not is_sqlite():
        op.execute(f"DROP FUNCTION coop_{table}_{name}()")
