"""Counting a round of projects: the Method of Equal Shares with Add1, then what still fits by votes.

Ballots that abstain count toward the quorum and have no share of the money. Without the quorum the count is stated all
the same and nothing is funded. Shares are fractions "a/b" of cents.

    projects    {method, roll, ballots, quorum_needed, quorum_reached, abstain, options, budget_cents, costs, votes,
                 tried, kept, endowment, purchases: [{option, cost, share, in_full, with_less}],
                 completion: [{option, votes, cost, left, funded}], ties, funded, spent_cents, why}

`tried` is how many endowments were, `kept` the number of that which stands, from 0; `endowment` is it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from coop.governance.ballots import profiles
from coop.governance.closing.options import head_of
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.tallies.equal_shares import EqualSharesOutcome, equal_shares
from coop.governance.tallies.lots import Lots


class WhyFunded(StrEnum):
    """Why a round funds something or nothing: the first of these, in this order, that holds."""

    QUORUM_MISSED = "quorum_missed"
    NOBODY_CHOSE = "nobody_chose"
    NONE_FITS = "none_fits"
    PASSED = "passed"


def count_projects(vote: FrozenVote, contents: Sequence[str], seed: str) -> tuple[bool, dict[str, Any]]:
    """Whether any project is funded, and the result."""
    head, costs = head_of(vote, contents), dict(zip(vote.options, vote.costs, strict=True))
    chose = head["ballots"] > head["abstain"]
    step = int(vote.terms["step"])
    outcome = equal_shares(profiles.projects(vote, contents), Lots(seed), step=step) if chose else None
    won = list(outcome.funded) if outcome else []
    if not head["quorum_reached"]:
        why = WhyFunded.QUORUM_MISSED
    elif outcome is None:
        why = WhyFunded.NOBODY_CHOSE
    else:
        why = WhyFunded.PASSED if won else WhyFunded.NONE_FITS
    passed = why is WhyFunded.PASSED
    return passed, {
        **head,
        "budget_cents": int(vote.terms["budget_cents"]),
        "costs": costs,
        **(_working(outcome) if outcome else _NOTHING),
        "funded": won if passed else [],
        "spent_cents": sum(costs[key] for key in won) if passed else 0,
        "why": why.value,
    }


_NOTHING: dict[str, Any] = {
    "votes": None, "tried": 0, "kept": None, "endowment": None, "purchases": [], "completion": [], "ties": [],
}  # fmt: skip


def _working(outcome: EqualSharesOutcome) -> dict[str, Any]:
    endowment = outcome.increments[outcome.kept].endowment
    ties = [*(tie for one in outcome.purchases for tie in one.ties), *outcome.completion.ties]
    return {
        "votes": dict(zip(outcome.options, outcome.votes, strict=True)),
        "tried": len(outcome.increments),
        "kept": outcome.kept,
        "endowment": f"{endowment.numerator}/{endowment.denominator}",
        "purchases": [
            {
                "option": one.option,
                "cost": one.cost,
                "share": f"{one.share.numerator}/{one.share.denominator}",
                "in_full": one.in_full,
                "with_less": one.with_less,
            }
            for one in outcome.purchases
        ],
        "completion": [
            {"option": look.option, "votes": look.votes, "cost": look.cost, "left": look.left, "funded": look.funded}
            for look in outcome.completion.looks
        ],
        "ties": [{"among": sorted(tie.among), "chosen": tie.chosen} for tie in ties],
    }
