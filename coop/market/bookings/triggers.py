"""What the booking tables refuse beyond their constraints, for each database. Used by the migration.

Above all: two overlapping claims of one worker. PostgreSQL has an exclusion constraint over two ranges, which
needs no extension; SQLite compares in a trigger, which is safe because it has one writer at a time.
"""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

_NO_OVERLAP = """
ALTER TABLE slot_claims ADD CONSTRAINT ex_slot_claims_overlap EXCLUDE USING gist (
  int8range(worker_id, worker_id, '[]') WITH &&,
  tstzrange(padded_from, padded_until) WITH &&
)
"""

_OVERLAPS = (
    "EXISTS (SELECT 1 FROM slot_claims WHERE worker_id = NEW.worker_id{besides} "
    "AND padded_until > NEW.padded_from AND padded_from < NEW.padded_until)"
)
# SQLite compares times as text: one written in another form would slip past.
_WRITTEN_OTHERWISE = " OR ".join(
    f"NEW.{column} NOT GLOB '????-??-?? ??:??:??.??????'" for column in ("padded_from", "padded_until")
)

_SQLITE = (
    ("slot_claims", "taken", "INSERT", _OVERLAPS.format(besides=""), "this time is taken"),
    ("slot_claims", "taken_too", "UPDATE", _OVERLAPS.format(besides=" AND booking_id <> OLD.booking_id"),
     "this time is taken"),
    # INSERT OR REPLACE would delete the old claim without asking.
    ("slot_claims", "one", "INSERT",
     "EXISTS (SELECT 1 FROM slot_claims WHERE booking_id = NEW.booking_id{worker})", "this booking has a claim"),
    ("slot_claims", "form", "INSERT", _WRITTEN_OTHERWISE, "write YYYY-MM-DD HH:MM:SS.ffffff"),
    ("slot_claims", "form_too", "UPDATE", _WRITTEN_OTHERWISE, "write YYYY-MM-DD HH:MM:SS.ffffff"),
    ("bookings", "one", "INSERT",
     "EXISTS (SELECT 1 FROM bookings WHERE id = NEW.id OR reference = NEW.reference)", "this booking exists"),
)  # fmt: skip

_SNAPSHOT = (
    "listing_id worker_id client_id requested_at quantity price_tier price_cents fee_cents fee_rule_id "
    "fee_minimum_rule_id payment_method cancellation_tier instant reference"
)


def _differs(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split())


def _has(table: str, test: str = "") -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE booking_id = NEW.booking_id{test})"  # noqa: S608  our own names


_ASKED = "EXISTS (SELECT 1 FROM bookings WHERE id = NEW.booking_id AND requested_at IS NOT NULL)"
_ACCEPTED, _DECLINED, _CANCELLED, _COMPLETED = (
    _has(f"booking_{name}") for name in ("acceptances", "declines", "cancellations", "completions")
)
_ABSENT = _has("booking_no_shows", " AND contested_at IS NULL")
_ENDED_OTHERWISE = (
    "NOT EXISTS (SELECT 1 FROM booking_cancellations WHERE booking_id = OLD.booking_id) AND "
    "NOT EXISTS (SELECT 1 FROM booking_declines WHERE booking_id = OLD.booking_id)"
)

_COURSE = (
    ("bookings", "snapshot", "UPDATE", f"OLD.requested_at IS NOT NULL AND ({_differs(_SNAPSHOT)})",
     "price, fee, terms and parties of a booking are never rewritten"),
    ("bookings", "stays", "DELETE", "OLD.requested_at IS NOT NULL", "a booking is never deleted"),
    ("slot_claims", "same", "UPDATE", _differs("booking_id worker_id"), "a claim stays with its booking"),
    ("slot_claims", "stays", "DELETE", f"OLD.expires_at IS NULL AND {_ENDED_OTHERWISE}",
     "a booking that stands keeps its time"),
    ("booking_acceptances", "course", "INSERT", f"NOT {_ASKED} OR {_DECLINED} OR {_CANCELLED}",
     "only a request that is open can be accepted"),
    ("booking_declines", "course", "INSERT", f"NOT {_ASKED} OR {_ACCEPTED} OR {_CANCELLED}",
     "only a request that is open can be declined"),
    ("booking_cancellations", "course", "INSERT",
     f"NOT {_ASKED} OR {_DECLINED} OR {_COMPLETED} OR {_has('booking_no_shows')}",
     "this booking cannot be cancelled"),
    ("booking_completions", "course", "INSERT", f"NOT {_ACCEPTED} OR {_CANCELLED} OR {_ABSENT}",
     "only an accepted booking that was not cancelled can be completed"),
    ("booking_no_shows", "course", "INSERT", f"NOT {_ACCEPTED} OR {_CANCELLED} OR {_COMPLETED}",
     "only an accepted booking can be missed"),
)  # fmt: skip

_APPEND_ONLY = tuple(
    f"booking_{name}" for name in ("acceptances", "declines", "cancellations", "completions", "waivers")
)


def create() -> None:
    """Attach the guards, after the tables."""
    if is_sqlite():
        for trigger in _sqlite(of_each=False):
            _refuse(*trigger)
    else:
        op.execute(_NO_OVERLAP)
    for trigger in _COURSE:
        _refuse(*trigger)
    for table in _APPEND_ONLY:
        append_only(table, key="booking_id = NEW.booking_id")
    for table in sorted({table for table, _name, verb, *_rest in _COURSE if verb == "DELETE"}):
        never_emptied(table)


def guard_claims(*, of_each: bool) -> None:
    """The guards of `slot_claims` on SQLite, after the table was made anew; `of_each`: one claim for each worker."""
    for trigger in (*_sqlite(of_each=of_each), *_COURSE):
        if trigger[0] == "slot_claims":
            _refuse(*trigger)


def _sqlite(*, of_each: bool) -> tuple[tuple[str, str, str, str, str], ...]:
    worker = " AND worker_id = NEW.worker_id" if of_each else ""
    return tuple(
        (table, name, verb, test.replace("{worker}", worker), reason) for table, name, verb, test, reason in _SQLITE
    )


def drop_functions() -> None:
    """After the tables are dropped, with their triggers, PostgreSQL still has the functions."""
    if not is_sqlite():
        for table, name, *_ in _COURSE:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{table}_{name}()")


def _refuse(table: str, name: str, verb: str, test: str, reason: str) -> None:
    """Raise `reason` before `verb` on a row of `table` for which the SQL `test` holds."""
    if is_sqlite():
        test = test.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {reason}'); END"
        )
        return
    # Of two steps at once, the second waits for the booking's row, then sees what the first wrote.
    lock = "PERFORM 1 FROM bookings WHERE id = NEW.booking_id FOR NO KEY UPDATE; " if name == "course" else ""
    answer = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION coop_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}"
        f"IF {test} THEN RAISE EXCEPTION '{table}: {reason}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {answer}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION coop_{table}_{name}()"
    )
