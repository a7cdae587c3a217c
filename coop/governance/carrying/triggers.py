"""What the databases refuse about votes given to others. Called by the migration that makes the tables."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied, never_replaced, refuse
from coop.governance.ballots.triggers import refuse_malformed
from coop.governance.proposals.rules import PERSONAL

_KINDS = ", ".join(f"'{kind}'" for kind in PERSONAL)
_VOTE = "SELECT 1 FROM vote_openings v WHERE v.proposal_id = {row}.proposal_id"
_OVER = (
    f"({{row}}.until_at IS NOT NULL AND {{row}}.until_at <= {{at}} OR EXISTS ({_VOTE} AND v.closes_at <= {{at}}) "
    "OR EXISTS (SELECT 1 FROM closings c WHERE c.proposal_id = {row}.proposal_id) "
    "OR EXISTS (SELECT 1 FROM withdrawals w WHERE w.proposal_id = {row}.proposal_id))"
)
_ENDED = "EXISTS (SELECT 1 FROM delegation_ends e WHERE e.delegation_id = {row}.id)"
_SAID = "EXISTS (SELECT 1 FROM delegation_answers a WHERE a.delegation_id = {row}.id AND {yes}a.accepts)"
_STRANGER = (
    "(SELECT count(*) FROM memberships m WHERE m.person_id IN ({row}.delegator_id, {row}.delegate_id) "
    "AND m.admitted_at <= {at} AND (m.left_at IS NULL OR m.left_at > {at})) < 2"
)
_OFF_ROLL = (
    f"EXISTS ({_VOTE} AND (SELECT count(*) FROM vote_rolls r WHERE r.proposal_id = v.proposal_id "
    "AND r.person_id IN ({row}.delegator_id, {row}.delegate_id)) < 2)"
)
_RULE = (
    "COALESCE((SELECT {number} FROM rule_versions r WHERE r.name = 'vote.delegation_cap' AND r.in_force_from <= {at} "
    "ORDER BY r.in_force_from DESC LIMIT 1), 0)"
)


def _stands(row: str, at: str) -> str:
    """An accepted delegation that is in force at a moment."""
    return (
        f"{_SAID.format(row=row, yes='')} AND NOT {_ENDED.format(row=row)} AND NOT {_OVER.format(row=row, at=at)}"
    )


def _of_answer(test: str) -> str:
    """Something about the delegation that is accepted."""
    return f"NEW.accepts AND EXISTS (SELECT 1 FROM delegations n WHERE n.id = NEW.delegation_id AND ({test}))"


Refusal = tuple[str, str, str, str, str]
"""(trigger, event, table, what is refused, why)."""


def _refusals() -> tuple[Refusal, ...]:
    return (*_of_delegations(), *_of_answers(), *_ENDS, *_PAPERS, *_CLOSES)


def _number() -> str:
    """A rule's value as a whole number."""
    return "CAST(r.value AS INTEGER)" if is_sqlite() else "(r.value #>> '{}')::int"


def _of_delegations() -> tuple[Refusal, ...]:
    asked = "NEW.asked_at"
    waits = (
        f"o.delegator_id = NEW.delegator_id AND o.proposal_id {'IS' if is_sqlite() else 'IS NOT DISTINCT FROM'} "
        f"NEW.proposal_id AND NOT {_ENDED.format(row='o')} AND NOT {_SAID.format(row='o', yes='NOT ')} "
        f"AND NOT {_OVER.format(row='o', at=asked)}"
    )
    return (
        ("delegations_matters", "INSERT", "delegations",
         f"EXISTS (SELECT 1 FROM proposals p WHERE p.id = NEW.proposal_id AND p.kind IN ({_KINDS}))",
         "a vote about a person is nobody''s to give"),
        ("delegations_in_time", "INSERT", "delegations",
         f"{_OVER.format(row='NEW', at=asked)} OR NEW.proposal_id IS NOT NULL AND NOT EXISTS "
         "(SELECT 1 FROM discussions s WHERE s.proposal_id = NEW.proposal_id)", "there is nothing to vote on"),
        ("delegations_members", "INSERT", "delegations",
         f"{_STRANGER.format(row='NEW', at=asked)} OR {_OFF_ROLL.format(row='NEW')}", "only those who can vote"),
        ("delegations_allowed", "INSERT", "delegations",
         f"{_RULE.format(number=_number(), at=asked)} < 1 OR EXISTS ({_VOTE.format(row='NEW')} "
         "AND v.delegation_cap < 1)", "everyone votes for themselves"),
        ("delegations_once", "INSERT", "delegations", f"EXISTS (SELECT 1 FROM delegations o WHERE {waits})",
         "a vote is given to one member at a time"),
        ("delegations_whole", "UPDATE", "delegations", "1 = 1", "a delegation is ended, never edited"),
        ("delegations_stay", "DELETE", "delegations",
         f"NOT ({_ENDED.format(row='OLD')} OR {_SAID.format(row='OLD', yes='NOT ')} "
         "OR EXISTS (SELECT 1 FROM closings c WHERE c.proposal_id = OLD.proposal_id))",
         "a delegation that holds is not forgotten"),
    )  # fmt: skip


