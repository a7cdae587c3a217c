"""What the databases refuse about the words of a ballot: any that are not the canonical text of its vote's method.

`ballots.contents` and `ballots.rules` say what that is. Each test builds the canonical text anew from the frozen
options that the ballot names, and compares. Called by the migration that added the methods.
"""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op
from sqlalchemy import inspect, text

from coop.db.triggers import is_sqlite, refuse
from coop.governance.ballots.contents import MOST_REASON
from coop.governance.ballots.rules import STEP, WHOLE
from coop.governance.electorate.frozen import (
    APPROVAL,
    CONSENT,
    EQUAL_SHARES,
    INDEPENDENT_MARKETS,
    SCHULZE,
    SCORE,
    SCOTTISH_STV,
    YES_NO,
)

_METHODS = (YES_NO, CONSENT, APPROVAL, SCORE, SCHULZE, SCOTTISH_STV, INDEPENDENT_MARKETS, EQUAL_SHARES)
_TABLES = ("ballots", "published_ballots")
_MOST_POINTS = 5

_OPTIONS = "vote_options o WHERE o.proposal_id = NEW.proposal_id"


def _figures(least: int, most: int, step: int) -> str:
    return " UNION ALL ".join(f"SELECT {number} AS n" for number in range(least, most + 1, step))


def _named(given: str) -> str:
    """The text of the figures that a ballot names, option by option in the order of `given`; NULL for none."""
    return "(SELECT {join}(atom, ',') FROM (" + given + ") AS named)"


_APPROVED = f"SELECT o.key AS atom FROM {_OPTIONS} AND {{at}}(',' || NEW.content || ',', ',' || o.key || ',') > 0"


def _given(least: int, most: int, step: int, columns: str) -> str:
    """Options with the figures that a ballot gives them, as `key=figure`."""
    return (
        f"SELECT {columns} FROM (SELECT o.key, o.position, o.key || '=' || p.n AS atom, p.n FROM "
        f"({_figures(least, most, step)}) p CROSS JOIN {_OPTIONS}) g "
        "WHERE {at}(',' || NEW.content || ',', ',' || g.atom || ',') > 0"
    )


def _scored() -> str:
    points = (0, _MOST_POINTS, 1)
    text = _named(_given(*points, "g.atom AS atom") + " ORDER BY g.position, g.n")
    return f"NEW.content = {text} AND ({_given(*points, 'count(*) - count(DISTINCT g.position)')}) = 0"


def _split() -> str:
    shares = (0, WHOLE, STEP)
    text = _named(_given(*shares, "g.atom AS atom") + " ORDER BY g.key{by_bytes}, g.n")
    return (
        f"NEW.content = {text}"
        f" AND ({_given(*shares, 'count(DISTINCT g.position)')}) = (SELECT count(*) FROM {_OPTIONS})"
        f" AND ({_given(*shares, 'count(*)')}) = (SELECT count(*) FROM {_OPTIONS})"
        f" AND ({_given(*shares, 'sum(g.n)')}) = {WHOLE}"
    )


def _ranked(*, equal: bool) -> str:
    """Every option at most once and nothing else; equal ones in the order of the ballot."""
    each = "'>' || replace(NEW.content, '=', '>') || '>'"
    spaced = "';' || replace(replace(NEW.content, '>', ';>;'), '=', ';=;') || ';'"
    whole = (
        f"(SELECT sum(length(o.key)) + count(*) - 1 FROM {_OPTIONS} AND {{at}}({each}, '>' || o.key || '>') > 0)"
        " = length(NEW.content)"
    )
    turned = (
        "NOT EXISTS (SELECT 1 FROM vote_options a JOIN vote_options b ON b.proposal_id = a.proposal_id "
        "AND b.position > a.position WHERE a.proposal_id = NEW.proposal_id "
        f"AND {{at}}({spaced}, ';' || b.key || ';=;' || a.key || ';') > 0)"
    )
    return f"{whole} AND " + (turned if equal else "{at}(NEW.content, '=') = 0")


def _or_abstains(test: str) -> str:
    return f"(NEW.content = 'abstain' OR ({test}))"


_WELL_FORMED = {
    YES_NO: f"EXISTS (SELECT 1 FROM {_OPTIONS} AND o.key = NEW.content)",
    CONSENT: (
        "(NEW.content IN ('agree', 'abstain', 'disagree') OR (substr(NEW.content, 1, 7) = 'block: ' "
        f"AND length(trim(substr(NEW.content, 8))) BETWEEN 1 AND {MOST_REASON} "
        "AND length(trim(substr(NEW.content, 8))) = length(NEW.content) - 7 AND {at}(NEW.content, {line}) = 0))"
    ),
    APPROVAL: _or_abstains(f"NEW.content = {_named(_APPROVED + ' ORDER BY o.position')}"),
    EQUAL_SHARES: _or_abstains(f"NEW.content = {_named(_APPROVED + ' ORDER BY o.position')}"),
    SCORE: _or_abstains(_scored()),
    SCHULZE: _or_abstains(_ranked(equal=True)),
    SCOTTISH_STV: _or_abstains(_ranked(equal=False)),
    INDEPENDENT_MARKETS: _split(),
}


def create() -> None:
    """Make the triggers on the database of the running migration."""
    for table in _TABLES:
        refuse_malformed(table)
    _refuse_unknown_methods()


def remake() -> None:
    """Make them anew wherever they stand, for a method that databases made before did not know."""
    stand = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_well_formed' ORDER BY 1"
        if is_sqlite()
        else "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = c.relname || '_well_formed' AND pg_table_is_visible(c.oid) ORDER BY 1"
    )
    for table in op.get_bind().execute(text(stand)).scalars().all():
        _forget(f"{table}_well_formed", table)
        columns = inspect(op.get_bind()).get_columns(table)
        refuse_malformed(table, may_be_spoiled=any(one["nullable"] for one in columns if one["name"] == "content"))
    _forget("vote_openings_method", "vote_openings")
    _refuse_unknown_methods()


def _refuse_unknown_methods() -> None:
    known = ", ".join(f"'{name}'" for name in _METHODS)
    refuse("vote_openings_method", "vote_openings", when=f"NEW.method NOT IN ({known})", why="there is no such method")


def refuse_malformed(table: str, *, may_be_spoiled: bool = False) -> None:
    """Let a table of ballots take canonical texts alone; or none, where papers may be spoiled."""
    by_method = " ".join(f"WHEN '{method}' THEN {test}" for method, test in _WELL_FORMED.items())
    words = (
        {"join": "group_concat", "at": "instr", "line": "char(10)", "by_bytes": ""}
        if is_sqlite()
        else {"join": "string_agg", "at": "strpos", "line": "chr(10)", "by_bytes": ' COLLATE "C"'}
    )
    method = "(SELECT v.method FROM vote_openings v WHERE v.proposal_id = NEW.proposal_id)"
    malformed = f"NOT COALESCE((CASE {method} {by_method} ELSE FALSE END), FALSE)".format(**words)
    if may_be_spoiled:
        malformed = f"NEW.content IS NOT NULL AND {malformed}"
    refuse(f"{table}_well_formed", table, when=malformed, why="this is no ballot of this vote")


def drop() -> None:
    """Take them away again."""
    for table in _TABLES:
        _forget(f"{table}_well_formed", table)
    _forget("vote_openings_method", "vote_openings")


def _forget(name: str, table: str) -> None:
    if is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION coop_{name}()")
