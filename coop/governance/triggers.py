"""What the databases themselves refuse about votes. Called by the migration that makes the tables."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

APPEND_ONLY = {
    "vote_openings": "proposal_id = NEW.proposal_id",
    "vote_options": "proposal_id = NEW.proposal_id AND (position = NEW.position OR key = NEW.key)",
    "vote_rolls": "proposal_id = NEW.proposal_id AND (person_id = NEW.person_id OR token = NEW.token)",
    "voter_marks": "proposal_id = NEW.proposal_id AND person_id = NEW.person_id",
    "published_ballots": "proposal_id = NEW.proposal_id AND hash = NEW.hash",
    "closings": "proposal_id = NEW.proposal_id",
    "outcomes": "proposal_id = NEW.proposal_id OR decision_id = NEW.decision_id",
    "enactments": "proposal_id = NEW.proposal_id OR decision_id = NEW.decision_id",
    "distributions": "id = NEW.id OR period_id = NEW.period_id",
    "distribution_lines": "distribution_id = NEW.distribution_id AND line = NEW.line",
    "dividend_lines": "distribution_id = NEW.distribution_id AND token = NEW.token",
}

_OPENED = "EXISTS (SELECT 1 FROM vote_openings WHERE proposal_id = {row}.proposal_id)"
_CLOSED = "EXISTS (SELECT 1 FROM closings WHERE proposal_id = {row}.proposal_id)"
_PROPOSAL_OPENED = "EXISTS (SELECT 1 FROM vote_openings WHERE proposal_id = OLD.id)"

# (trigger, event, table, what is refused, the row it is about, why)
_REFUSALS = (
    (
        "proposals_frozen",
        "UPDATE",
        "proposals",
        _PROPOSAL_OPENED,
        "voting is open: the proposal cannot change",
    ),
    ("proposals_stay", "DELETE", "proposals", "1 = 1", "a proposal is withdrawn, never deleted"),
    (
        "vote_options_sealed",
        "INSERT",
        "vote_options",
        _OPENED.format(row="NEW"),
        "voting is open: no option can be added",
    ),
    (
        "vote_rolls_sealed",
        "INSERT",
        "vote_rolls",
        _OPENED.format(row="NEW"),
        "voting is open: the roll is frozen",
    ),
    ("voter_marks_closed", "INSERT", "voter_marks", _CLOSED.format(row="NEW"), "the vote is closed"),
    ("ballots_closed", "INSERT", "ballots", _CLOSED.format(row="NEW"), "the vote is closed"),
    ("ballots_kept", "DELETE", "ballots", _CLOSED.format(row="OLD"), "the vote is closed"),
    ("ballots_whole", "UPDATE", "ballots", "1 = 1", "a ballot is replaced, never edited"),
    (
        "ballots_of_voters",
        "INSERT",
        "ballots",
        "(SELECT count(*) FROM ballots WHERE proposal_id = NEW.proposal_id) >= "
        "(SELECT count(*) FROM voter_marks WHERE proposal_id = NEW.proposal_id)",
        "no more ballots than voters",
    ),
    (
        "published_ballots_closed",
        "INSERT",
        "published_ballots",
        _CLOSED.format(row="NEW"),
        "the vote is closed",
    ),
    (
        "vote_openings_roll",
        "INSERT",
        "vote_openings",
        "(SELECT count(*) FROM vote_rolls WHERE proposal_id = NEW.proposal_id) <> NEW.roll_size",
        "the roll has another size",
    ),
    (
        "closings_empty_box",
        "INSERT",
        "closings",
        "EXISTS (SELECT 1 FROM ballots WHERE proposal_id = NEW.proposal_id)",
        "ballots are left in the box",
    ),
    (
        "closings_count",
        "INSERT",
        "closings",
        "(SELECT count(*) FROM published_ballots WHERE proposal_id = NEW.proposal_id) <> NEW.ballots",
        "another number of ballots is published",
    ),
)

# On PostgreSQL two transactions see each other's rows only once committed: all who touch one vote wait for
# its opening (before it opened, for the proposal), so that a count holds until the commit.
_WAIT = {
    "vote_options": "PERFORM 1 FROM proposals WHERE id = NEW.proposal_id FOR UPDATE;",
    "vote_rolls": "PERFORM 1 FROM proposals WHERE id = NEW.proposal_id FOR UPDATE;",
    "vote_openings": "PERFORM 1 FROM proposals WHERE id = NEW.proposal_id FOR UPDATE;",
    "proposals": "PERFORM 1 FROM proposals WHERE id = OLD.id FOR UPDATE;",
}
_WAIT_FOR_OPENING = "PERFORM 1 FROM vote_openings WHERE proposal_id = {row}.proposal_id FOR UPDATE;"


def create() -> None:
    """Make every trigger of governance on the database of the running migration."""
    for name, event, table, when, why in _REFUSALS:
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
        wait = _WAIT.get(table, _WAIT_FOR_OPENING.format(row=row))
        op.execute(
            f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {wait} "
            f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()"
        )
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    for table in sorted({table for _name, event, table, *_rest in _REFUSALS if event == "DELETE"}):
        never_emptied(table)


def drop_functions() -> None:
    """Drop what outlives the tables; after them, since their triggers use it."""
    if not is_sqlite():
        for name, *_rest in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
