"""What the leaf of each kind of fact says, and what its commitment covers. docs/log.md lists both.

A leaf says what the public export says of the same row: whoever has the export can rebuild it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.exports import countbacks
from coop.commons.exports.books import entries_by_id, stamp
from coop.commons.exports.tables import (
    distribution_rows,
    period,
    periods,
    rule_version,
    rule_versions,
    versions,
)
from coop.commons.exports.votes import vote_rows
from coop.commons.log.small_days import commitments
from coop.governance.proposals.models import Proposal
from coop.ledger.log.leaves import Written, canonical, party_mark
from coop.ledger.log.models import LogKey
from coop.ledger.log.sequencing import Source
from coop.ledger.models import EntryPrivate, EntryRow, Party, PostingRow
from coop.ledger.small_days.rules import SUMMARY
from coop.policies.models import Charter, Decision

Salts = Mapping[int, bytes]
Said = dict[int, Written]

postings = PostingRow.__table__
private = EntryPrivate.__table__

OPENED = (
    "reference", "kind", "payload", "method", "options", "opened_at", "closes_at", "quorum", "threshold",
    "grace_hours", "roll_size", "roll_digest", "terms", "rules",
)  # fmt: skip
CLOSED = ("recorded_at", "voted", "ballots", "delegated", "paper", "spoiled")
"""The last three only where there were any: cast by delegates for others, on paper, blank or spoiled papers."""
OUTCOME = ("stated_at", "passed", "ballots", "chain_head")
COUNTBACK = ("vacated", "unwilling", "unanswered", "elected", "asked_at")
SHEET = ("decision", "period", "surplus_cents", "dividend_cents", "withheld_cents")


def charters(session: Session, _keys: Sequence[int], _salts: Salts) -> Said:
    """The co-op itself: what its figures are written in, and since when."""
    row = session.get_one(Charter, 1)
    fact = {
        "currency": row.currency,
        "timezone": row.timezone,
        "preset": row.preset,
        "founded_at": stamp(row.founded_at),
    }
    return {1: Written(fact)}


def decisions(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A decision: its words are free text, so they stand behind the commitment."""
    rows = session.execute(select(Decision).where(Decision.id.in_(keys))).scalars()
    return {
        row.id: Written(
            {"reference": row.reference, "kind": row.kind, "decided_at": stamp(row.decided_at)},
            {"title": row.title, "statement": row.statement},
        )
        for row in rows
    }


