"""Choices among options, consent and elections: their frozen terms, and the result as it must be stated."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Any

from . import choosing, rounds
from .canonical import canonical
from .chain import chain_head
from .needs import allowed_no, contents_digest, head, yes_needed
from .report import Report

METHODS = {
    "resolve": ("yes-no", choosing.CONSENT, choosing.APPROVAL, choosing.SCORE, choosing.SCHULZE),
    "elect": (choosing.SCHULZE, choosing.STV),
    "projects": (choosing.EQUAL_SHARES,),
}


def check_terms(check: str, where: str, vote: dict[str, Any], values: dict[str, Any], report: Report) -> None:
    """Options are numbered, and a resolution's words are those that were frozen."""
    kind, terms = vote["kind"], dict(vote["terms"])
    if kind == "projects":
        rounds.check_terms(check, where, vote, report)
        return
    if kind == "elect":
        seats = terms.pop("seats", None)
        stood = [str(number) for number in range(1, len(vote["options"]) + 1)]
        report.expect(check, where, "the threshold", vote["threshold"], "")
        report.expect(check, where, "the options", vote["options"], stood)
        beats_all = seats == 1 or values.get("office.election_method") == "condorcet"
        report.expect(check, where, "the method", vote["method"], choosing.SCHULZE if beats_all else choosing.STV)
        report.expect(check, where, "the words of options", vote["names"], None)
        if type(seats) is not int or not 1 <= seats <= len(stood):
            report.wrong(check, where, f"{seats} seats cannot be filled")
    else:
        words = vote["names"]["words"] if vote["names"] else []
        numbered = [*(str(number) for number in range(1, len(words) + 1)), choosing.AS_IT_IS]
        salt = vote["names"]["salt"] if vote["names"] else ""
        digest = sha256(salt.encode() + canonical(words)).hexdigest()
        report.expect(check, where, "the threshold", vote["threshold"], values.get(f"vote.threshold.{kind}"))
        report.expect(check, where, "the options", vote["options"], numbered)
        report.expect(check, where, "the words of options", digest, terms.pop("names", None))
        if vote["method"] == choosing.SCORE:
            report.expect(check, where, "the scale", (terms.pop("least", None), terms.pop("most", None)), (0, 5))
    report.expect(check, where, "the terms beside", terms, {})


def _contents(check: str, where: str, vote: dict[str, Any], report: Report) -> list[str] | None:
    contents = vote["closed"].get("contents")
    if contents is None or len(contents) != vote["closed"]["ballots"]:
        report.wrong(check, where, "there is not one content for every ballot")
        return None
    return list(contents)


def by_consent(check: str, where: str, vote: dict[str, Any], report: Report) -> tuple[bool, dict[str, Any]] | None:
    """Whether it is adopted and the result due; None where there is nothing to count."""
    contents = _contents(check, where, vote, report)
    if contents is None:
        return None
    said = Counter(map(choosing.read_answer, contents))
    result = {
        **head(vote, len(contents)),
        **{answer: said[answer] for answer in choosing.ANSWERS},
        "blocks_allowed": vote["terms"]["blocks_allowed"],
        "reasons": sorted(text.removeprefix("block: ") for text in contents if text.startswith("block: ")),
    }
    why = "adopted"
    if not said["agree"]:
        why = "nobody_agrees"
    if said["block"] > result["blocks_allowed"]:
        why = "blocked"
    if not result["quorum_reached"]:
        why = "quorum_missed"
    return why == "adopted", {**result, "why": why}


def by_choice(check: str, where: str, vote: dict[str, Any], report: Report) -> tuple[bool, dict[str, Any]] | None:
    """The same of a choice or an election; raises ValueError on a ballot that is none."""
    contents = _contents(check, where, vote, report)
    if contents is None:
        return None
    method, options = vote["method"], vote["options"]
    ballots = [choosing.read_ballot(method, options, text) for text in contents]
    seed = chain_head(vote["reference"], vote["closed"]["hashes"])
    start = {
        **head(vote, len(contents)),
        "abstain": sum(not ballot for ballot in ballots),
        "options": options,
        **contents_digest(vote, contents),
    }
    if vote["method"] == choosing.EQUAL_SHARES:
        return rounds.count(vote, ballots, seed, start)
    return _seats(vote, ballots, seed, start) if "seats" in vote["terms"] else _options(vote, ballots, seed, start)


def _options(
    vote: dict[str, Any], ballots: list[choosing.Ballot], seed: str, start: dict[str, Any]
) -> tuple[bool, dict[str, Any]]:
    method, options, against = vote["method"], vote["options"], list[dict[str, Any]]()
    for option in options[:-1]:
        mine = choosing.over(method, ballots, option, choosing.AS_IT_IS)
        theirs = choosing.over(method, ballots, choosing.AS_IT_IS, option)
        needed, allowed = yes_needed(vote["threshold"], mine + theirs), allowed_no(vote["threshold"], vote["roll_size"])
        stands = mine > 0 and mine >= (needed or 0) and (allowed is None or theirs <= allowed)
        against.append(
            {"option": option, "for": mine, "against": theirs, "needed": needed, "allowed": allowed, "stands": stands}
        )
    left = [one["option"] for one in against if one["stands"]]
    figures = table = None
    if method == choosing.SCHULZE:
        table = choosing.matrix(ballots, options)
        ranking, ties = choosing.schulze(ballots, [*left, choosing.AS_IT_IS], seed)
    else:
        figures = {option: sum(ballot.get(option, 0) for ballot in ballots) for option in options}
        ranking, ties = choosing.by_sums(figures, [*left, choosing.AS_IT_IS], seed)
    why = "passed"
    if ranking[0] == choosing.AS_IT_IS:
        why = "as_it_is"
    if not left:
        why = "none_stands"
    if not start["quorum_reached"]:
        why = "quorum_missed"
    passed = why == "passed"
    result = {**start, "against": against, "figures": figures, "matrix": table, "ranking": ranking, "ties": ties}
    return passed, {**result, "chosen": ranking[0] if passed else None, "why": why}


def _seats(
    vote: dict[str, Any], ballots: list[choosing.Ballot], seed: str, start: dict[str, Any]
) -> tuple[bool, dict[str, Any]]:
    options, seats = vote["options"], vote["terms"]["seats"]
    working: dict[str, Any]
    if vote["method"] == choosing.STV:
        count = choosing.Stv(ballots, options, seats, seed)
        chosen, working = count.elected, {"quota": count.quota, "stages": count.stages}
    else:
        ranking, ties = choosing.schulze(ballots, options, seed)
        chosen = ranking[:seats]
        working = {"matrix": choosing.matrix(ballots, options), "ranking": ranking, "ties": ties}
    why = "passed"
    if start["abstain"] == start["ballots"]:
        why = "nobody_ranked"
    if not start["quorum_reached"]:
        why = "quorum_missed"
    passed = why == "passed"
    return passed, {**start, **working, "seats": seats, "elected": chosen if passed else [], "why": why}
