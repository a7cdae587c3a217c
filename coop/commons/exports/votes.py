"""Votes as they are exported: frozen terms, published ballots, the outcome, what was carried out.

Nobody is named: of the roll there is its size and digest, of a proposal about a person only its title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from coop.commons.exports import countbacks
from coop.commons.exports.books import cited_names, stamp
from coop.governance.ballots.models import Closing, PublishedBallot
from coop.governance.ballots.publication import columns
from coop.governance.ballots.rules import read_split
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport, BeleniosPlace
from coop.governance.closing.models import Outcome
from coop.governance.electorate.frozen import INDEPENDENT_MARKETS
from coop.governance.electorate.models import Opening, VoteOption
from coop.governance.enactment.models import Enactment
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind

answers = BeleniosAnswer.__table__
ballots = PublishedBallot.__table__
closings = Closing.__table__
enactments = Enactment.__table__
imports = BeleniosImport.__table__
openings = Opening.__table__
options = VoteOption.__table__
outcomes = Outcome.__table__
places = BeleniosPlace.__table__
proposals = Proposal.__table__

PUBLIC_PAYLOADS = frozenset({"set-rule", "distribute"})
"""What these kinds would enact names a rule or a period; other kinds may name a person."""

SOMETIMES = ("delegated", "paper", "spoiled")
"""Of a box: ballots cast by delegates or on paper, papers that were blank or spoiled."""


IS_CONFIRMED = exists().where(answers.c.import_id == imports.c.id, answers.c.reason == "")
"""Of an import from Belenios; a vote has at most one such."""
ARCHIVE = (
    imports.c.sha256.label("archive_sha256"),
    imports.c.election,
    imports.c.voters,
    imports.c.yes,
    imports.c.no,
    imports.c.abstain,
    select(places.c.address).where(places.c.proposal_id == imports.c.proposal_id).order_by(places.c.id.desc()).limit(1)
    .scalar_subquery().label("address"),
)  # fmt: skip
"""What is published of it: the archive by its SHA-256, where members were sent, and its figures."""


def vote_rows(session: Session, ids: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
    """Every vote ever opened (or those on some proposals), in the order of opening."""
    names = cited_names(session)
    query = (
        select(
            openings,
            proposals.c.reference,
            proposals.c.kind,
            proposals.c.title,
            proposals.c.payload,
            closings.c.recorded_at.label("closed_at"),
            closings.c.voted,
            closings.c.ballots.label("cast"),
            closings.c.delegated,
            closings.c.paper,
            closings.c.spoiled,
            outcomes.c.stated_at,
            outcomes.c.passed,
            outcomes.c.ballots.label("counted"),
            outcomes.c.chain_head,
            outcomes.c.result,
            outcomes.c.statement,
            *ARCHIVE,
            enactments.c.enacted_at,
            enactments.c.effects,
        )
        .join(proposals, proposals.c.id == openings.c.proposal_id)
        .outerjoin(closings, closings.c.proposal_id == openings.c.proposal_id)
        .outerjoin(outcomes, outcomes.c.proposal_id == openings.c.proposal_id)
        .outerjoin(enactments, enactments.c.proposal_id == openings.c.proposal_id)
        .outerjoin(imports, (imports.c.proposal_id == openings.c.proposal_id) & IS_CONFIRMED)
        .order_by(openings.c.proposal_id)
    )
    if ids is not None:
        query = query.where(openings.c.proposal_id.in_(ids))
    heads = session.execute(query).all()
    counted_back = countbacks.told(session, [head.proposal_id for head in heads if head.kind == Kind.ELECT])
    for head in heads:
        keys = session.execute(
            select(options.c.key)
            .where(options.c.proposal_id == head.proposal_id)
            .order_by(options.c.position)
        ).scalars()
        row = _vote(head, list(keys), _published(session, head), names)
        if head.proposal_id in counted_back:
            # Left out where nothing was: votes of earlier releases stay as they were.
            row["countbacks"] = list(counted_back[head.proposal_id].values())
        yield row


def _published(session: Session, head: Row[Any]) -> list[tuple[str, str]]:
    if head.closed_at is None:
        return []
    rows = session.execute(
        select(ballots.c.hash, ballots.c.content)
        .where(ballots.c.proposal_id == head.proposal_id)
        .order_by(ballots.c.hash)
    )
    return [(hashed, content) for hashed, content in rows]


def _vote(
    head: Row[Any], keys: list[str], cast: list[tuple[str, str]], names: dict[int, str]
) -> dict[str, Any]:
    return {
        "reference": head.reference,
        "kind": head.kind,
        "title": head.title,
        "payload": head.payload if head.kind in PUBLIC_PAYLOADS else {},
        "method": head.method,
        "options": keys,
        "names": _names(head),
        "opened_at": stamp(head.opened_at),
        "closes_at": stamp(head.closes_at),
        "quorum": head.quorum,
        "threshold": head.threshold,
        "grace_hours": head.grace_hours,
        "roll_size": head.roll_size,
        "roll_digest": head.roll_digest,
        "terms": head.terms,
        "rules": [names[number] for number in head.rule_ids],
        "closed": None if head.closed_at is None else _closed(head, keys, cast),
        "outcome": None if head.stated_at is None else _outcome(head),
        "enacted": None if head.enacted_at is None else _enacted(head),
    }


def _names(head: Row[Any]) -> dict[str, Any] | None:
    """The words of a resolution's options; who stands in an election is nobody's business here."""
    if "options" not in head.payload:
        return None
    return {"salt": head.payload["salt"], "words": head.payload["options"]}


def _closed(head: Row[Any], keys: list[str], cast: list[tuple[str, str]]) -> dict[str, Any]:
    closed = {
        "recorded_at": stamp(head.closed_at),
        "voted": head.voted,
        "ballots": head.cast,
        # Left out where there were none: what was signed before these could be stays as it was.
        **{key: getattr(head, key) for key in SOMETIMES if getattr(head, key)},
        "hashes": [hashed for hashed, _ in cast],
    }
    if head.method == INDEPENDENT_MARKETS:
        # Whole rows would fingerprint people: a column an option, each sorted on its own.
        return {**closed, "columns": columns([read_split(content, keys) for _, content in cast], keys)}
    return {**closed, "contents": [content for _, content in cast]}


def _outcome(head: Row[Any]) -> dict[str, Any]:
    return {
        "stated_at": stamp(head.stated_at),
        "passed": head.passed,
        "ballots": head.counted,
        "chain_head": head.chain_head,
        "result": head.result,
        "statement": head.statement,
        # Left out where there is none, as above.
        **({} if head.archive_sha256 is None else {"archive": archive(head)}),
    }


def archive(head: Row[Any]) -> dict[str, Any]:
    """What was brought in of a vote held in Belenios, from the columns of ARCHIVE."""
    said = {key: getattr(head, key) for key in ("election", "address", "voters", "yes", "no", "abstain")}
    return {"sha256": head.archive_sha256, **said}


def _enacted(head: Row[Any]) -> dict[str, Any]:
    """When, and the entries and rule versions it made; a membership number is nobody's business here."""
    return {
        "enacted_at": stamp(head.enacted_at),
        "entries": [effect["id"] for effect in head.effects if effect.get("what") == "entry"],
        "rules": [
            f"{effect['name']}#{effect['version']}" for effect in head.effects if effect.get("what") == "rule"
        ],
    }