def of_rules(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A version of a rule."""
    rows = session.execute(rule_versions().where(versions.c.id.in_(keys)))
    return {row.id: Written(rule_version(row)) for row in rows}


def of_entries(session: Session, keys: Sequence[int], salts: Salts) -> Said:
    """Entries; a summary of small days commits to the entries that it sums, too."""
    said = _entries(session, keys, salts)
    for number, written in said.items():
        if written.fact["kind"] == SUMMARY:
            summed = commitments(session, number, _entries)
            said[number] = Written(written.fact, {**(written.private or {}), "summed": summed})
    return said


def _entries(session: Session, keys: Sequence[int], salts: Salts) -> Said:
    """An entry, and behind the commitment its own reference, memo, details, and whom its lines concern."""
    facts = {fact["id"]: fact for fact in entries_by_id(session, keys)}
    references = dict(
        session.execute(select(EntryRow.id, EntryRow.reference).where(EntryRow.id.in_(keys))).all()
    )
    words = {
        number: (memo, details)
        for number, memo, details in session.execute(
            select(private.c.entry_id, private.c.memo, private.c.details).where(private.c.entry_id.in_(keys))
        )
    }
    parties: dict[int, dict[str, str]] = {}
    concerned = session.execute(
        select(postings.c.entry_id, postings.c.line, Party.token)
        .join(Party, Party.id == postings.c.party_id)
        .where(postings.c.entry_id.in_(keys))
    )
    for number, line, token in concerned:
        parties.setdefault(number, {})[str(line)] = party_mark(salts[number], token)
    said = {}
    for number, fact in facts.items():
        memo, details = words.get(number, ("", {}))
        said[number] = Written(
            fact,
            {
                "reference": references[number],
                "memo": memo,
                "details": details,
                "parties": parties.get(number, {}),
            },
        )
    return said


def of_periods(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A closed period."""
    return {row.id: Written(period(row)) for row in session.execute(select(periods).where(periods.c.id.in_(keys)))}


def _votes(session: Session, keys: Sequence[int]) -> Iterable[tuple[Proposal, dict[str, Any]]]:
    """Proposals with their votes as they are exported."""
    proposals = {
        row.reference: row for row in session.execute(select(Proposal).where(Proposal.id.in_(keys))).scalars()
    }
    return [(proposals[vote["reference"]], vote) for vote in vote_rows(session, keys)]


def openings(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A vote's frozen terms; the proposal's words behind the commitment, for they may name somebody."""
    return {
        proposal.id: Written(
            {key: vote[key] for key in OPENED},
            {"title": proposal.title, "text": proposal.text, "payload": proposal.payload},
        )
        for proposal, vote in _votes(session, keys)
    }


def closings(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A vote that was closed, how many voted, and how many of them through a delegate."""
    return {
        proposal.id: Written(
            {"reference": vote["reference"], **{key: vote["closed"][key] for key in CLOSED if key in vote["closed"]}}
        )
        for proposal, vote in _votes(session, keys)
    }


def _archive(outcome: Mapping[str, Any]) -> dict[str, str]:
    """Of a vote held in Belenios the digest of its archive too; of others nothing, as it always was."""
    return {"archive_sha256": outcome["archive"]["sha256"]} if "archive" in outcome else {}


def outcomes(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """An outcome: the head of the ballots' chain, and a digest of the count."""
    return {
        proposal.id: Written(
            {
                "reference": vote["reference"],
                **{key: vote["outcome"][key] for key in OUTCOME},
                "result_sha256": sha256(canonical(vote["outcome"]["result"])).hexdigest(),
                **_archive(vote["outcome"]),
            }
        )
        for proposal, vote in _votes(session, keys)
    }


def enactments(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """That a decision was carried out, and the entries and rule versions it made."""
    return {
        proposal.id: Written({"reference": vote["reference"], **vote["enacted"]})
        for proposal, vote in _votes(session, keys)
    }


def countbacks_asked(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """That an election's ballots gave a vacant seat to somebody, and who was left out before."""
    return {
        number: Written({"reference": reference, **{key: told[key] for key in COUNTBACK}})
        for number, (reference, told) in countbacks.by_id(session, keys).items()
    }


def countback_answers(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """What they said to it; with a yes their term began."""
    return {
        number: Written({"reference": reference, "elected": told["elected"], **told["answer"]})
        for number, (reference, told) in countbacks.by_id(session, keys).items()
    }


def distributions(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A surplus shared out: its sums, and a digest of the whole sheet."""
    ids = dict(session.execute(select(Decision.reference, Decision.id).where(Decision.id.in_(keys))).all())
    return {
        ids[row["decision"]]: Written(
            {**{key: row[key] for key in SHEET}, "sheet_sha256": sha256(canonical(row)).hexdigest()}
        )
        for row in distribution_rows(session, keys)
    }


def log_keys(session: Session, keys: Sequence[int], _salts: Salts) -> Said:
    """A key of the log, so that the tree itself tells who may sign it."""
    rows = session.execute(select(LogKey).where(LogKey.id.in_(keys))).scalars()
    return {
        row.id: Written(
            {"verifier": row.verifier, "previous": row.previous, "began_at": stamp(row.began_at)}
        )
        for row in rows
    }


SOURCES: dict[str, Source] = {
    "charter": charters,
    "decision": decisions,
    "rule-version": of_rules,
    "entry": of_entries,
    "period": of_periods,
    "vote-opened": openings,
    "vote-closed": closings,
    "outcome": outcomes,
    "enactment": enactments,
    "countback": countbacks_asked,
    "countback-answer": countback_answers,
    "distribution": distributions,
    "key": log_keys,
}
