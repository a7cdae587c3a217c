"""What the databases refuse about visits that nobody paid; for the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.money.triggers import Refusal

REFUSALS = (
    Refusal(
        "visit_lapses", "in_time", "INSERT", "a visit lapses once its time to be paid is over, and is cancelled then",
        "NOT EXISTS (SELECT 1 FROM visit_payment_asks a JOIN booking_cancellations c ON c.booking_id = a.booking_id "
        "WHERE a.booking_id = NEW.booking_id AND a.pay_by <= NEW.lapsed_at AND c.kept_cents = 0)",
    ),
)  # fmt: skip


def create() -> None:
    """Everything the tables refuse."""
    for refusal in REFUSALS:
        refusal.install()
    for table in ("visit_payment_asks", "visit_lapses"):
        append_only(table, key="booking_id = NEW.booking_id")


def drop_functions() -> None:
    """Drop the functions; the triggers went with their tables."""
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
