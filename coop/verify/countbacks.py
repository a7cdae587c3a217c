"""Seats that fell vacant: each countback from the ballots of its election counted anew, and whom it passed over.

Written from docs/methods.md, not from the code that counted them: single papers are moved one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from . import choosing
from .chain import chain_head
from .report import Report

COUNTBACKS = "vacant seats counted back from their election's ballots"


def check_countbacks(where: str, vote: dict[str, Any], report: Report) -> None:
    """Every countback of an election, in their order; raises ValueError on a ballot that is none."""
    if "countbacks" not in vote:
        return
    enacted = vote["enacted"]
    if vote["kind"] != "elect" or vote["method"] != choosing.STV or enacted is None:
        report.wrong(COUNTBACKS, where, "seats were filled by countback, though no ballots filled several before")
        return
    before: list[dict[str, Any]] = []
    for number, asked in enumerate(vote["countbacks"], 1):
        report.count(COUNTBACKS)
        _Countback(f"{where}, countback {number}", vote, before, report).check(asked)
        before.append(asked)
    passed_over = sum(len(asked["unanswered"]) for asked in before)
    if passed_over:
        report.notes.append(
            f"{where}: countbacks passed over {passed_over} without an answer; that they had left is the co-op's word"
        )


class _Countback:
    """One countback, held against its election and those `before` it."""

    def __init__(self, where: str, vote: dict[str, Any], before: list[dict[str, Any]], report: Report) -> None:
        self.where, self.vote, self.before, self.report = where, vote, before, report

    def check(self, asked: dict[str, Any]) -> None:
        """Its order in time, who was left out, whom the ballots give the seat, and the answer."""
        last = self.before[-1]["asked_at"] if self.before else self.vote["enacted"]["enacted_at"]
        if asked["asked_at"] < last:
            self._wrong("it was asked before the election was carried out, or before the countback before it")
        elected = self.vote["outcome"]["result"]["elected"]
        if asked["vacated"] not in elected:
            self._wrong(f"{asked['vacated']} had no seat to leave: {', '.join(elected)} were elected")
            return
        self._left_out(asked, elected)
        count = recount(self.vote, asked["vacated"], asked["unwilling"])
        if count is None:
            self._wrong("nobody willing is left to whom the ballots could give the seat")
        else:
            self.report.expect(COUNTBACKS, self.where, "whom the ballots elect", asked["elected"], count)
        self._answer(asked)

    def _left_out(self, asked: dict[str, Any], elected: Collection[str]) -> None:
        """Whoever is passed over has answered before, or is named as one who had not and had left."""
        answered = {
            one["elected"]
            for one in self.before
            if one["answer"] is not None and one["answer"]["answered_at"] <= asked["asked_at"]
        }
        unwilling, unanswered = asked["unwilling"], asked["unanswered"]
        could = [option for option in self.vote["options"] if option not in elected]
        for what, listed in (("unwilling", unwilling), ("unanswered", unanswered)):
            if listed != [option for option in could if option in listed]:
                self._wrong(f"{what} lists {', '.join(listed)}: not those who stood, each once, in their order")
        for option in unwilling:
            if option not in answered and option not in unanswered:
                self._wrong(f"it passes over {option}, who had not declined before")
        for option in unanswered:
            if option in answered or option not in unwilling:
                self._wrong(f"it says that {option} had not answered, but they had, or were not passed over")
        for option in sorted(answered - set(unwilling), key=self.vote["options"].index):
            self._wrong(f"{option} was asked and answered before, and is not passed over")
        for one in self.before:
            if one["elected"] not in answered and one["elected"] not in unanswered:
                self._wrong(f"it was asked while {one['elected']} had not answered")

    def _answer(self, asked: dict[str, Any]) -> None:
        said = asked["answer"]
        if said is not None and said["answered_at"] < asked["asked_at"]:
            self._wrong("it was answered before it was asked")
        for one in self.before:
            earlier = one["answer"]
            if earlier is None or one["vacated"] != asked["vacated"] or one["elected"] not in asked["unanswered"]:
                continue
            if earlier["accepts"] and earlier["answered_at"] >= asked["asked_at"]:
                self._wrong(f"it passes over {one['elected']}, who took that seat afterwards")

    def _wrong(self, detail: str) -> None:
        self.report.wrong(COUNTBACKS, self.where, detail)


def recount(vote: dict[str, Any], vacated: str, unwilling: Collection[str]) -> str | None:
    """Whom the ballots of an election give the seat of somebody; None where nobody willing is left."""
    options: list[str] = vote["options"]
    seed = chain_head(vote["reference"], vote["closed"]["hashes"])
    ballots = [choosing.read_ballot(vote["method"], options, text) for text in vote["closed"]["contents"]]
    election = choosing.Stv(ballots, options, vote["terms"]["seats"], seed)
    running = {option for option in options if option not in election.elected and option not in unwilling}
    if not running:
        return None
    held: dict[str, list[tuple[list[str], int]]] = {option: [] for option in running}
    papers, past = election.kept(vacated), list[dict[str, int]]()
    while True:
        for paper, value in papers:
            to = next((option for option in paper if option in running), None)
            if to is not None:
                held[to].append((paper, value))
        votes = {option: sum(value for _, value in held[option]) for option in running}
        past.append({**dict.fromkeys(options, 0), **votes})
        most = max(sorted(running), key=votes.__getitem__)
        if len(running) == 1 or 2 * votes[most] > sum(votes.values()):
            return most
        loser = choosing.fewest_of(running, past, seed)
        running.remove(loser)
        papers = held.pop(loser)
