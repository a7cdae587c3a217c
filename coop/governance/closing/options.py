"""Counting a choice among options, and an election: the method's count, and what the rules ask besides.

**A resolution with options** has "leave it as it is" as its last option, and two steps:

1. Each other option is held against leaving things as they are: for it are the ballots that prefer it (approve it and
   not the other; give it more points; rank it higher), against it those that prefer the other. What does not pass the
   vote's threshold with these figures drops out. (So does Debian's Constitution, A.5, with its default option.)
2. Of those that stand and leaving it as it is, the method chooses.

**An election** has no such option: with the quorum, the method fills the seats.

Ties follow the published lot, whose seed is the head of the ballots' chain: nobody knows it before the box is closed.

    options    {method, roll, ballots, quorum_needed, quorum_reached, abstain, options,
                against: [{option, for, against, needed or null, allowed or null, stands}],
                figures: {option: sum} or null, matrix or null, ranking, ties: [{among, chosen}],
                chosen or null, why}
    seats      {method, roll, ballots, quorum_needed, quorum_reached, abstain, options, seats, elected,
                matrix, ranking and ties, or quota and stages: [{action, option, votes, non_transferable, lost,
                elected}], why}

`matrix` holds, row over column, the ballots that rank one option above the other, of all options in their order.
Votes of stages are in 1/100,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from coop.governance.ballots import profiles
from coop.governance.ballots.contents import read_options
from coop.governance.electorate.frozen import ABSTAIN, APPROVAL, AS_IT_IS, SCORE, SCOTTISH_STV, FrozenVote
from coop.governance.tallies.approval import approval
from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.pairwise import comparisons
from coop.governance.tallies.schulze import schulze
from coop.governance.tallies.score import score
from coop.governance.tallies.scottish_stv import StvOutcome, scottish_stv
from coop.governance.tallies.thresholds import Majority


class WhyChosen(StrEnum):
    """Why a choice passed or failed: the first of these, in this order, that holds."""

    QUORUM_MISSED = "quorum_missed"
    NONE_STANDS = "none_stands"
    AS_IT_IS = "as_it_is"
    NOBODY_RANKED = "nobody_ranked"
    PASSED = "passed"


def count_options(vote: FrozenVote, contents: Sequence[str], seed: str) -> tuple[bool, dict[str, Any]]:
    """Whether an option is adopted, and the result."""
    head = head_of(vote, contents)
    against = [_against(vote, contents, option) for option in vote.options if option != AS_IT_IS]
    standing = [one["option"] for one in against if one["stands"]]
    figures, matrix, ranking, ties = _ranked(vote, contents, {*standing, AS_IT_IS}, Lots(seed))
    if not head["quorum_reached"]:
        why = WhyChosen.QUORUM_MISSED
    elif not standing:
        why = WhyChosen.NONE_STANDS
    elif ranking[0] == AS_IT_IS:
        why = WhyChosen.AS_IT_IS
    else:
        why = WhyChosen.PASSED
    passed = why is WhyChosen.PASSED
    result = {
        **head,
        "against": against,
        "figures": figures,
        "matrix": matrix,
        "ranking": ranking,
        "ties": _ties(ties),
        "chosen": ranking[0] if passed else None,
        "why": why.value,
    }
    return passed, result


def _against(vote: FrozenVote, contents: Sequence[str], option: str) -> dict[str, Any]:
    preferred = other = 0
    for text in contents:
        given = read_options(text, vote)
        mine, theirs = _worth(vote, given, option), _worth(vote, given, AS_IT_IS)
        preferred += mine > theirs
        other += mine < theirs
    threshold = vote.threshold
    needed = threshold.needed_yes(preferred + other) if isinstance(threshold, Majority) else None
    allowed = None if isinstance(threshold, Majority) else threshold.allowed_no(vote.roll)
    stands = preferred > 0 and (needed is None or preferred >= needed) and (allowed is None or other <= allowed)
    return {
        "option": option,
        "for": preferred,
        "against": other,
        "needed": needed,
        "allowed": allowed,
        "stands": stands,
    }


def _worth(vote: FrozenVote, given: dict[str, int], option: str) -> int:
    """What a ballot thinks of an option, the more the better; without a word, the least there is."""
    if vote.is_ranked:
        return -given.get(option, len(vote.options) + 1)
    return given.get(option, vote.scale[0] if vote.method == SCORE else 0)


def _ranked(
    vote: FrozenVote, contents: Sequence[str], standing: set[str], lots: Lots
) -> tuple[dict[str, int] | None, list[list[int]] | None, list[str], Sequence[Tie]]:
    """Figures or matrix of all options, and the ranking of those that stand, with the ties broken for it."""
    if vote.is_ranked:
        profile = profiles.rankings(vote, contents)
        stays = schulze(profile.without(set(vote.options) - standing), lots)
        return None, [list(row) for row in comparisons(profile)], list(stays.ranking), stays.ties
    if vote.method == APPROVAL:
        approved = approval(profiles.approvals(vote, contents), 1, lots)
        sums, all_ranked, ties = approved.approvals, approved.ranking, approved.ties
    else:
        scored = score(profiles.scores(vote, contents), 1, lots)
        sums, all_ranked, ties = scored.sums, scored.ranking, scored.ties
    told = [tie for tie in ties if len(standing.intersection(tie.among)) > 1]
    ranking = [option for option in all_ranked if option in standing]
    among = [_only(tie, standing, ranking) for tie in told]
    return dict(zip(vote.options, sums, strict=True)), None, ranking, among


def _only(tie: Tie, standing: set[str], ranking: Sequence[str]) -> Tie:
    """A tie among those that stand: the lots of the others change nothing."""
    left = [option for option in tie.among if option in standing]
    lots = tuple(lot for option, lot in zip(tie.among, tie.lots, strict=True) if option in standing)
    return Tie(tuple(left), tie.stage, min(left, key=ranking.index), lots)


def count_seats(vote: FrozenVote, contents: Sequence[str], seed: str) -> tuple[bool, dict[str, Any]]:
    """Whether anybody is elected, and the result."""
    profile, lots, head = profiles.rankings(vote, contents), Lots(seed), head_of(vote, contents)
    working: dict[str, Any]
    if vote.method == SCOTTISH_STV:
        outcome = scottish_stv(profile, vote.seats, lots)
        chosen, working = list(outcome.elected), _stages(outcome)
    else:
        found = schulze(profile, lots)
        chosen = list(found.ranking[: vote.seats])
        working = {
            "matrix": [list(row) for row in found.matrix],
            "ranking": list(found.ranking),
            "ties": _ties(found.ties),
        }
    if not head["quorum_reached"]:
        why = WhyChosen.QUORUM_MISSED
    elif head["abstain"] == head["ballots"]:
        why = WhyChosen.NOBODY_RANKED
    else:
        why = WhyChosen.PASSED
    passed = why is WhyChosen.PASSED
    return passed, {
        **head, **working, "seats": vote.seats, "elected": chosen if passed else [], "why": why.value
    }


def _stages(outcome: StvOutcome) -> dict[str, Any]:
    return {
        "quota": outcome.quota,
        "stages": [
            {
                "action": stage.action.name.lower(),
                "option": stage.option,
                "votes": dict(zip(outcome.options, stage.votes, strict=True)),
                "non_transferable": stage.non_transferable,
                "lost": stage.lost,
                "elected": list(stage.elected),
            }
            for stage in outcome.stages
        ],
    }


def head_of(vote: FrozenVote, contents: Sequence[str]) -> dict[str, Any]:
    """What every result among options begins with; raises ValueError for more ballots than voters."""
    needed = vote.needs_ballots.needed_ballots(vote.roll)
    if len(contents) > vote.roll:
        raise ValueError(f"{len(contents)} ballots from a roll of {vote.roll}: somebody voted twice")
    return {
        "method": vote.method,
        "roll": vote.roll,
        "ballots": len(contents),
        "quorum_needed": needed,
        "quorum_reached": len(contents) >= needed,
        "abstain": sum(text == ABSTAIN for text in contents),
        "options": list(vote.options),
    }


def _ties(found: Iterable[Tie]) -> list[dict[str, Any]]:
    return [{"among": sorted(tie.among), "chosen": tie.chosen} for tie in found]
