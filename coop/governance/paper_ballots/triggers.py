"""What the databases refuse about ballots on paper. Called by the migration that makes the tables."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied, never_replaced, refuse
from coop.governance.ballots.triggers import refuse_malformed
from coop.people.stewards.triggers import in_office

_DECIDED = (
    "(EXISTS (SELECT 1 FROM paper_signings s WHERE s.batch_id = {batch}) "
    "OR EXISTS (SELECT 1 FROM paper_discards d WHERE d.batch_id = {batch}))"
)
_NEW_DECIDED = _DECIDED.format(batch="NEW.batch_id")
_VOTE = (
    "EXISTS (SELECT 1 FROM vote_openings v WHERE v.proposal_id = {proposal} AND v.opened_at <= {at} "
    "AND {at} < v.closes_at) AND NOT EXISTS (SELECT 1 FROM closings c WHERE c.proposal_id = {proposal})"
)
_PROPOSAL = "(SELECT b.proposal_id FROM paper_batches b WHERE b.id = NEW.batch_id)"
_COUNT = "(SELECT count({what}) FROM {table} n WHERE n.batch_id = NEW.batch_id)"
_NAMES = _COUNT.format(what="*", table="paper_names")
_PAPERS, _BALLOTS = (_COUNT.format(what=what, table="paper_contents") for what in ("*", "n.content"))
_SIGNED = (
    "COALESCE((SELECT sum(s.{what}) FROM paper_signings s JOIN paper_batches b ON b.id = s.batch_id "
    "WHERE b.proposal_id = NEW.proposal_id), 0)"
)


Refusal = tuple[str, str, str, str, str]
"""(trigger, event, table, what is refused, why)."""

_MARKS = f"SELECT 1 FROM voter_marks k WHERE k.proposal_id = {_PROPOSAL} AND k.person_id"
_WAITS = f"NOT {_DECIDED.format(batch='b.id')}"


def _refusals() -> tuple[Refusal, ...]:
    return (*_of_lists(), *_of_ends(), *_of_others())


def _of_lists() -> tuple[Refusal, ...]:
    return (
        ("paper_batches_in_time", "INSERT", "paper_batches",
         f"NOT ({_VOTE.format(proposal='NEW.proposal_id', at='NEW.opened_at')})", "voting is not open"),
        ("paper_batches_steward", "INSERT", "paper_batches", f"NOT {in_office('NEW.opened_by_id', 'NEW.opened_at')}",
         "stewards look after the table"),
        ("paper_names_decided", "INSERT", "paper_names", _NEW_DECIDED, "this list is settled"),
        ("paper_names_roll", "INSERT", "paper_names",
         f"NOT EXISTS (SELECT 1 FROM vote_rolls r WHERE r.proposal_id = {_PROPOSAL} AND r.person_id = NEW.person_id)",
         "only those on the roll vote"),
        ("paper_names_once", "INSERT", "paper_names",
         f"EXISTS ({_MARKS} = NEW.person_id) OR EXISTS (SELECT 1 FROM paper_names n "
         "JOIN paper_batches b ON b.id = n.batch_id "
         f"WHERE n.person_id = NEW.person_id AND b.proposal_id = {_PROPOSAL} AND {_WAITS})",
         "everyone votes once"),
        ("paper_contents_decided", "INSERT", "paper_contents", _NEW_DECIDED, "this list is settled"),
        ("paper_contents_vote", "INSERT", "paper_contents",
         f"NEW.proposal_id <> {_PROPOSAL} OR NEW.place < 1 OR {_PAPERS} >= {_NAMES}",
         "there are no more papers than names"),
        ("paper_contents_whole", "UPDATE", "paper_contents", "1 = 1", "a ballot is entered anew, never edited"),
    )  # fmt: skip


def _of_ends() -> tuple[Refusal, ...]:
    return (
        ("paper_signings_decided", "INSERT", "paper_signings", _NEW_DECIDED, "this list is settled"),
        ("paper_signings_in_time", "INSERT", "paper_signings",
         f"NOT ({_VOTE.format(proposal=_PROPOSAL, at='NEW.signed_at')})", "voting is not open"),
        ("paper_signings_steward", "INSERT", "paper_signings", f"NOT {in_office('NEW.signed_by_id', 'NEW.signed_at')}",
         "stewards look after the table"),
        ("paper_signings_second", "INSERT", "paper_signings",
         "EXISTS (SELECT 1 FROM paper_batches b WHERE b.id = NEW.batch_id AND b.opened_by_id = NEW.signed_by_id)",
         "a second steward signs"),
        ("paper_signings_count", "INSERT", "paper_signings",
         f"NEW.ballots <> {_BALLOTS} OR NEW.ballots + NEW.spoiled <> {_PAPERS} OR {_PAPERS} <> {_NAMES} "
         f"OR {_NAMES} < 1", "as many papers as names"),
        ("paper_signings_voted", "INSERT", "paper_signings",
         f"EXISTS ({_MARKS} IN (SELECT n.person_id FROM paper_names n WHERE n.batch_id = NEW.batch_id))",
         "everyone votes once"),
        ("paper_discards_steward", "INSERT", "paper_discards",
         f"NEW.discarded_by_id IS NULL AND {_VOTE.format(proposal=_PROPOSAL, at='NEW.discarded_at')} "
         "OR NEW.discarded_by_id IS NOT NULL "
         f"AND NOT {in_office('NEW.discarded_by_id', 'NEW.discarded_at')}", "stewards look after the table"),
        ("paper_discards_decided", "INSERT", "paper_discards", _NEW_DECIDED, "this list is settled"),
        ("paper_discards_emptied", "INSERT", "paper_discards", f"{_PAPERS} > 0", "its papers go first"),
    )  # fmt: skip


def _of_others() -> tuple[Refusal, ...]:
    return (
        ("voter_marks_on_paper", "INSERT", "voter_marks",
         "EXISTS (SELECT 1 FROM paper_names n JOIN paper_batches b ON b.id = n.batch_id "
         f"WHERE n.person_id = NEW.person_id AND b.proposal_id = NEW.proposal_id AND {_WAITS})",
         "who voted on paper does not vote here"),
        ("closings_paper", "INSERT", "closings",
         "EXISTS (SELECT 1 FROM paper_contents p WHERE p.proposal_id = NEW.proposal_id) "
         f"OR EXISTS (SELECT 1 FROM paper_batches b WHERE b.proposal_id = NEW.proposal_id AND {_WAITS}) "
         f"OR NEW.paper <> {_SIGNED.format(what='ballots')} OR NEW.spoiled <> {_SIGNED.format(what='spoiled')} "
         "OR NEW.ballots + NEW.spoiled > NEW.voted OR EXISTS (SELECT 1 FROM paper_signings s "
         "JOIN paper_names n ON n.batch_id = s.batch_id JOIN paper_batches b ON b.id = s.batch_id "
         "WHERE b.proposal_id = NEW.proposal_id AND NOT EXISTS (SELECT 1 FROM voter_marks k "
         "WHERE k.proposal_id = b.proposal_id AND k.person_id = n.person_id))",
         "every paper counts once"),
    )  # fmt: skip


_HOLD = "PERFORM 1 FROM vote_openings WHERE proposal_id = {proposal} FOR UPDATE;"
_WAIT = {
    "paper_batches": _HOLD.format(proposal="NEW.proposal_id"),
    "voter_marks": _HOLD.format(proposal="NEW.proposal_id"),
    **{
        table: _HOLD.format(proposal=_PROPOSAL)
        for table in ("paper_names", "paper_contents", "paper_signings", "paper_discards")
    },
}
_KEPT = {
    "paper_batches": "id = NEW.id",
    "paper_names": "batch_id = NEW.batch_id AND person_id = NEW.person_id",
    "paper_signings": "batch_id = NEW.batch_id",
    "paper_discards": "batch_id = NEW.batch_id",
}
_OTHERS = {"voter_marks_on_paper": "voter_marks", "closings_paper": "closings"}


def create() -> None:
    """Make every trigger on the database of the running migration."""
    for name, event, table, when, why in _refusals():
        refuse(name, table, when=when, why=why, event=event, wait=_WAIT.get(table, "") if event == "INSERT" else "")
    refuse_malformed("paper_contents", may_be_spoiled=True)
    for table, key in _KEPT.items():
        append_only(table, key=key)
    never_emptied("paper_contents")
    never_replaced("paper_contents", key="batch_id = NEW.batch_id AND place = NEW.place")


def drop_from_others() -> None:
    """Take away what stands on tables of others, before the columns and tables that it reads."""
    for name, table in _OTHERS.items():
        op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        names = [name for name, *_rest in _refusals()]
        for name in (*names, "paper_contents_well_formed"):
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
