"""The canonical texts of ballots that answer, approve, give points or rank: the bytes that a receipt commits to.

    consent     agree | abstain | disagree | block: the reason
    approval    1,3          the approved options, in the order of the ballot; so with projects (equal shares)
    score       1=5,3=0      the points, in the order of the ballot; an option without any is left out
    rankings    2>1=3        the best first, equal ones in the order of the ballot; what is unranked is left out

A ballot that says nothing of any option is `abstain`: it counts toward the quorum and no further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coop.governance.electorate.frozen import ABSTAIN, SCORE, FrozenVote
from coop.governance.tallies.consent import Consent
from coop.governance.tallies.ranked import Ranking

MOST_REASON = 500
_BLOCK = "block: "


class InvalidBallot(ValueError):
    """A ballot that may not be cast under the terms of its vote."""


def consent_content(answer: str, reason: str = "") -> str:
    """The text of an answer; only a block has, and needs, a reason of one line. Raises `InvalidBallot`."""
    said, why = _answer(answer), " ".join(reason.split())
    if said is not Consent.BLOCK:
        return said.value
    if not 0 < len(why) <= MOST_REASON:
        raise InvalidBallot(f"a block needs a reason of at most {MOST_REASON} characters")
    return f"{_BLOCK}{why}"


def read_consent(content: str) -> tuple[Consent, str]:
    """The answer, and the reason of a block. Raises `InvalidBallot` on any other text than the canonical."""
    answer, _colon, reason = content.partition(": ")
    if consent_content(answer, reason) != content:
        raise InvalidBallot(f"{content!r} is no answer")
    return Consent(answer), reason


def options_content(given: Mapping[str, int], vote: FrozenVote) -> str:
    """The text of figures by option: 1 for an approval, points, or ranks from 1, the best.

    Ranks may leave gaps, which close; an option that is left out is not approved, scored or ranked. Raises
    `InvalidBallot`.
    """
    unknown = set(given) - set(vote.options)
    if unknown:
        raise InvalidBallot(f"{', '.join(sorted(unknown))}: no such option")
    row = {key: given[key] for key in vote.options if key in given}
    if not row:
        return ABSTAIN
    if vote.approves:
        if set(row.values()) != {1}:
            raise InvalidBallot("an option is approved or not")
        return ",".join(row)
    if vote.method == SCORE:
        least, most = vote.scale
        if not all(least <= points <= most for points in row.values()):
            raise InvalidBallot(f"points go from {least} to {most}")
        return ",".join(f"{key}={points}" for key, points in row.items())
    return _ranking_content(row, vote)


def _ranking_content(row: Mapping[str, int], vote: FrozenVote) -> str:
    tiers: dict[int, list[str]] = {}
    for key, rank in row.items():
        if rank < 1:
            raise InvalidBallot("ranks count from 1, the best")
        tiers.setdefault(rank, []).append(key)
    if not vote.may_tie and len(tiers) < len(row):
        raise InvalidBallot("no two options may have the same rank")
    return ">".join("=".join(tiers[rank]) for rank in sorted(tiers))


def read_options(content: str, vote: FrozenVote) -> dict[str, int]:
    """The figures by option, ranks without gaps, of a canonical text. Raises `InvalidBallot` on any other."""
    try:
        given = {} if content == ABSTAIN else _figures(content, vote)
    except ValueError:
        raise InvalidBallot(f"{content!r} is no ballot of this vote") from None
    if options_content(given, vote) != content:
        raise InvalidBallot(f"{content!r} is not in its canonical form")
    return given


def _figures(content: str, vote: FrozenVote) -> dict[str, int]:
    if vote.approves:
        return dict.fromkeys(content.split(","), 1)
    if vote.method == SCORE:
        pairs = [part.split("=") for part in content.split(",")]
        return {key: int(points) for key, points in pairs}
    return {key: rank for rank, tier in enumerate(content.split(">"), 1) for key in tier.split("=")}


def ranking_of(given: Mapping[str, int], options: Sequence[str]) -> Ranking:
    """Ranks by option as a ranking of positions."""
    tiers: dict[int, list[int]] = {}
    for key, rank in given.items():
        tiers.setdefault(rank, []).append(options.index(key))
    return tuple(tuple(sorted(tiers[rank])) for rank in sorted(tiers))


def _answer(answer: str) -> Consent:
    try:
        return Consent(answer)
    except ValueError:
        raise InvalidBallot(f"{answer!r} is none of {', '.join(Consent)}") from None
