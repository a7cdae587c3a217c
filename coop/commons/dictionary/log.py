"""The public log: leaves, signed tree heads, keys. What a leaf's fact holds depends on its type (docs/log.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coop.commons.dictionary import coops, decisions, distributions, entries, periods, rules, votes
from coop.commons.dictionary.column import INTEGER, MOMENT, N_, OBJECT, TEXT, Column, File, inside

COMMIT = Column(TEXT, N_("SHA-256 over a salt and the private part of the fact, in hex; null where there is none."),
                "4e07408562bedb8b...")
FACT = Column(OBJECT, N_("The fact, by the leaf's type."), {"id": "12"})
TYPE = Column(TEXT, N_("What kind of fact: charter, decision, rule-version, entry, period, vote-opened, vote-closed, "
                       "outcome, enactment, countback, countback-answer, distribution or key."), "entry")
V = Column(TEXT, N_("The version of the leaf's form."), "1")
RESULT_SHA256 = Column(TEXT, N_("SHA-256 of the count's figures as canonical JSON, in hex."), "6b86b273ff34fce1...")
SHEET_SHA256 = Column(TEXT, N_("SHA-256 of the distribution's line as canonical JSON, in hex."), "d4735e3a265e16ee...")

SIZE = Column(INTEGER, N_("How many leaves the tree had."), 1042)
ROOT = Column(TEXT, N_("The root of the tree, in base64."), "Zs5pDcTLH3ThIOSS+vkBLaA6gx5rm4KWbZ3mVxV0J4E=")
NOTE = Column(TEXT, N_("The signed note, whole (C2SP signed-note and tlog-checkpoint)."), "coop.example\n1042\n...")
SIGNED_AT = Column(MOMENT, N_("When it was signed."), "2026-03-02T09:00:01.000000Z")
VERIFIER = Column(TEXT, N_("The verifier key, as signed notes are checked with it."), "coop.example+1a2b3c4d+AbC...")
PREVIOUS = Column(TEXT, N_("The verifier key before it, or null for the first."), "coop.example+9f8e7d6c+AbC...")
BEGAN_AT = Column(MOMENT, N_("When the key began."), "2026-01-01T09:00:00.000000Z")
KEY_SIZE = Column(INTEGER, N_("How many leaves the tree had when the key began."), 0)
KEY_NOTE = Column(TEXT, N_("The signed note by which the log was handed over to the key."), "coop.example\n0\n...")


def _some(columns: Mapping[str, Column], names: Iterable[str]) -> dict[str, Column]:
    """Columns of those names, with what is inside them."""
    return {path: column for path, column in columns.items() if path.replace("[", ".").partition(".")[0] in names}


_VOTE = votes.FILE.columns
_OPENED = ("reference", "kind", "payload", "method", "options", "opened_at", "closes_at", "quorum", "threshold",
           "grace_hours", "roll_size", "roll_digest", "terms", "rules")

FACTS: dict[str, Mapping[str, Column]] = {
    "charter": {"currency": coops.CURRENCY, "timezone": coops.TIMEZONE, "preset": coops.PRESET,
                "founded_at": coops.FOUNDED_AT},
    "decision": _some(decisions.FILE.columns, ("reference", "kind", "decided_at")),
    "rule-version": rules.VERSIONS_FILE.columns,
    "entry": entries.FILE.columns,
    "period": periods.FILE.columns,
    "vote-opened": _some(_VOTE, _OPENED),
    "vote-closed": {"reference": decisions.REFERENCE, "recorded_at": votes.RECORDED_AT, "voted": votes.VOTED,
                    "ballots": votes.BALLOTS, "delegated": votes.DELEGATED, "paper": votes.PAPER,
                    "spoiled": votes.SPOILED},
    "outcome": {"reference": decisions.REFERENCE, "stated_at": votes.STATED_AT, "passed": votes.PASSED,
                "ballots": votes.COUNTED, "chain_head": votes.CHAIN_HEAD, "result_sha256": RESULT_SHA256,
                "archive_sha256": votes.ARCHIVE_SHA256},
    "enactment": {"reference": decisions.REFERENCE, "enacted_at": votes.ENACTED_AT, "entries": votes.ENACTED_ENTRIES,
                  "rules": votes.ENACTED_RULES},
    "countback": {"reference": decisions.REFERENCE, "vacated": votes.VACATED, "unwilling": votes.UNWILLING,
                  "unanswered": votes.UNANSWERED, "elected": votes.COUNTED_BACK, "asked_at": votes.ASKED_AT},
    "countback-answer": {"reference": decisions.REFERENCE, "elected": votes.COUNTED_BACK, "accepts": votes.ACCEPTS,
                         "answered_at": votes.ANSWERED_AT},
    "distribution": {"decision": distributions.DECISION, "period": distributions.PERIOD,
                     "surplus_cents": periods.SURPLUS_CENTS, "dividend_cents": distributions.DIVIDEND_CENTS,
                     "withheld_cents": distributions.WITHHELD_CENTS, "sheet_sha256": SHEET_SHA256},
    "key": {"verifier": VERIFIER, "previous": PREVIOUS, "began_at": BEGAN_AT},
}
"""Type of leaf -> what its fact holds."""

TOLD_ELSEWHERE = frozenset({"decision", "rule-version", "entry", "period", "vote-opened"})
"""Types whose facts have no column that another file does not tell."""

_OWN = {path: column for kind, columns in FACTS.items() if kind not in TOLD_ELSEWHERE
       for path, column in inside(f"fact of {kind}", columns).items()}

LEAVES = File(
    N_("Every leaf of the public log, in order; where a fact is a line of another file, its columns are told there."),
    "jsonl",
    {"type": TYPE, "v": V, "commit": COMMIT, "fact": FACT, **_OWN},
    integers_as_text=True,
)
CHECKPOINTS = File(
    N_("Every tree head of the log that was ever signed."),
    "jsonl",
    {"size": SIZE, "root": ROOT, "note": NOTE, "signed_at": SIGNED_AT},
)
KEYS = File(
    N_("Every key of the log, with its hand-over."),
    "jsonl",
    {"verifier": VERIFIER, "previous": PREVIOUS, "began_at": BEGAN_AT, "size": KEY_SIZE, "note": KEY_NOTE},
)
