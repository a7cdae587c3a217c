"""What the databases refuse about teams and the bookings of them; for the migration."""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op

from coop.db.triggers import append_only, is_sqlite, refuse

_NEWEST = "(SELECT MAX(w.number) FROM team_versions w WHERE w.listing_id = {listing})"
_IS_OLD = (
    "EXISTS (SELECT 1 FROM team_versions v WHERE v.id = NEW.version_id AND v.number <> "  # noqa: S608  our own names
    + _NEWEST.format(listing="v.listing_id")
    + ")"
)
_TEAM_NOW = (
    "(SELECT v.id FROM team_versions v WHERE v.listing_id = NEW.listing_id AND v.number = "  # noqa: S608  our own names
    + _NEWEST.format(listing="NEW.listing_id")
    + " AND EXISTS (SELECT 1 FROM team_members m WHERE m.version_id = v.id))"
)
_NOT_AGREED = (
    "NEW.team_id IS NOT NULL AND EXISTS (SELECT 1 FROM team_members m WHERE m.version_id = NEW.team_id AND "
    "(NOT EXISTS (SELECT 1 FROM team_words t WHERE t.version_id = m.version_id AND t.person_id = m.person_id "
    "AND t.accepted) OR EXISTS (SELECT 1 FROM team_leavings x WHERE x.version_id = m.version_id "
    "AND x.person_id = m.person_id)))"
)
_CHANGED = f"NEW.team_id IS DISTINCT FROM {_TEAM_NOW} OR {_NOT_AGREED}"
_IS_ASKED = "OLD.requested_at IS NULL AND NEW.requested_at IS NOT NULL"

_SHARES = "FROM team_shares s WHERE s.subject = 'booking:' || NEW.reference"
_MEMBERS = "(SELECT COUNT(*) FROM team_members m WHERE m.version_id = NEW.team_id)"
_ALL_PARTS = "(SELECT SUM(m.parts) FROM team_members m WHERE m.version_id = NEW.team_id)"
_AS_AGREED = (
    "(SELECT COUNT(*) FROM team_members m JOIN people p ON p.id = m.person_id JOIN team_shares s "
    "ON s.subject = 'booking:' || NEW.reference AND s.party_id = p.party_id AND s.place = m.place "
    "AND s.parts = m.parts "
    "WHERE m.version_id = NEW.team_id)"
)
_OFF = (
    f"ABS(s.worker_cents * {_ALL_PARTS} - (NEW.price_cents - NEW.fee_cents) * s.parts) >= {_ALL_PARTS} "
    f"OR ABS(s.fee_cents * {_ALL_PARTS} - NEW.fee_cents * s.parts) >= {_ALL_PARTS}"
)
_WRONG_SHARES = (
    f"(NEW.team_id IS NULL AND EXISTS (SELECT 1 {_SHARES})) OR (NEW.team_id IS NOT NULL AND ("
    f"(SELECT COUNT(*) {_SHARES}) <> {_MEMBERS} OR {_AS_AGREED} <> {_MEMBERS} "
    f"OR (SELECT COALESCE(SUM(s.worker_cents), 0) {_SHARES}) <> NEW.price_cents - NEW.fee_cents "
    f"OR (SELECT COALESCE(SUM(s.fee_cents), 0) {_SHARES}) <> NEW.fee_cents "
    f"OR EXISTS (SELECT 1 {_SHARES} AND ({_OFF}))))"
)
_WITHOUT_TIME = (
    "EXISTS (SELECT 1 FROM bookings b JOIN team_members m ON m.version_id = b.team_id WHERE b.id = NEW.booking_id "
    "AND NOT EXISTS (SELECT 1 FROM slot_claims c WHERE c.booking_id = b.id AND c.worker_id = m.person_id "
    "AND c.padded_from <= b.starts_at AND c.padded_until >= b.ends_at))"
)
_OWNER = "(SELECT l.worker_id FROM listings l JOIN team_versions v ON v.listing_id = l.id WHERE v.id = NEW.version_id)"

_OF_VERSION = (
    "PERFORM pg_advisory_xact_lock(7044, CAST((SELECT v.listing_id FROM team_versions v WHERE v.id = NEW.version_id) "
    "AS int));"
)
_OF_LISTING = "PERFORM pg_advisory_xact_lock(7044, CAST(NEW.listing_id AS int));"
_OF_TEAMS_BOOKING = f"IF NEW.team_id IS NOT NULL THEN {_OF_LISTING} END IF;"


@dataclass(frozen=True)
class Rule:
    """`event` on `table` is refused while `when` holds; `wait` as in `coop.db.triggers.refuse`."""

    name: str
    table: str
    when: str
    why: str
    event: str = "INSERT"
    wait: str = ""


