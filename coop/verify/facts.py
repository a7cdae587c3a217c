"""What the leaves must say, going by the rows of the export: one leaf for each fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .canonical import NotCanonical, canonical, strings
from .leaves import commitment, digest
from .reading import Export
from .rulebook import Rulebook

OPENED = (
    "reference",
    "kind",
    "payload",
    "method",
    "options",
    "opened_at",
    "closes_at",
    "quorum",
    "threshold",
    "grace_hours",
    "roll_size",
    "roll_digest",
    "terms",
    "rules",
)
CLOSED = ("recorded_at", "voted", "ballots", "delegated", "paper", "spoiled")
"""The last three only where there were any: cast by delegates for others, on paper, blank or spoiled papers."""
OUTCOME = ("stated_at", "passed", "ballots", "chain_head")
COUNTBACK = ("vacated", "unwilling", "unanswered", "elected", "asked_at")
SHEET = ("decision", "period", "surplus_cents", "dividend_cents", "withheld_cents")

ANY = "any"
"""A commitment that nothing in the export opens."""


class Due(NamedTuple):
    """A leaf that must be there: what calls for it, its fact, its commitment, and when the fact was recorded."""

    where: str
    fact: bytes
    commit: str | None
    recorded_at: str


Key = tuple[str, str]
"""Type of a leaf, and what tells its fact from others of the type."""


def key_of(kind: str, fact: dict[str, Any]) -> Key:
    """The key of a leaf's fact."""
    if kind == "charter":
        return kind, ""
    if kind == "rule-version":
        return kind, f"{fact.get('name')}#{fact.get('version')}"
    if kind in ("countback", "countback-answer"):
        return kind, f"{fact.get('reference')} for {fact.get('elected')}"
    names = {"period": "id", "distribution": "decision", "key": "verifier"}
    return kind, str(fact.get(names.get(kind, "reference")))


def due_leaves(
    export: Export, rulebook: Rulebook, keys: list[tuple[str, dict[str, Any]]]
) -> Iterator[tuple[str, dict[str, Any], Due]]:
    """`(type, fact, leaf due)` for every fact of the export but entries; the charter of a co-op comes first."""
    coop = export.manifest["coop"]
    charter = {key: coop[key] for key in ("currency", "timezone", "preset", "founded_at")}
    yield _due("charter", "manifest.json", charter, coop["founded_at"])
    for where, row in export.rows("decisions.jsonl"):
        vote = rulebook.votes.get(row["reference"])
        stated = vote["outcome"]["stated_at"] if vote and vote["outcome"] else row["decided_at"]
        private = canonical({"statement": row["statement"], "title": row["title"]})
        commit = ANY if row["salt"] is None else commitment(row["salt"], private)
        yield _due("decision", where, _some(row, ("reference", "kind", "decided_at")), stated, commit)
    for where, row in export.rows("rule_versions.jsonl"):
        yield _due("rule-version", where, row, row["recorded_at"])
    for where, row in export.rows("periods.jsonl"):
        yield _due("period", where, row, row["closed_at"])
    for where, row in export.rows("votes.jsonl"):
        yield from _of_vote(where, row)
    for where, row in export.rows("distributions.jsonl"):
        vote = rulebook.votes.get(row["decision"])
        at = vote["enacted"]["enacted_at"] if vote and vote["enacted"] else ""
        sheet = {**_some(row, SHEET), "sheet_sha256": digest(strings(row))}
        yield _due("distribution", where, sheet, at)
    for where, row in keys:
        yield _due("key", where, _some(row, ("verifier", "previous", "began_at")), row["began_at"])


def _of_vote(where: str, vote: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Due]]:
    named = {"reference": vote["reference"]}
    yield _due("vote-opened", where, _some(vote, OPENED), vote["opened_at"], ANY)
    closed, outcome, enacted = vote["closed"], vote["outcome"], vote["enacted"]
    if closed is not None:
        told = _some(closed, tuple(key for key in CLOSED if key in closed))
        yield _due("vote-closed", where, {**named, **told}, closed["recorded_at"])
    if outcome is not None:
        result = digest(strings(outcome["result"]))
        fact = {**named, **_some(outcome, OUTCOME), "result_sha256": result}
        if "archive" in outcome:
            fact["archive_sha256"] = outcome["archive"]["sha256"]
        yield _due("outcome", where, fact, outcome["stated_at"])
    if enacted is not None:
        yield _due("enactment", where, {**named, **enacted}, enacted["enacted_at"])
    for number, asked in enumerate(vote.get("countbacks", []), 1):
        place = f"{where}, countback {number}"
        yield _due("countback", place, {**named, **_some(asked, COUNTBACK)}, asked["asked_at"])
        if asked["answer"] is not None:
            said = {**named, "elected": asked["elected"], **asked["answer"]}
            yield _due("countback-answer", place, said, asked["answer"]["answered_at"])


def _some(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def _due(
    kind: str, where: str, fact: dict[str, Any], recorded_at: str, commit: str | None = None
) -> tuple[str, dict[str, Any], Due]:
    said = strings(fact)
    try:
        written = canonical(said)
    except NotCanonical:
        written = b""
    return kind, said, Due(where, written, commit, recorded_at)
