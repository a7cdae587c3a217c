"""What the databases refuse about elections and terms of office. Called by the migration that makes the tables."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import APPEND_ONLY_FUNCTION, append_only, is_sqlite, never_emptied

APPEND_ONLY = {
    "nominations": "id = NEW.id OR (proposal_id = NEW.proposal_id AND nominee_id = NEW.nominee_id)",
    "candidates": "proposal_id = NEW.proposal_id AND (key = NEW.key OR person_id = NEW.person_id)",
    "countbacks": "id = NEW.id OR (office = NEW.office AND term_id = NEW.term_id AND key = NEW.key)",
    "countback_answers": "countback_id = NEW.countback_id",
}
_TERMS = ("stewardships", "committee_seats")
_KEPT = {
    "stewardships": "id person_id begins_at due_at decision_id",
    "committee_seats": "id person_id body begins_at due_at decision_id",
}

_OPENED = "EXISTS (SELECT 1 FROM vote_openings WHERE proposal_id = NEW.proposal_id)"
_ELECTION = "EXISTS (SELECT 1 FROM proposals WHERE id = NEW.proposal_id AND kind = 'elect')"
_NEWEST_ACCEPTS = (
    "EXISTS (SELECT 1 FROM nominations n JOIN nomination_answers a ON a.nomination_id = n.id "
    "WHERE n.proposal_id = NEW.proposal_id AND n.nominee_id = NEW.person_id AND a.accepts "
    "AND NOT EXISTS (SELECT 1 FROM nomination_answers b WHERE b.nomination_id = n.id AND b.id > a.id))"
)
_STEWARD_STAYS = (
    "EXISTS (SELECT 1 FROM stewardships s JOIN memberships m ON m.person_id = s.person_id "
    "WHERE s.id <> NEW.id AND s.ends_at IS NULL AND m.left_at IS NULL)"
)
_ANSWER_OPENED = (
    "EXISTS (SELECT 1 FROM nominations n JOIN vote_openings v ON v.proposal_id = n.proposal_id "
    "WHERE n.id = NEW.nomination_id)"
)
_UNLIKE = (
    "(SELECT count(*) FROM vote_options o JOIN candidates c ON c.proposal_id = o.proposal_id AND c.key = o.key "
    "WHERE o.proposal_id = NEW.proposal_id)"
)


def _ended_wrongly(table: str) -> str:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _KEPT[table].split())
    return f"{changed} OR OLD.ends_at IS NOT NULL OR NEW.ends_at IS NULL OR NEW.ended_how IS NULL"


# (trigger, event, table, what is refused, why)
_REFUSALS = (
    *((f"{table}_end_once", "UPDATE", table, _ended_wrongly(table), "a term of office only ends, once")
      for table in _TERMS),
    *((f"{table}_stay", "DELETE", table, "1 = 1", "a term of office is never deleted") for table in _TERMS),
    *((f"{table}_begin_running", "INSERT", table, "NEW.ends_at IS NOT NULL OR NEW.ended_how IS NOT NULL",
       "a term of office begins before it ends") for table in _TERMS),
    ("stewardships_last", "UPDATE", "stewardships", f"NEW.ends_at IS NOT NULL AND NOT {_STEWARD_STAYS}",
     "the co-op is never left without a steward"),
    ("nominations_open", "INSERT", "nominations", f"NOT {_ELECTION} OR {_OPENED}", "nominations are closed"),
    ("nomination_answers_open", "INSERT", "nomination_answers", _ANSWER_OPENED, "nominations are closed"),
    ("candidates_accepted", "INSERT", "candidates", f"{_OPENED} OR NOT {_NEWEST_ACCEPTS}",
     "candidates are those who accepted, before voting opens"),
    ("vote_openings_candidates", "INSERT", "vote_openings",
     f"{_ELECTION} AND ((SELECT count(*) FROM candidates WHERE proposal_id = NEW.proposal_id) <> {_UNLIKE} "
     f"OR (SELECT count(*) FROM vote_options WHERE proposal_id = NEW.proposal_id) <> {_UNLIKE})",
     "the options are not the candidates"),
)  # fmt: skip

# Who ends a term waits for others who do: each would count on the other to stay.
_WAIT = {"stewardships_last": "PERFORM pg_advisory_xact_lock(7043);"}


def create() -> None:
    """Make every trigger on the database of the running migration."""
    for name, event, table, when, why in _REFUSALS:
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when.replace('IS DISTINCT FROM', 'IS NOT')} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_WAIT.get(name, '')} "
            f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()"
        )
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    _kept_words()
    for table in _TERMS:
        never_emptied(table)


def _kept_words() -> None:
    """An answer to a nomination stays, but for its words, which go when its writer is erased."""
    same = " OR ".join(
        f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ("id", "nomination_id", "accepts", "answered_at")
    )
    if is_sqlite():
        op.execute(
            "CREATE TRIGGER nomination_answers_keep_update BEFORE UPDATE ON nomination_answers "
            f"WHEN {same.replace('IS DISTINCT FROM', 'IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END"
        )
        op.execute(
            "CREATE TRIGGER nomination_answers_keep_delete BEFORE DELETE ON nomination_answers "
            "BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END"
        )
        return
    op.execute(APPEND_ONLY_FUNCTION)
    op.execute(
        "CREATE TRIGGER nomination_answers_keep_update BEFORE UPDATE ON nomination_answers "
        f"FOR EACH ROW WHEN ({same}) EXECUTE FUNCTION coop_refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER nomination_answers_keep_delete BEFORE DELETE ON nomination_answers "
        "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()"
    )
    never_emptied("nomination_answers")


def drop() -> None:
    """Take away what stands on tables that stay, and what outlives those that go."""
    for name, _event, table, *_rest in _REFUSALS:
        if table in ("stewardships", "vote_openings"):
            op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")
    if not is_sqlite():
        op.execute("DROP TRIGGER stewardships_keep_all ON stewardships")


def drop_functions() -> None:
    """After the tables are dropped."""
    if not is_sqlite():
        for name, *_rest in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