RULES = (
    Rule("team_versions_follow", "team_versions",
         f"NEW.number <> COALESCE({_NEWEST.format(listing='NEW.listing_id')}, 0) + 1",
         "versions of a team follow one another", wait=_OF_LISTING),
    Rule("team_versions_of_the_owner", "team_versions",
         "NEW.proposed_by_id <> (SELECT l.worker_id FROM listings l WHERE l.id = NEW.listing_id)",
         "the owner of a listing proposes its team"),
    Rule("team_members_frozen", "team_members",
         f"{_IS_OLD} OR EXISTS (SELECT 1 FROM team_words t WHERE t.version_id = NEW.version_id)",  # noqa: S608
         "a version is frozen once somebody spoke of it", wait=_OF_VERSION),
    Rule("team_members_lead", "team_members", f"(NEW.place = 0) <> (NEW.person_id = {_OWNER})",
         "the lead of a team owns the listing"),
    Rule("team_words_on_the_newest", "team_words",
         f"{_IS_OLD} OR (SELECT COUNT(*) FROM team_members m WHERE m.version_id = NEW.version_id) < 2",  # noqa: S608
         "there is no such team to agree to any more", wait=_OF_VERSION),
    Rule("team_leavings_of_members", "team_leavings",
         "NOT EXISTS (SELECT 1 FROM team_words t JOIN team_members m ON m.version_id = t.version_id "
         "AND m.person_id = t.person_id WHERE t.version_id = NEW.version_id AND t.person_id = NEW.person_id "
         "AND t.accepted AND m.place > 0)",
         "who agreed and does not lead can leave", wait=_OF_VERSION),
    Rule("bookings_agreed_team", "bookings",
         f"{_CHANGED} OR (NEW.team_id IS NOT NULL AND NEW.requested_at IS NOT NULL)",
         "the team of this listing is not agreed on", wait=_OF_TEAMS_BOOKING),
    Rule("bookings_agreed_still", "bookings", f"{_IS_ASKED} AND ({_CHANGED})",
         "the team of this listing is not agreed on any more", event="UPDATE", wait=_OF_TEAMS_BOOKING),
    Rule("bookings_split_as_agreed", "bookings", f"{_IS_ASKED} AND ({_WRONG_SHARES})",
         "the shares of a booking are those its team agreed on", event="UPDATE"),
    Rule("bookings_same_team", "bookings", "NEW.team_id IS DISTINCT FROM OLD.team_id",
         "a booking keeps its team", event="UPDATE"),
    Rule("booking_acceptances_all_free", "booking_acceptances", _WITHOUT_TIME,
         "a booking of a team takes the time of all of it"),
    Rule("series_visits_of_one", "series_visits",
         "(SELECT b.team_id FROM bookings b WHERE b.id = NEW.booking_id) IS NOT NULL",
         "the work of a team does not repeat"),
)  # fmt: skip

_APPEND_ONLY = {
    "team_versions": "id = NEW.id OR (listing_id = NEW.listing_id AND number = NEW.number)",
    "team_members": "version_id = NEW.version_id AND (person_id = NEW.person_id OR place = NEW.place)",
    "team_words": "version_id = NEW.version_id AND person_id = NEW.person_id",
    "team_leavings": "version_id = NEW.version_id AND person_id = NEW.person_id",
}
_OF_OTHERS = ("bookings", "booking_acceptances", "series_visits")


def install() -> None:
    """Everything that teams refuse, and what bookings refuse because of them."""
    for rule in RULES:
        when = rule.when.replace("IS DISTINCT FROM", "IS NOT") if is_sqlite() else rule.when
        refuse(rule.name, rule.table, when=when, why=rule.why, event=rule.event, wait=rule.wait)
    for table, key in _APPEND_ONLY.items():
        append_only(table, key=key)
    for table in ("team_words", "team_leavings"):
        _counted(table)


def _counted(table: str) -> None:
    """Whether a listing can be booked stands on public pages, which are kept until the market has changed."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_counted_insert AFTER INSERT ON {table} "  # noqa: S608  our own names
            "BEGIN UPDATE market_changes SET count = count + 1; END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_counted AFTER INSERT ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION coop_count_change()"
    )


def take_back() -> None:
    """Drop what stands on tables of others; the rest goes with its tables, and `drop_functions`."""
    for rule in RULES:
        if rule.table in _OF_OTHERS:
            op.execute(f"DROP TRIGGER {rule.name}" + ("" if is_sqlite() else f" ON {rule.table}"))


def drop_functions() -> None:
    """After the tables are dropped, PostgreSQL still has the functions."""
    if not is_sqlite():
        for rule in RULES:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{rule.name}()")
