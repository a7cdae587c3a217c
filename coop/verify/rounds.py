"""Rounds of projects: the Method of Equal Shares counted anew, and what was promised to the winners.

Written from docs/methods.md, not from the code that counted them: voters with the same ballot have one purse, which is
a plain fraction, and every project is looked at before every purchase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any

from . import choosing
from .books import Books
from .canonical import canonical
from .report import Report

FUNDS = {
    "solidarity": ("Equity:Reserves:Solidarity", "Equity:Committed:Solidarity"),
    "education": ("Equity:Reserves:Education", "Equity:Committed:Education"),
    "projects": ("Equity:Reserves:Projects", "Equity:Committed:Projects"),
}
"""A fund's account, and that of what it has promised."""

Group = tuple[frozenset[str], int]
"""What some voters want, and how many they are."""

_UNIT = 100


def check_terms(check: str, where: str, vote: dict[str, Any], report: Report) -> None:
    """Projects are numbered, each has a cost, and their words are those that were frozen."""
    terms, names = dict(vote["terms"]), vote["names"] or {"words": [], "salt": ""}
    numbered = [str(number) for number in range(1, len(names["words"]) + 1)]
    report.expect(check, where, "the threshold", vote["threshold"], "")
    report.expect(check, where, "the options", vote["options"], numbered)
    digest = sha256(names["salt"].encode() + canonical(names["words"])).hexdigest()
    report.expect(check, where, "the words of options", digest, terms.pop("names", None))
    budget, costs = terms.pop("budget_cents", None), terms.pop("costs", None)
    if terms.pop("fund", None) not in FUNDS or type(budget) is not int or budget < 1:
        report.wrong(check, where, "there is no such fund or sum")
    elif not isinstance(costs, dict) or sorted(costs) != sorted(numbered):
        report.wrong(check, where, "there is not one cost for every project")
    elif not all(type(cost) is int and 0 < cost <= budget for cost in costs.values()):
        report.wrong(check, where, "a project costs nothing, or more than there is")
    else:
        report.expect(check, where, "the step", terms.pop("step", None), 1 + budget // 200_000)
        report.expect(check, where, "the terms beside", terms, {})


def count(
    vote: dict[str, Any], ballots: Sequence[choosing.Ballot], seed: str, start: dict[str, Any]
) -> tuple[bool, dict[str, Any]]:
    """Whether anything is funded, and the result as it must be stated."""
    costs, budget = {key: vote["terms"]["costs"][key] for key in vote["options"]}, vote["terms"]["budget_cents"]
    groups = list(Counter(frozenset(ballot) for ballot in ballots if ballot).items())
    working: dict[str, Any] = {
        "votes": None, "tried": 0, "kept": None, "endowment": None, "purchases": [], "completion": [], "ties": [],
    }  # fmt: skip
    won: list[str] = []
    if groups:
        working, won = _working(groups, costs, budget, vote["terms"]["step"], seed)
    why = "passed" if won else "none_fits" if groups else "nobody_chose"
    if not start["quorum_reached"]:
        why = "quorum_missed"
    passed = why == "passed"
    return passed, {
        **start,
        "budget_cents": budget,
        "costs": costs,
        **working,
        "funded": won if passed else [],
        "spent_cents": sum(costs[key] for key in won) if passed else 0,
        "why": why,
    }


def _working(
    groups: list[Group], costs: dict[str, int], budget: int, step: int, seed: str
) -> tuple[dict[str, Any], list[str]]:
    voters = sum(number for _, number in groups)
    votes = {key: sum(number for wanted, number in groups if key in wanted) for key in costs}
    tried = kept = 0
    endowment, bought, ties = Fraction(0), list[dict[str, Any]](), list[dict[str, Any]]()
    while True:
        share = Fraction(budget, voters) + tried * step * _UNIT
        purchases, level = _buy(groups, costs, share, seed)
        tried += 1
        if sum(one["cost"] for one in purchases) > budget:
            break
        kept, endowment, bought, ties = tried - 1, share, purchases, level
        if len(purchases) == sum(number > 0 for number in votes.values()):
            break
    won = [one["option"] for one in bought]
    completion, more, level = _by_votes(votes, costs, budget, won, seed)
    return {
        "votes": votes,
        "tried": tried,
        "kept": kept,
        "endowment": _written(endowment),
        "purchases": bought,
        "completion": completion,
        "ties": ties + level,
    }, won + more


def _buy(
    groups: list[Group], costs: dict[str, int], share: Fraction, seed: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    purses = [share] * len(groups)
    bought, ties = list[dict[str, Any]](), list[dict[str, Any]]()
    while True:
        offers = {}
        for key, cost in costs.items():
            if key not in [one["option"] for one in bought]:
                theirs = [(purses[n], number) for n, (wanted, number) in enumerate(groups) if key in wanted]
                offer = _offer(theirs, cost)
                if offer:
                    offers[key] = offer
        if not offers:
            return bought, ties
        best = min(each / costs[key] for key, (each, _, _) in offers.items())
        level = sorted(key for key, (each, _, _) in offers.items() if each / costs[key] == best)
        first = min(level, key=lambda key: choosing.lot(seed, key))
        if len(level) > 1:
            ties.append({"among": level, "chosen": first})
        each, in_full, with_less = offers[first]
        purses = [
            max(Fraction(0), purse - each) if first in wanted else purse
            for purse, (wanted, _) in zip(purses, groups, strict=True)
        ]
        bought.append(
            {"option": first, "cost": costs[first], "share": _written(each), "in_full": in_full, "with_less": with_less}
        )


def _offer(purses: list[tuple[Fraction, int]], cost: int) -> tuple[Fraction, int, int] | None:
    """What each pays in full, how many do, and how many pay all they have; None where it is not enough."""
    left, able = Fraction(cost), sorted((purse, number) for purse, number in purses if purse)
    if sum(purse * number for purse, number in able) < cost:
        return None
    everyone = people = sum(number for _, number in able)
    for purse, number in able:
        if purse * people >= left:
            break
        left -= purse * number
        people -= number
    return left / people, people, everyone - people


def _by_votes(
    votes: dict[str, int], costs: dict[str, int], budget: int, won: list[str], seed: str
) -> tuple[list[dict[str, Any]], list[str], list[dict[str, Any]]]:
    ranking, ties = choosing.by_sums(votes, list(votes), seed)
    left, looks, more = budget - sum(costs[key] for key in won), list[dict[str, Any]](), list[str]()
    for key in ranking:
        if key in won or not votes[key]:
            continue
        funded = costs[key] <= left
        looks.append({"option": key, "votes": votes[key], "cost": costs[key], "left": left, "funded": funded})
        if funded:
            left -= costs[key]
            more.append(key)
    told = [tie for tie in ties if votes[tie["chosen"]] and not set(tie["among"]) <= set(won)]
    return looks, more, told


def check_promises(check: str, where: str, vote: dict[str, Any], books: Books, report: Report) -> None:
    """Each winner was promised its cost from the fund, and no more was drawn and returned than was promised."""
    reference, terms = vote["reference"], vote["terms"]
    account, promised = FUNDS[terms["fund"]]
    found = {entry.reference: entry for entry in books.decided.get(reference, [])}
    whole = 0
    for key in vote["outcome"]["result"]["funded"]:
        entry, cost = found.pop(f"decision:{reference}:{key}", None), terms["costs"][key]
        moved = {} if entry is None else {code: cents for (code, _), cents in entry.moved().items()}
        report.expect(check, where, f"what was promised to project {key}", moved, {account: cost, promised: -cost})
        whole += cost
    undone = {entry.reference.removesuffix(":reversed") for entry in found.values() if entry.kind == "reversal"}
    drawn = sum(
        cents
        for entry in found.values()
        if entry.kind != "reversal" and entry.reference not in undone
        for (code, _), cents in entry.moved().items()
        if code == promised
    )
    for entry in found.values():
        takes = [cents for (code, _), cents in entry.moved().items() if code == promised and cents < 0]
        if takes and entry.kind == "commitment":
            report.wrong(check, where, f"entry {entry.id} promises what no project won")
    if drawn > whole:
        report.wrong(check, where, f"{drawn} drawn and returned of {whole} promised (minor units)")


def _written(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
