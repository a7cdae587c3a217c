"""What the databases themselves refuse about due process. Called by the migration that makes the tables."""

# ruff: noqa: S608  a migration's own words
from __future__ import annotations

from alembic import op

from coop.db import blanking
from coop.db.triggers import APPEND_ONLY_FUNCTION, append_only, is_sqlite
from coop.people.stewards.triggers import in_office

_CASE = "case_id = NEW.case_id"
_PLACE = f"{_CASE} AND position = NEW.position"

APPEND_ONLY = {
    "cases": "id = NEW.id OR reference = NEW.reference OR booking = NEW.booking",
    "case_notices": _CASE,
    "case_evidence": "id = NEW.id",
    "case_answers": _CASE,
    "panel_offers": "id = NEW.id",
    "panel_conflicts": "id = NEW.id",
    "case_pool": f"{_CASE} AND (position = NEW.position OR person_id = NEW.person_id)",
    "case_draws": _CASE,
    "case_recusals": _PLACE,
    "case_votes": _PLACE,
    "case_decisions": _CASE,
    "case_appeals": f"{_CASE} OR proposal_id = NEW.proposal_id",
    "case_endings": f"{_CASE} OR refund_id = NEW.refund_id",
    "case_pause_signatures": "id = NEW.id",
    "case_reminders": f"{_CASE} AND person_id = NEW.person_id AND about = NEW.about",
    "restrictions": "id = NEW.id OR (case_reference = NEW.case_reference AND kind = NEW.kind)",
    "restriction_ends": "restriction_id = NEW.restriction_id",
}


def _key(*columns: str) -> str:
    return " || ':' || ".join(f"CAST(OLD.{column} AS text)" for column in columns)


# Words that may be blanked once it is noted until when the law wanted them: table -> (columns, the row's key).
BLANKS = {
    "cases": (("text",), _key("id")),
    "case_evidence": (("text", "file"), _key("id")),
    "case_answers": (("text",), _key("case_id")),
    "case_votes": (("conditions", "reasons"), _key("case_id", "position")),
    "case_decisions": (("conditions",), _key("case_id")),
    "case_appeals": (("grounds",), _key("case_id")),
    "case_pause_signatures": (("reasons",), _key("id")),
    "restriction_ends": (("reason",), _key("restriction_id")),
}


def _has(table: str, test: str = "", *, case: str = "NEW.case_id") -> str:
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.case_id = {case}{test})"


_DECIDED, _ENDED = _has("case_decisions"), _has("case_endings")
_PARTY = "EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.case_id AND {who} IN (c.complainant_id, c.respondent_id))"
_AS_FAR = (
    "(SELECT count(*) FROM case_votes v WHERE v.case_id = NEW.case_id AND (v.rank > NEW.rank OR "
    "(v.rank = NEW.rank AND v.amount >= NEW.amount))) * 2 <= "
    "(SELECT n.panel_size FROM case_notices n WHERE n.case_id = NEW.case_id)"
)
_STAKE = (
    "EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.case_id AND ("
    "(NEW.measure = 'refund') <> (c.kind = 'booking' AND NEW.rank > 0) "
    "OR (NEW.measure = 'refund' AND NEW.amount > c.stake_cents)))"
)
_TOO_LONG = (
    "NEW.measure = 'suspension' AND NEW.amount > "
    "(SELECT n.suspension_days FROM case_notices n WHERE n.case_id = NEW.case_id)"
)
_UPHELD = (
    "EXISTS (SELECT 1 FROM case_appeals a JOIN outcomes o ON o.proposal_id = a.proposal_id "
    "WHERE a.case_id = NEW.case_id AND o.passed{passed})"
)
_TRUE, _FALSE = " IS TRUE", " IS FALSE"
_APPEALED = _has("case_appeals")
_WINDOW_OPEN = _has("case_decisions", " AND x.appeal_by IS NOT NULL AND x.appeal_by > NEW.ended_at")
_MEMBERS_UPHELD = (
    "EXISTS (SELECT 1 FROM case_appeals a JOIN outcomes o ON o.proposal_id = a.proposal_id "
    "WHERE a.case_id = c.id AND o.passed IS TRUE)"
)
_PAUSED = (
    "EXISTS (SELECT 1 FROM restrictions r JOIN cases c ON c.reference = r.case_reference "
    "WHERE c.id = NEW.case_id AND r.kind = 'pause')"
)
_SIGNED = " AND x.steward_id = NEW.steward_id AND x.counts_until > NEW.signed_at"
_OF_CASE = "c.reference = NEW.case_reference AND c.respondent_id = NEW.person_id"

