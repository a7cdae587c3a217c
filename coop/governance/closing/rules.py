"""Counting a vote: from ballots and frozen terms to a result that can be written down and recounted.

A result is plain data, fractions as "a/b":

    yes / no    {method, roll, ballots, quorum_needed, quorum_reached, yes, no, abstain,
                 yes_needed or null, allowed_no or null, why}
    consent     {method, roll, ballots, quorum_needed, quorum_reached, agree, abstain, disagree, block,
                 blocks_allowed, reasons, why}
    options     `closing.options` says which
    projects    `closing.funding` says which
    split       {method, roll, ballots, quorum_needed, quorum_reached, options, surplus_cents, votable_cents,
                 shares or null, mean or null, level or null, lines: [{use, basis, share, cents}]}

Options, projects and split also state `contents_digest` of `ballots.publication`: their count does not come to every
figure of every ballot.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.governance.ballots.contents import read_consent
from coop.governance.ballots.publication import columns, columns_digest, contents_digest
from coop.governance.ballots.rules import Choice, read_split
from coop.governance.closing.funding import count_projects
from coop.governance.closing.options import count_options, count_seats
from coop.governance.distribution.frozen import fraction, read
from coop.governance.electorate.frozen import CONSENT, FrozenVote
from coop.governance.tallies.consent import consent
from coop.governance.tallies.independent_markets import independent_markets
from coop.governance.tallies.mean import mean
from coop.governance.tallies.profile import SplitProfile
from coop.governance.tallies.yes_no import tally

LAPSED = "lapsed"
"""Why a vote in Belenios decided nothing: nobody brought its result in."""


@dataclass(frozen=True)
class Count:
    """What a count gave. A split always passes: what no quorum decided goes to reserve."""

    passed: bool
    ballots: int
    result: dict[str, Any]


def count(vote: FrozenVote, contents: Sequence[str], *, seed: str = "") -> Count:
    """Count the canonical texts of all ballots; raises ValueError on one that is none.

    `seed` is that of the lots that break ties: the head of the ballots' chain.
    """
    if vote.has_options:
        count_of = count_projects if vote.is_round else count_seats if vote.is_election else count_options
        passed, result = count_of(vote, contents, seed)
        result["contents_digest"] = contents_digest(contents)
        return Count(passed, result["ballots"], result)
    if vote.method == CONSENT:
        return _count_consent(vote, contents)
    return _count_split(vote, contents) if vote.is_split else _count_yes_no(vote, contents)


def count_elsewhere(vote: FrozenVote, counts: Mapping[str, int] | None) -> Count:
    """Count what a vote in Belenios gave: ballots by answer, by the same rules; None where nothing was brought in."""
    if counts is not None:
        return _count_yes_no(vote, [answer for answer, number in counts.items() for _each in range(number)])
    none = _count_yes_no(vote, [])
    return Count(False, 0, {**none.result, "quorum_reached": False, "why": LAPSED})


def _count_consent(vote: FrozenVote, contents: Sequence[str]) -> Count:
    outcome = consent(
        map(read_consent, contents),
        roll=vote.roll,
        quorum=vote.needs_ballots,
        blocks_allowed=vote.terms["blocks_allowed"],
    )
    result = {
        "method": vote.method,
        "roll": vote.roll,
        "ballots": outcome.ballots,
        "quorum_needed": outcome.quorum_needed,
        "quorum_reached": outcome.quorum_reached,
        "agree": outcome.agree,
        "abstain": outcome.abstain,
        "disagree": outcome.disagree,
        "block": outcome.block,
        "blocks_allowed": outcome.blocks_allowed,
        "reasons": list(outcome.reasons),
        "why": outcome.why.value,
    }
    return Count(outcome.adopted, outcome.ballots, result)


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
    result["contents_digest"] = columns_digest(columns(rows, vote.options))
    return Count(True, len(rows), result)


def _turnout(result: dict[str, Any], *, delegated: int, paper: int, spoiled: int) -> str:
    words = f"{result['ballots']} of {result['roll']} members voted; {result['quorum_needed']} were needed for a "
    words += "valid vote."
    if delegated:
        words += f" {delegated} of the ballots {'was' if delegated == 1 else 'were'} cast by delegates for others."
    if paper:
        words += f" {paper} of the ballots {'was' if paper == 1 else 'were'} cast on paper."
    if spoiled:
        words += f" {spoiled} more handed in a paper that was blank or spoiled: not counted."
    return words


def statement(
    result: dict[str, Any],
    *,
    passed: bool,
    names: Mapping[str, str] | None = None,
    delegated: int = 0,
    paper: int = 0,
    spoiled: int = 0,
    archive: str = "",
) -> str:
    """The outcome in a few English sentences of figures, as recorded and published for good.

    `names` are the words of the options by their keys; `delegated` of the ballots were cast by delegates for others,
    `paper` of them on paper; `spoiled` papers besides were none. `archive` is the SHA-256 of that of Belenios.
    """
    if result.get("why") == LAPSED:
        return "No outcome: no result of the vote held in Belenios was brought in in time. Nothing is decided."
    turnout = _turnout(result, delegated=delegated, paper=paper, spoiled=spoiled)
    if "lines" in result:
        if not result["quorum_reached"]:
            return f"No quorum: what the floors left of the surplus goes to the reserve. {turnout}"
        totals: dict[str, int] = {}
        for line in result["lines"]:
            totals[line["use"]] = totals.get(line["use"], 0) + line["cents"]
        uses = ", ".join(f"{use} {cents // 100:,}.{cents % 100:02d}" for use, cents in totals.items())
        return f"Decided: {uses}. {turnout}"
    if "funded" in result:
        funded, stood = len(result["funded"]), len(result["options"])
        if not passed:
            return f"No project is funded: the money stays in the fund. {turnout}"
        spent, budget = (f"{cents // 100:,}.{cents % 100:02d}" for cents in
                         (result["spent_cents"], result["budget_cents"]))  # fmt: skip
        return f"Funded: {funded} of {stood} projects, {spent} of {budget}. {turnout}"
    if "elected" in result:
        elected, stood = len(result["elected"]), len(result["options"])
        return f"{f'Elected: {elected} of {stood} who stood.' if passed else 'Nobody was elected.'} {turnout}"
    if "against" in result:
        if not passed:
            return f"Not adopted: things stay as they are. {turnout}"
        return f"Adopted: {(names or {}).get(result['chosen'], result['chosen'])}. {turnout}"
    if "block" in result:
        votes = f"{result['agree']} agree, {result['disagree']} disagree, {result['block']} block, "
        votes += f"{result['abstain']} abstained."
        return f"{'Adopted' if passed else 'Not adopted'}: {votes} {turnout}"
    votes = f"{result['yes']} yes, {result['no']} no, {result['abstain']} abstained."
    if archive:
        turnout += f" They voted in Belenios; the SHA-256 of its archive is {archive}."
    return f"{'Adopted' if passed else 'Not adopted'}: {votes} {turnout}"
