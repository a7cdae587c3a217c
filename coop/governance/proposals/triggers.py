"""What the databases refuse of amendments offered, co-sponsors, reactions and kept figures. Called by a migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

APPEND_ONLY = {
    "cosponsorships": "id = NEW.id",
    "comment_reactions": "id = NEW.id",
    "frozen_previews": "proposal_id = NEW.proposal_id",
}

_OPENED = "EXISTS (SELECT 1 FROM vote_openings WHERE proposal_id = {proposal})"
_OFFERED = "(SELECT proposal_id FROM amendment_offers WHERE id = NEW.offer_id)"

_CHANGES = "(SELECT proposal_id FROM amendments WHERE id = NEW.amendment_id)"
_ELSEWHERE = f"NEW.amendment_id IS NOT NULL AND {_CHANGES} <> {_OFFERED}"


def _changed(columns: str) -> str:
    operator = "IS NOT" if is_sqlite() else "IS DISTINCT FROM"
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns.split())


def _refusals() -> tuple[tuple[str, str, str, str, str, str], ...]:
    """(trigger, event, table, the proposal it is about, what is refused, why)."""
    return (
        ("amendment_offers_frozen", "INSERT", "amendment_offers", "NEW.proposal_id",
         _OPENED.format(proposal="NEW.proposal_id"), "voting is open: no amendment can be offered"),
        ("amendment_offers_own", "INSERT", "amendment_offers", "NEW.proposal_id",
         "NEW.author_id = (SELECT author_id FROM proposals WHERE id = NEW.proposal_id)",
         "an author amends, and offers nothing to themselves"),
        ("amendment_offers_kept", "UPDATE", "amendment_offers", "NEW.proposal_id",
         _changed("id proposal_id author_id offered_at"), "an offered amendment is answered, never rewritten"),
        ("amendment_offers_stay", "DELETE", "amendment_offers", "OLD.proposal_id", "1 = 1",
         "an offered amendment is never deleted"),
        ("amendment_answers_frozen", "INSERT", "amendment_answers", _OFFERED, _OPENED.format(proposal=_OFFERED),
         "voting is open: no amendment can be answered"),
        ("amendment_answers_theirs", "INSERT", "amendment_answers", _OFFERED,
         _ELSEWHERE, "an accepted amendment changes its own proposal"),
        ("amendment_answers_kept", "UPDATE", "amendment_answers", _OFFERED,
         _changed("offer_id answer answered_at amendment_id"), "an amendment is answered once"),
        ("amendment_answers_stay", "DELETE", "amendment_answers",
         "(SELECT proposal_id FROM amendment_offers WHERE id = OLD.offer_id)", "1 = 1", "an answer is never deleted"),
        ("cosponsorships_frozen", "INSERT", "cosponsorships", "NEW.proposal_id",
         _OPENED.format(proposal="NEW.proposal_id"), "voting is open: co-sponsors are no longer counted"),
        ("cosponsorships_own", "INSERT", "cosponsorships", "NEW.proposal_id",
         "NEW.person_id = (SELECT author_id FROM proposals WHERE id = NEW.proposal_id)",
         "an author is no co-sponsor of their own proposal"),
    )  # fmt: skip


def create() -> None:
    """Make them on the database of the running migration."""
    for name, event, table, proposal, when, why in _refusals():
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        # Whoever opens the vote holds the proposal: what a test finds here still holds at COMMIT.
        op.execute(
            f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM 1 FROM proposals WHERE id = {proposal} FOR UPDATE; "
            f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()")
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    for table in ("amendment_offers", "amendment_answers"):
        never_emptied(table)


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for name, *_rest in _refusals():
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