# (trigger, event, table, what is refused, why)
_REFUSALS = (
    ("case_answers_in_time", "INSERT", "case_answers",
     f"{_DECIDED} OR NOT {_has('case_notices', ' AND x.answer_by > NEW.answered_at')}",
     "the time to answer is over"),
    ("case_evidence_open", "INSERT", "case_evidence",
     f"{_DECIDED} OR NOT {_PARTY.format(who='NEW.author_id')}", "evidence comes from the sides, before the decision"),
    ("case_pool_sealed", "INSERT", "case_pool", f"{_has('case_draws')} OR {_PARTY.format(who='NEW.person_id')}",
     "a panel is drawn once, and no side sits on it"),
    ("case_pool_no_pausing", "INSERT", "case_pool",
     _has("case_pause_signatures", " AND x.steward_id = NEW.person_id"), "who paused a member does not judge them"),
    ("case_draws_after", "INSERT", "case_draws",
     f"NOT {_has('case_notices', ' AND x.answer_by <= NEW.due_at')} OR NEW.drawn_at < NEW.due_at "
     "OR (SELECT count(*) FROM case_pool p WHERE p.case_id = NEW.case_id) <> NEW.pool_size OR NEW.pool_size < "
     "(SELECT n.panel_size FROM case_notices n WHERE n.case_id = NEW.case_id)",
     "a panel is drawn after the time to answer, whole"),
    ("case_recusals_open", "INSERT", "case_recusals",
     f"{_DECIDED} OR {_has('case_votes', ' AND x.position = NEW.position')}", "who has voted stays on the panel"),
    ("case_votes_seated", "INSERT", "case_votes",
     f"{_DECIDED} OR NOT {_has('case_draws', ' AND x.drawn_at <= NEW.voted_at')} "
     f"OR {_has('case_recusals', ' AND x.position = NEW.position')} "
     # Who sits: as many as the panel has, and one more for each who left.
     "OR NEW.position >= (SELECT n.panel_size FROM case_notices n WHERE n.case_id = NEW.case_id) + "
     "(SELECT count(*) FROM case_recusals r WHERE r.case_id = NEW.case_id)",
     "only who sits on the panel votes, before the decision"),
    ("case_votes_within", "INSERT", "case_votes", f"{_STAKE} OR ({_TOO_LONG})", "the panel cannot decide so much"),
    ("case_decisions_majority", "INSERT", "case_decisions", f"NEW.rank > 0 AND {_AS_FAR}",
     "a majority of the panel has to go so far"),
    ("case_decisions_after", "INSERT", "case_decisions",
     f"NOT {_has('case_notices', ' AND x.answer_by <= NEW.decided_at')} OR {_STAKE} OR ({_TOO_LONG})",
     "nothing is decided before the time to answer is over, nor more than a panel may"),
    ("case_decisions_window", "INSERT", "case_decisions",
     "(NEW.rank > 0 AND NEW.measure <> 'refund') <> (NEW.appeal_by IS NOT NULL)",
     "a measure against a member can be appealed"),
    ("case_appeals_in_time", "INSERT", "case_appeals",
     f"{_ENDED} OR NOT {_has('case_decisions', ' AND x.appeal_by > NEW.appealed_at')}", "the time to appeal is over"),
    ("case_endings_after", "INSERT", "case_endings",
     f"(NEW.overturned AND NOT {_UPHELD.format(passed=_FALSE)}) OR (NOT NEW.overturned AND {_APPEALED} AND NOT "
     f"{_UPHELD.format(passed=_TRUE)}) OR (NOT NEW.overturned AND NOT {_APPEALED} AND {_WINDOW_OPEN})",
     "a decision takes effect after the time to appeal, or as all members decide"),
    ("case_endings_effect", "INSERT", "case_endings",
     "EXISTS (SELECT 1 FROM case_decisions d WHERE d.case_id = NEW.case_id AND ("
     "(NEW.membership_id IS NOT NULL AND (NEW.overturned OR d.measure <> 'expulsion')) OR "
     "(NEW.restriction_id IS NOT NULL AND (NEW.overturned OR d.measure <> 'suspension')) OR "
     "(NEW.refund_id IS NOT NULL AND d.measure <> 'refund')))",
     "only what was decided is carried out"),
    ("case_pause_signatures_two", "INSERT", "case_pause_signatures",
     f"{_DECIDED} OR {_PARTY.format(who='NEW.steward_id')} OR NOT {in_office('NEW.steward_id', 'NEW.signed_at')} "
     f"OR {_PAUSED} OR {_has('case_pause_signatures', _SIGNED)}",
     "two stewards in office sign a pause, before the decision"),
    ("restrictions_founded", "INSERT", "restrictions",
     "(NEW.kind = 'pause' AND (SELECT count(DISTINCT s.steward_id) FROM case_pause_signatures s "
     f"JOIN cases c ON c.id = s.case_id WHERE {_OF_CASE} AND s.signed_at <= NEW.begins_at "
     "AND s.counts_until > NEW.begins_at) < 2) OR (NEW.kind = 'suspension' AND NOT EXISTS (SELECT 1 FROM cases c "
     f"JOIN case_decisions d ON d.case_id = c.id WHERE {_OF_CASE} AND d.measure = 'suspension' "
     f"AND (d.appeal_by <= NEW.begins_at OR {_MEMBERS_UPHELD})))",
     "a pause needs two stewards and a suspension a decision that can no longer be appealed"),
)  # fmt: skip


def create() -> None:
    """After the tables are there."""
    for name, event, table, when, why in _REFUSALS:
        if is_sqlite():
            test = when.replace(" IS TRUE", " = 1").replace(" IS FALSE", " = 0")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {test} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        # Of two steps of a case at once, the second waits for the case's row, then sees what the first wrote.
        lock = "" if table == "restrictions" else "PERFORM 1 FROM cases WHERE id = NEW.case_id FOR NO KEY UPDATE; "
        op.execute(
            f"CREATE FUNCTION coop_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}"
            f"IF {when} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION coop_{name}()")
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    for table, (columns, key) in BLANKS.items():
        _let_blank(table, columns, key)


def _let_blank(table: str, columns: tuple[str, ...], key: str) -> None:
    if is_sqlite():
        op.execute(f"DROP TRIGGER {table}_keep_update")
    else:
        op.execute(f"DROP TRIGGER {table}_keep ON {table}")
        op.execute(APPEND_ONLY_FUNCTION)
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()"
        )
    noted = f"EXISTS (SELECT 1 FROM kept_by_law k WHERE k.record_table = '{table}' AND k.record_key = {key})"
    blanking.only_blanked(table, dict.fromkeys(columns, "''"), when=noted)


def drop_functions() -> None:
    """Drop what outlives the tables; after them, since their triggers use it."""
    if not is_sqlite():
        for name, *_rest in _REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{name}()")
        for table in BLANKS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{table}_only_blanked()")