def _of_answers() -> tuple[Refusal, ...]:
    said = "NEW.answered_at"
    meets = "(o.proposal_id IS NULL OR n.proposal_id IS NULL OR o.proposal_id = n.proposal_id)"
    others = f"SELECT {{what}} FROM delegations o WHERE o.id <> n.id AND {_stands('o', said)}"
    both_ways = "(o.delegator_id = n.delegate_id OR o.delegate_id = n.delegator_id)"
    chain = others.format(what="1") + f" AND {meets} AND {both_ways}"
    carries = others.format(what="count(*)") + " AND o.delegate_id = n.delegate_id"
    full = (
        f"({carries}) >= {_RULE.format(number=_number(), at=said)} "
        f"OR EXISTS ({_VOTE.format(row='n')} AND ({carries} AND {meets}) >= v.delegation_cap)"
    )
    return (
        ("delegation_answers_in_time", "INSERT", "delegation_answers",
         _of_answer(f"{_ENDED.format(row='n')} OR {_OVER.format(row='n', at=said)}"), "it is over"),
        ("delegation_answers_members", "INSERT", "delegation_answers",
         _of_answer(f"{_STRANGER.format(row='n', at=said)} OR {_OFF_ROLL.format(row='n')}"), "only those who can vote"),
        ("delegation_answers_no_chain", "INSERT", "delegation_answers", _of_answer(f"EXISTS ({chain})"),
         "who gives their vote away carries nobody''s"),
        ("delegation_answers_cap", "INSERT", "delegation_answers", _of_answer(full),
         "a delegate carries no more than the rules allow"),
        ("delegation_answers_whole", "UPDATE", "delegation_answers", "1 = 1", "an answer is given once"),
        ("delegation_answers_stay", "DELETE", "delegation_answers",
         "EXISTS (SELECT 1 FROM delegations WHERE id = OLD.delegation_id)", "an answer goes with its delegation"),
    )  # fmt: skip


_ENDS: tuple[Refusal, ...] = (
    ("delegation_ends_in_time", "INSERT", "delegation_ends",
     f"EXISTS (SELECT 1 FROM delegations n WHERE n.id = NEW.delegation_id AND EXISTS ({_VOTE.format(row='n')} "
     "AND v.closes_at <= NEW.ended_at))", "voting is over"),
    ("delegation_ends_how", "INSERT", "delegation_ends",
     "NEW.how IN ('revoked', 'returned') AND NOT EXISTS "
     "(SELECT 1 FROM delegation_answers a WHERE a.delegation_id = NEW.delegation_id AND a.accepts) "
     "OR NEW.how = 'withdrawn' AND EXISTS "
     "(SELECT 1 FROM delegation_answers a WHERE a.delegation_id = NEW.delegation_id)", "it did not end like that"),
    ("delegation_ends_whole", "UPDATE", "delegation_ends", "1 = 1", "a delegation ends once"),
    ("delegation_ends_stay", "DELETE", "delegation_ends",
     "EXISTS (SELECT 1 FROM delegations WHERE id = OLD.delegation_id)", "an end goes with its delegation"),
)  # fmt: skip

