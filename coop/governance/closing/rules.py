"""Counting a vote: from ballots and frozen terms to a result that can be written down and recounted.

A result is plain data, fractions as "a/b":

    yes / no    {method, roll, ballots, quorum_needed, quorum_reached, yes, no, abstain,
                 yes_needed or null, allowed_no or null, why}
    split       {method, roll, ballots, quorum_needed, quorum_reached, options, surplus_cents, votable_cents,
                 shares or null, mean or null, level or null, lines: [{use, basis, share, cents}]}
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.governance.ballots.rules import Choice, read_split
from coop.governance.distribution.frozen import fraction, read
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.tallies.independent_markets import independent_markets
from coop.governance.tallies.mean import mean
from coop.governance.tallies.profile import SplitProfile
from coop.governance.tallies.yes_no import tally


@dataclass(frozen=True)
class Count:
    """What a count gave. A split always passes: what no quorum decided goes to reserve."""

    passed: bool
    ballots: int
    result: dict[str, Any]


def count(vote: FrozenVote, contents: Sequence[str]) -> Count:
    """Count the canonical texts of all ballots; raises ValueError on one that is none."""
    return _count_split(vote, contents) if vote.is_split else _count_yes_no(vote, contents)


def _count_yes_no(vote: FrozenVote, contents: Sequence[str]) -> Count:
    votes = Counter(Choice(content) for content in contents)
    outcome = tally(
        yes=votes[Choice.YES],
        no=votes[Choice.NO],
        abstain=votes[Choice.ABSTAIN],
        roll=vote.roll,
        quorum=vote.needs_ballots,
        threshold=vote.threshold,
    )
    result = {
        "method": vote.method,
        "roll": vote.roll,
        "ballots": outcome.ballots,
        "quorum_needed": outcome.quorum_needed,
        "quorum_reached": outcome.quorum_reached,
        "yes": outcome.yes,
        "no": outcome.no,
        "abstain": outcome.abstain,
        "yes_needed": outcome.yes_needed,
        "allowed_no": outcome.allowed_no,
        "why": outcome.why.value,
    }
    return Count(outcome.passed, outcome.ballots, result)


def _count_split(vote: FrozenVote, contents: Sequence[str]) -> Count:
    rows = [read_split(content, vote.options) for content in contents]
    needed = vote.needs_ballots.needed_ballots(vote.roll)
    reached = bool(rows) and len(rows) >= needed
    surplus = read(vote.terms)
    shares: dict[str, Fraction] | None = None
    result: dict[str, Any] = {
        "method": vote.method,
        "roll": vote.roll,
        "ballots": len(rows),
        "quorum_needed": needed,
        "quorum_reached": reached,
        "options": list(vote.options),
        "shares": None,
        "mean": None,
        "level": None,
    }
    if rows:
        profile = SplitProfile.of_ballots(rows)
        outcome = independent_markets(profile)
        # Without a quorum the shares bind nobody; they are stated all the same: those who voted wanted them.
        shares = dict(zip(vote.options, outcome.shares, strict=True))
        result["shares"] = {use: fraction(share) for use, share in shares.items()}
        result["mean"] = {
            use: fraction(share) for use, share in zip(vote.options, mean(profile), strict=True)
        }
        result["level"] = fraction(outcome.level)
    split = surplus.split(shares if reached else None)
    result["surplus_cents"], result["votable_cents"] = split.surplus_cents, split.votable_cents
    result["lines"] = [
        {"use": line.use, "basis": line.basis.value, "share": fraction(line.share), "cents": line.cents}
        for line in split.lines
    ]
    return Count(True, len(rows), result)


def statement(result: dict[str, Any], *, passed: bool) -> str:
    """The outcome in a few English sentences of figures, as recorded and published for good."""
    turnout = (
        f"{result['ballots']} of {result['roll']} members voted; {result['quorum_needed']} were needed for a "
        f"valid vote."
    )
    if "lines" in result:
        if not result["quorum_reached"]:
            return f"No quorum: what the floors left of the surplus goes to the reserve. {turnout}"
        totals: dict[str, int] = {}
        for line in result["lines"]:
            totals[line["use"]] = totals.get(line["use"], 0) + line["cents"]
        uses = ", ".join(f"{use} {cents // 100:,}.{cents % 100:02d}" for use, cents in totals.items())
        return f"Decided: {uses}. {turnout}"
    votes = f"{result['yes']} yes, {result['no']} no, {result['abstain']} abstained."
    return f"{'Adopted' if passed else 'Not adopted'}: {votes} {turnout}"
