"""What the databases refuse about the projects of a round. Called by the migration that makes the tables."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db import blanking
from coop.db.triggers import append_only, is_sqlite, never_emptied
from coop.people.erasing import BLANK

APPEND_ONLY = {
    "project_ideas": "id = NEW.id",
    "project_idea_withdrawals": "idea_id = NEW.idea_id",
    "round_projects": "(proposal_id = NEW.proposal_id AND key = NEW.key) OR idea_id = NEW.idea_id",
}
_OPENED = "EXISTS (SELECT 1 FROM vote_openings WHERE proposal_id = {proposal})"
_OF_IDEA = "(SELECT proposal_id FROM project_ideas WHERE id = NEW.idea_id)"
_ROUND = "EXISTS (SELECT 1 FROM proposals WHERE id = NEW.proposal_id AND kind = 'projects')"
_NEWEST_COST = (
    "(SELECT v.cost_cents FROM project_idea_versions v WHERE v.idea_id = NEW.idea_id "
    "ORDER BY v.number DESC LIMIT 1)"
)
_LIKE = (
    "(SELECT count(*) FROM vote_options o JOIN round_projects r ON r.proposal_id = o.proposal_id AND r.key = o.key "
    "WHERE o.proposal_id = NEW.proposal_id)"
)
_RESERVED = (
    "EXISTS (SELECT 1 FROM fund_reservations r JOIN proposals p ON p.reference = r.reference "
    "WHERE p.id = NEW.proposal_id AND NOT EXISTS (SELECT 1 FROM fund_releases e WHERE e.reference = r.reference))"
)

# (trigger, table, the proposal it is about, what is refused, why)
_REFUSALS = (
    ("project_ideas_open", "project_ideas", "NEW.proposal_id",
     f"NOT {_ROUND} OR {_OPENED.format(proposal='NEW.proposal_id')}", "this round takes no more projects"),
    ("project_idea_versions_open", "project_idea_versions", _OF_IDEA,
     f"{_OPENED.format(proposal=_OF_IDEA)} OR EXISTS (SELECT 1 FROM project_idea_withdrawals "
     "WHERE idea_id = NEW.idea_id)", "voting is open, or the project was taken back: it cannot change"),
    ("project_idea_versions_in_turn", "project_idea_versions", _OF_IDEA,
     "NEW.number <> 1 + (SELECT count(*) FROM project_idea_versions WHERE idea_id = NEW.idea_id)",
     "the wordings of a project are numbered in turn"),
    ("project_idea_withdrawals_open", "project_idea_withdrawals", _OF_IDEA, _OPENED.format(proposal=_OF_IDEA),
     "voting is open: the project cannot be taken back"),
    ("round_projects_sealed", "round_projects", "NEW.proposal_id",
     f"{_OPENED.format(proposal='NEW.proposal_id')} OR NEW.proposal_id <> {_OF_IDEA} "
     f"OR NEW.cost_cents <> {_NEWEST_COST} "
     "OR EXISTS (SELECT 1 FROM project_idea_withdrawals WHERE idea_id = NEW.idea_id)",
     "the ballot holds the projects of its round at their newest cost, before voting opens"),
    ("vote_openings_projects", "vote_openings", "NEW.proposal_id",
     f"{_ROUND} AND (NOT {_RESERVED} OR {_LIKE} <> (SELECT count(*) FROM round_projects "
     f"WHERE proposal_id = NEW.proposal_id) OR {_LIKE} <> (SELECT count(*) FROM vote_options "
     "WHERE proposal_id = NEW.proposal_id))", "the options are not the projects, or their money is not reserved"),
)  # fmt: skip


def create() -> None:
    """Make them on the database of the running migration."""
    for name, table, proposal, when, why in _REFUSALS:
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        # Whoever opens the vote holds the proposal: what a test finds here still holds at COMMIT.
        op.execute(
            f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM 1 FROM proposals WHERE id = {proposal} FOR UPDATE; "
            f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()")
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    _kept_but_for_words()


def _kept_but_for_words() -> None:
    """A wording stays; its words alone are blanked when its author is erased, and of what was voted on only a part."""
    table = "project_idea_versions"
    erased = (
        "EXISTS (SELECT 1 FROM erasures z JOIN erasure_requests y ON y.id = z.request_id "
        "JOIN project_ideas i ON i.author_id = y.person_id WHERE i.id = OLD.idea_id)"
    )
    voted = "EXISTS (SELECT 1 FROM round_projects r WHERE r.idea_id = OLD.idea_id)"
    blanks = {"carried_out_by": "''", **{
        column: f"(CASE WHEN {voted} THEN OLD.{column} ELSE {blank} END)"
        for column, blank in (("title", f"'{BLANK}'"), ("text", "''"))
    }}  # fmt: skip
    never_emptied(table)
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'a wording is never deleted'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} WHEN EXISTS "
            f"(SELECT 1 FROM {table} WHERE idea_id = NEW.idea_id AND number = NEW.number) "
            "BEGIN SELECT RAISE(ABORT, 'this wording exists'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()"
        )
    blanking.only_blanked(table, blanks, when=erased)


def drop() -> None:
    """Take away what stands on a table that stays."""
    name = "vote_openings_projects"
    op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON vote_openings")


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for name, *_rest in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
        op.execute("DROP FUNCTION IF EXISTS coop_project_idea_versions_only_blanked()")