_CLOSED = "EXISTS (SELECT 1 FROM closings WHERE proposal_id = NEW.proposal_id)"
_CAP = "(SELECT v.delegation_cap FROM vote_openings v WHERE v.proposal_id = NEW.proposal_id)"
_PAPERS: tuple[Refusal, ...] = (
    ("carried_ballots_closed", "INSERT", "carried_ballots", _CLOSED, "the vote is closed"),
    ("carried_ballots_voter", "INSERT", "carried_ballots",
     "NOT EXISTS (SELECT 1 FROM voter_marks k WHERE k.proposal_id = NEW.proposal_id "
     "AND k.person_id = NEW.delegate_id)", "who does not vote votes for nobody else"),
    ("carried_ballots_cap", "INSERT", "carried_ballots", f"NEW.place < 1 OR NEW.place > {_CAP}",
     "a delegate carries no more than the rules allow"),
    ("carried_ballots_no_block", "INSERT", "carried_ballots",
     "substr(NEW.content, 1, 6) = 'block:'", "a block is nobody''s to give for others"),
    ("carried_ballots_whole", "UPDATE", "carried_ballots", "1 = 1", "a ballot is replaced, never edited"),
)  # fmt: skip

_CARRIER = (
    "EXISTS (SELECT 1 FROM delegations d JOIN delegation_answers a ON a.delegation_id = d.id AND a.accepts "
    "JOIN carried_ballots b ON b.delegate_id = d.delegate_id AND b.proposal_id = NEW.proposal_id "
    "WHERE d.delegator_id = NEW.person_id AND (d.proposal_id IS NULL OR d.proposal_id = NEW.proposal_id))"
)
_VOTED, _CARRIED = (
    f"(SELECT count(*) FROM {table} k WHERE k.proposal_id = NEW.proposal_id)"
    for table in ("voter_marks", "carried_marks")
)
_CLOSES: tuple[Refusal, ...] = (
    ("carried_marks_closed", "INSERT", "carried_marks", _CLOSED, "the vote is closed"),
    ("carried_marks_once", "INSERT", "carried_marks",
     "EXISTS (SELECT 1 FROM voter_marks k WHERE k.proposal_id = NEW.proposal_id AND k.person_id = NEW.person_id)",
     "who voted is not carried"),
    ("carried_marks_given", "INSERT", "carried_marks", f"NOT {_CARRIER}", "nobody carries this vote"),
    ("closings_carried", "INSERT", "closings",
     "EXISTS (SELECT 1 FROM carried_ballots b WHERE b.proposal_id = NEW.proposal_id) "
     f"OR NEW.delegated <> {_CARRIED} OR NEW.voted <> {_VOTED} + {_CARRIED} OR NEW.ballots > NEW.voted",
     "every voter counts once"),
    ("vote_openings_matters", "INSERT", "vote_openings",
     f"NEW.delegation_cap < 0 OR NEW.delegation_cap > 0 AND EXISTS "
     f"(SELECT 1 FROM proposals p WHERE p.id = NEW.proposal_id AND p.kind IN ({_KINDS}))",
     "a vote about a person is nobody''s to give"),
)  # fmt: skip


_WAIT = {
    "delegations": "PERFORM pg_advisory_xact_lock(7044);",
    "delegation_answers": "PERFORM pg_advisory_xact_lock(7044);",
    "carried_ballots": "PERFORM 1 FROM vote_openings WHERE proposal_id = NEW.proposal_id FOR UPDATE;",
    "carried_marks": "PERFORM 1 FROM vote_openings WHERE proposal_id = NEW.proposal_id FOR UPDATE;",
}
_KEYS = {
    "delegations": "id = NEW.id",
    "delegation_answers": "delegation_id = NEW.delegation_id",
    "delegation_ends": "delegation_id = NEW.delegation_id",
    "carried_ballots": "proposal_id = NEW.proposal_id AND delegate_id = NEW.delegate_id AND place = NEW.place "
                       "OR hash = NEW.hash",
}
"""Tables whose rows may go once they are over, and how SQLite finds a row that an INSERT OR REPLACE would replace."""


def create() -> None:
    """Make every trigger on the database of the running migration."""
    for name, event, table, when, why in _refusals():
        refuse(name, table, when=when, why=why, event=event, wait=_WAIT.get(table, "") if event == "INSERT" else "")
    refuse_malformed("carried_ballots")
    append_only("carried_marks", key="proposal_id = NEW.proposal_id AND person_id = NEW.person_id")
    for table, key in _KEYS.items():
        never_emptied(table)
        never_replaced(table, key=key)


def drop_from_others() -> None:
    """Take away what stands on tables of others, before the columns that it reads."""
    for name, table in (("closings_carried", "closings"), ("vote_openings_matters", "vote_openings")):
        op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for name, *_rest in _refusals():
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
        op.execute("DROP FUNCTION IF EXISTS coop_carried_ballots_well_formed()")
