"""The vote of a decision: frozen terms, the box, the outcome, what was carried out. Nobody is named."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import Asked
from coop.commons.api.shapes.decisions import (
    Box,
    BroughtIn,
    ChoiceResult,
    ChoiceTerms,
    ConsentResult,
    Enacted,
    Held,
    Outcome,
    Payload,
    RoundResult,
    SeatsResult,
    SplitResult,
    SurplusTerms,
    Vote,
    YesNoResult,
)
from coop.commons.exports.books import stamp
from coop.commons.exports.votes import PUBLIC_PAYLOADS, archive
from coop.governance.electorate.frozen import CONSENT, INDEPENDENT_MARKETS
from coop.governance.electorate.queries import options_of
from coop.policies.models import RuleVersion

versions = RuleVersion.__table__


def payload(row: Row[Any]) -> Payload | None:
    """What would be carried out, for the kinds where it names a rule or a period."""
    if row.kind not in PUBLIC_PAYLOADS:
        return None
    return Payload(**{name: row.payload.get(name) for name in Payload.model_fields})


def vote(session: Session, row: Row[Any], asked: Asked) -> Vote | None:
    """The vote, None where none was opened; two queries more."""
    if row.opened_at is None:
        return None
    is_over = row.closes_at <= asked.at
    return Vote(
        method=row.method,
        options=list(options_of(session, row.id)),
        opened_at=stamp(row.opened_at),
        closes_at=stamp(row.closes_at),
        quorum=row.quorum,
        threshold=row.threshold,
        grace_hours=row.grace_hours,
        roll_size=row.roll_size,
        roll_digest=row.roll_digest,
        rules=_cited(session, row.rule_ids),
        names=row.payload.get("options"),
        terms=SurplusTerms(**row.terms, currency=asked.coop.currency)
        if row.method == INDEPENDENT_MARKETS
        else None,
        choice=ChoiceTerms(**{name: row.terms.get(name) for name in ChoiceTerms.model_fields})
        if row.terms and row.method != INDEPENDENT_MARKETS
        else None,
        closed=None
        if row.closed_at is None
        else Box(recorded_at=stamp(row.closed_at), voted=row.voted, ballots=row.cast, delegated=row.delegated,
                 paper=row.paper, spoiled=row.spoiled),
        ballots_url=f"/decisions/{row.reference}/ballots.csv" if is_over else None,
        hashes_url=f"/decisions/{row.reference}/hashes.txt" if is_over else None,
    )


def outcome(row: Row[Any]) -> Outcome | None:
    """The outcome as stated."""
    if row.stated_at is None:
        return None
    return Outcome(
        stated_at=stamp(row.stated_at),
        passed=row.passed,
        ballots=row.counted,
        chain_head=row.chain_head,
        result=_result(row.method, row.result),
        archive=None if row.archive_sha256 is None else BroughtIn(**archive(row)),
    )


def _result(
    method: str, result: dict[str, Any]
) -> YesNoResult | SplitResult | ConsentResult | ChoiceResult | SeatsResult | RoundResult:
    if method == INDEPENDENT_MARKETS:
        return SplitResult(**{"contents_digest": None, **result})
    if method == CONSENT:
        return ConsentResult(**result)
    if "funded" in result:
        return RoundResult(**result)
    if "elected" in result:
        return SeatsResult(**{**dict.fromkeys(SeatsResult.model_fields), **result})
    if "against" in result:
        held = [
            Held(ballots_for=one["for"], ballots_against=one["against"], **_without(one, "for", "against"))
            for one in result["against"]
        ]
        return ChoiceResult(held=held, **{"contents_digest": None, **_without(result, "against")})
    return YesNoResult(**result)


def _without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


def enacted(row: Row[Any]) -> Enacted | None:
    """Entries and rule versions it made; a membership that it made is nobody's business here."""
    if row.enacted_at is None:
        return None
    made = {"entry": [], "rule": []}  # type: dict[str, list[Any]]
    for effect in row.effects:
        made.setdefault(effect.get("what", ""), []).append(effect)
    return Enacted(
        enacted_at=stamp(row.enacted_at),
        entries=[effect["id"] for effect in made["entry"]],
        rules=[f"{effect['name']}#{effect['version']}" for effect in made["rule"]],
    )


def _cited(session: Session, rule_ids: list[int]) -> list[str]:
    rows = session.execute(
        select(versions.c.id, versions.c.name, versions.c.version).where(versions.c.id.in_(rule_ids))
    )
    names = {number: f"{name}#{version}" for number, name, version in rows}
    return [names[number] for number in rule_ids]
