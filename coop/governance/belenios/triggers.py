"""What the databases refuse about votes held in Belenios. Called by the migration that makes the tables."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, refuse
from coop.people.stewards.triggers import in_office

_HELD = "EXISTS (SELECT 1 FROM belenios_votes v WHERE v.proposal_id = {row}.proposal_id)"
_HERE = _HELD.format(row="NEW")
_CLOSED = "EXISTS (SELECT 1 FROM closings c WHERE c.proposal_id = {proposal})"
_UNTIL = "(SELECT v.import_until FROM belenios_votes v WHERE v.proposal_id = {proposal})"
_OPENING = "(SELECT {what} FROM vote_openings o WHERE o.proposal_id = NEW.proposal_id)"
_OF = "(SELECT i.proposal_id FROM belenios_imports i WHERE i.id = NEW.import_id)"
_CONFIRMED = (
    "EXISTS (SELECT 1 FROM belenios_imports i JOIN belenios_answers a ON a.import_id = i.id AND a.reason = '' "
    "WHERE i.proposal_id = NEW.proposal_id{besides})"
)

Refusal = tuple[str, str, str, str]
"""(trigger on INSERT, table, what is refused, why)."""


def _said(key: str) -> str:
    """Text that an outcome's result or a vote's terms hold under a key."""
    column, name = key.split(".")
    return f"json_extract(NEW.{column}, '$.{name}')" if is_sqlite() else f"(NEW.{column} ->> '{name}')"


def _refusals() -> tuple[Refusal, ...]:
    return (*_of_votes(), *_of_imports(), *_of_ends())


def _of_votes() -> tuple[Refusal, ...]:
    nothing = "this vote is held in Belenios: nothing is cast here"
    return (
        ("belenios_votes_sealed", "belenios_votes",
         "EXISTS (SELECT 1 FROM vote_openings o WHERE o.proposal_id = NEW.proposal_id)",
         "voting is open: where it is held is frozen"),
        ("vote_openings_belenios", "vote_openings",
         f"(COALESCE({_said('terms.held')}, '') = 'belenios') <> {_HERE} OR {_HERE} AND (NEW.method <> 'yes-no' "
         f"OR NEW.delegation_cap <> 0 OR {_UNTIL.format(proposal='NEW.proposal_id')} <= NEW.closes_at)",
         "a vote held in Belenios says so, is yes or no, and its result has time"),
        *((f"{table}_belenios", table, _HERE, nothing)
          for table in ("voter_marks", "ballots", "carried_ballots", "paper_batches", "published_ballots")),
        ("belenios_places_in_time", "belenios_places",
         f"NOT COALESCE(NEW.given_at >= {_OPENING.format(what='o.opened_at')} "
         f"AND NEW.given_at < {_OPENING.format(what='o.closes_at')}, FALSE)", "voting is not open"),
        ("belenios_places_steward", "belenios_places", f"NOT {in_office('NEW.given_by_id', 'NEW.given_at')}",
         "stewards say where it is held"),
    )  # fmt: skip


def _of_imports() -> tuple[Refusal, ...]:
    until = _UNTIL.format(proposal="NEW.proposal_id")
    # SQLite has no such function; there the digest is held to the bytes by who reads them.
    digest = "" if is_sqlite() else " OR encode(sha256(NEW.archive), 'hex') <> NEW.sha256"
    return (
        ("belenios_imports_in_time", "belenios_imports",
         f"NOT COALESCE(NEW.imported_at >= {_OPENING.format(what='o.closes_at')} AND NEW.imported_at < {until}, FALSE) "
         f"OR {_CLOSED.format(proposal='NEW.proposal_id')}", "a result is brought in after the close, and in time"),
        ("belenios_imports_steward", "belenios_imports",
         f"NOT {in_office('NEW.imported_by_id', 'NEW.imported_at')}", "stewards bring results in"),
        ("belenios_imports_one", "belenios_imports",
         "EXISTS (SELECT 1 FROM belenios_imports i WHERE i.proposal_id = NEW.proposal_id AND NOT EXISTS "
         "(SELECT 1 FROM belenios_answers a WHERE a.import_id = i.id AND a.reason <> ''))",
         "there is one result at a time"),
        ("belenios_imports_whole", "belenios_imports",
         f"length(NEW.archive) < 1 OR length(NEW.sha256) <> 64{digest}", "there is no result without its archive"),
        ("belenios_imports_roll", "belenios_imports",
         f"NEW.voters <> {_OPENING.format(what='o.roll_size')} OR NEW.yes + NEW.no + NEW.abstain > NEW.voters",
         "only those on the roll vote"),
        ("belenios_imports_place", "belenios_imports",
         "NOT EXISTS (SELECT 1 FROM belenios_places p WHERE p.proposal_id = NEW.proposal_id)",
         "members were told no address"),
    )  # fmt: skip


def _of_ends() -> tuple[Refusal, ...]:
    figures = " AND ".join(f"i.{key} = CAST({_said(f'result.{key}')} AS INTEGER)" for key in ("yes", "no", "abstain"))
    same = f" AND {figures} AND i.yes + i.no + i.abstain = NEW.ballots"
    lapsed = f"NEW.ballots = 0 AND NOT NEW.passed AND COALESCE({_said('result.why')}, '') = 'lapsed'"
    none = _CONFIRMED.format(besides="")
    return (
        ("belenios_answers_steward", "belenios_answers", f"NOT {in_office('NEW.answered_by_id', 'NEW.answered_at')}",
         "stewards answer for results"),
        ("belenios_answers_second", "belenios_answers",
         "NEW.reason = '' AND EXISTS (SELECT 1 FROM belenios_imports i WHERE i.id = NEW.import_id "
         "AND i.imported_by_id = NEW.answered_by_id)", "a second steward confirms"),
        ("belenios_answers_in_time", "belenios_answers",
         f"{_CLOSED.format(proposal=_OF)} OR NEW.answered_at >= {_UNTIL.format(proposal=_OF)}",
         "a result is confirmed in time"),
        ("closings_belenios", "closings",
         f"{_HERE} AND (NEW.voted <> 0 OR NEW.ballots <> 0 OR NOT {none} "
         f"AND NEW.recorded_at < {_UNTIL.format(proposal='NEW.proposal_id')})",
         "the result of Belenios is still to come"),
        ("outcomes_belenios", "outcomes",
         f"{_HERE} AND NOT COALESCE({_CONFIRMED.format(besides=same)} OR NOT {none} AND {lapsed}, FALSE)",
         "an outcome says what was brought in and confirmed"),
    )  # fmt: skip


_HOLD = "PERFORM 1 FROM vote_openings WHERE proposal_id = {proposal} FOR UPDATE;"
_WAIT = {"belenios_answers": _HOLD.format(proposal=_OF), "belenios_votes":
         "PERFORM 1 FROM proposals WHERE id = NEW.proposal_id FOR UPDATE;", "vote_openings":
         "PERFORM 1 FROM proposals WHERE id = NEW.proposal_id FOR UPDATE;"}  # fmt: skip
_KEPT = {
    "belenios_votes": "proposal_id = NEW.proposal_id",
    "belenios_places": "id = NEW.id",
    "belenios_imports": "id = NEW.id",
    "belenios_answers": "import_id = NEW.import_id",
}


def create() -> None:
    """Make every trigger on the database of the running migration."""
    for name, table, when, why in _refusals():
        refuse(name, table, when=when, why=why, wait=_WAIT.get(table, _HOLD.format(proposal="NEW.proposal_id")))
    for table, key in _KEPT.items():
        append_only(table, key=key)


def drop_from_others() -> None:
    """Take away what stands on tables of others, before the tables that it reads."""
    for name, table, *_rest in _refusals():
        if table not in _KEPT:
            op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for name, *_rest in _refusals():
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
