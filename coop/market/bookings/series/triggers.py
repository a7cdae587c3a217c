"""What the databases refuse about series, whatever the code above them does; for the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.money.triggers import Refusal

_AGREED = (
    "reference listing_id worker_id client_id held_at requested_at timezone starts_at minutes recurrence left_out "
    "price_cents"
)
_ASKED_FOR = "EXISTS (SELECT 1 FROM series WHERE id = {series} AND requested_at IS NOT NULL)"
_PARTY = "EXISTS (SELECT 1 FROM series WHERE id = NEW.series_id AND {by} IN ({parties}))"

REFUSALS = (
    Refusal(
        "series", "stays_as_agreed", "UPDATE", "a series is never rewritten",
        "OLD.requested_at IS NOT NULL AND (" + " OR ".join(f"NEW.{each} <> OLD.{each}" for each in _AGREED.split())
        + " OR NEW.client_id IS NULL OR NEW.requested_at IS NULL)",
    ),
    Refusal("series", "stays", "DELETE", "a series is never deleted", "OLD.requested_at IS NOT NULL"),
    Refusal(
        "series_visits", "of_the_same_job", "INSERT", "a visit is for what its series is for, and held with it",
        "NOT EXISTS (SELECT 1 FROM series s JOIN bookings b ON b.id = NEW.booking_id WHERE s.id = NEW.series_id "
        "AND s.listing_id = b.listing_id AND s.worker_id = b.worker_id AND s.price_cents = b.price_cents "
        "AND s.timezone = b.timezone AND s.requested_at IS NULL AND b.requested_at IS NULL)",
    ),
    Refusal("series_visits", "stay_as_they_are", "UPDATE", "a visit stays with its series", "OLD.series_id > 0"),
    Refusal(
        "series_visits", "stay", "DELETE", "a visit stays with its series",
        "EXISTS (SELECT 1 FROM bookings WHERE id = OLD.booking_id AND requested_at IS NOT NULL)",
    ),
    # One visit alone is not asked for: the client was shown, and agreed to, the whole.
    Refusal(
        "bookings", "with_its_series", "UPDATE", "a visit is asked for with its whole series",
        "OLD.requested_at IS NULL AND NEW.requested_at IS NOT NULL AND EXISTS (SELECT 1 FROM series_visits v "
        "JOIN series s ON s.id = v.series_id WHERE v.booking_id = NEW.id AND (s.requested_at IS NULL "
        "OR s.client_id <> NEW.client_id))",
    ),
    Refusal(
        "series_answers", "by_the_worker", "INSERT", "only the worker of a series answers it",
        f"NOT {_PARTY.format(by='NEW.answered_by_id', parties='worker_id')} "
        f"OR NOT {_ASKED_FOR.format(series='NEW.series_id')}",
    ),
    Refusal(
        "visit_lapses", "in_time", "INSERT", "a visit lapses once its time to be paid is over, and is cancelled then",
        "NOT EXISTS (SELECT 1 FROM visit_payment_asks a JOIN booking_cancellations c ON c.booking_id = a.booking_id "
        "WHERE a.booking_id = NEW.booking_id AND a.pay_by <= NEW.lapsed_at AND c.kept_cents = 0)",
    ),
    Refusal(
        "series_ends", "by_a_party", "INSERT", "only a party of a series ends it",
        f"NOT {_PARTY.format(by='NEW.ended_by_id', parties='worker_id, client_id')} "
        f"OR NOT {_ASKED_FOR.format(series='NEW.series_id')}",
    ),
)  # fmt: skip

# INSERT OR REPLACE would delete the old row without asking.
_SQLITE = (
    Refusal("series", "one", "INSERT", "this series exists",
            "EXISTS (SELECT 1 FROM series WHERE id = NEW.id OR reference = NEW.reference)"),
    Refusal("series_visits", "one", "INSERT", "this booking is a visit already",
            "EXISTS (SELECT 1 FROM series_visits WHERE booking_id = NEW.booking_id "
            "OR (series_id = NEW.series_id AND number = NEW.number))"),
)  # fmt: skip


def create() -> None:
    """Everything the tables refuse."""
    for refusal in REFUSALS + (_SQLITE if is_sqlite() else ()):
        refusal.install()
    for table in ("series_answers", "series_ends"):
        append_only(table, key="series_id = NEW.series_id")
    for table in ("visit_payment_asks", "visit_lapses"):
        append_only(table, key="booking_id = NEW.booking_id")
    for table in ("series", "series_visits"):
        never_emptied(table)


def drop_from_others() -> None:
    """Take down what stands on tables that stay."""
    op.execute("DROP TRIGGER IF EXISTS bookings_with_its_series" + ("" if is_sqlite() else " ON bookings"))


def drop_functions() -> None:
    """Drop the functions; the triggers went with their tables."""
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
