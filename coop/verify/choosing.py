"""Votes by consent, approval, points and ranks, counted anew from the published ballots.

Written from docs/methods.md, not from the code that counted them: a ballot is a list of figures by option, comparisons
are made one by one, papers are moved one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import permutations
from typing import Any

AS_IT_IS, ABSTAIN = "0", "abstain"
APPROVAL, SCORE, SCHULZE, STV, CONSENT = "approval", "score", "schulze", "scottish-stv", "consent"
EQUAL_SHARES = "equal-shares"
CHOOSING = (APPROVAL, SCORE, SCHULZE, STV, EQUAL_SHARES)
ANSWERS = ("agree", "abstain", "disagree", "block")
ONE = 100_000

Ballot = dict[str, int]
"""1 for an approval, points, or a rank from 1, by option."""


def read_answer(text: str) -> str:
    """The answer of a ballot by consent; raises ValueError unless it is written as it must be."""
    answer, _, reason = text.partition(": ")
    written = answer if answer != "block" else f"block: {' '.join(reason.split())}"
    if answer not in ANSWERS or written != text or (answer == "block" and not reason.strip()):
        raise ValueError(f"{text!r} is no answer")
    return answer


def read_ballot(method: str, options: Sequence[str], text: str) -> Ballot:
    """The figures of a ballot; raises ValueError unless it is written as it must be."""
    if text == ABSTAIN:
        return {}
    if method in (APPROVAL, EQUAL_SHARES):
        keys = text.split(",")
        ballot, in_order = dict.fromkeys(keys, 1), _ascending(keys, options)
    elif method == SCORE:
        pairs = [part.split("=") for part in text.split(",")]
        keys = [pair[0] for pair in pairs]
        ballot, in_order = {key: int(points) for key, points in pairs}, _ascending(keys, options)
        if any(points not in ("0", "1", "2", "3", "4", "5") for _, points in pairs):
            raise ValueError(f"{text!r} gives points that are none")
    else:
        tiers = [tier.split("=") for tier in text.split(">")]
        keys = [key for tier in tiers for key in tier]
        ballot = {key: rank for rank, tier in enumerate(tiers, 1) for key in tier}
        in_order = all(_ascending(tier, options) for tier in tiers)
        if method == STV and len(keys) > len(tiers):
            raise ValueError(f"{text!r} ranks two equal")
    if not in_order or len(set(keys)) < len(keys) or not set(keys) <= set(options):
        raise ValueError(f"{text!r} is no ballot of this vote")
    return ballot


def _ascending(keys: Sequence[str], options: Sequence[str]) -> bool:
    known = list(options)
    places = [known.index(key) for key in keys]
    return places == sorted(places)


def lot(seed: str, option: str) -> str:
    """The lot of an option, the lower the luckier."""
    return sha256(f"{seed}\n{option}".encode()).hexdigest()


def liked(method: str, ballot: Ballot, option: str) -> int:
    """How much a ballot likes an option, for comparing two of them."""
    if method in (SCHULZE, STV):
        return -ballot.get(option, 10**6)
    return ballot.get(option, 0)


def over(method: str, ballots: Sequence[Ballot], one: str, other: str) -> int:
    """How many ballots like one option more than the other."""
    return sum(liked(method, ballot, one) > liked(method, ballot, other) for ballot in ballots)


def matrix(ballots: Sequence[Ballot], options: Sequence[str]) -> list[list[int]]:
    """Row over column."""
    return [[over(SCHULZE, ballots, a, b) if a != b else 0 for b in options] for a in options]


def by_sums(sums: dict[str, int], among: Sequence[str], seed: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Options from the highest sum to the lowest, level ones by lot, and who was level."""
    ranking = sorted(among, key=lambda option: (-sums[option], lot(seed, option)))
    ties = []
    for level in sorted({sums[option] for option in among}, reverse=True):
        tied = [option for option in ranking if sums[option] == level]
        if len(tied) > 1:
            ties.append({"among": sorted(tied), "chosen": tied[0]})
    return ranking, ties


def schulze(ballots: Sequence[Ballot], options: Sequence[str], seed: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Schulze's ranking by winning votes, and who was level on the way."""
    nothing = (0, 0)
    strength: dict[tuple[str, str], tuple[int, int]] = {}
    for a, b in permutations(options, 2):
        mine, theirs = over(SCHULZE, ballots, a, b), over(SCHULZE, ballots, b, a)
        strength[a, b] = (mine, -theirs) if mine > theirs else nothing
    for middle in options:
        for a, b in permutations([option for option in options if option != middle], 2):
            way = min(strength[a, middle], strength[middle, b])
            if nothing not in (strength[a, middle], strength[middle, b]):
                strength[a, b] = max(strength[a, b], way)
    left, ranking, ties = sorted(options), list[str](), list[dict[str, Any]]()
    while left:
        top = [b for b in left if not any(strength[a, b] > strength[b, a] for a in left if a != b)]
        first = min(top, key=lambda option: lot(seed, option))
        if len(top) > 1:
            ties.append({"among": sorted(top), "chosen": first})
        ranking.append(first)
        left.remove(first)
    return ranking, ties


class Stv:
    """Scottish STV by moving single papers: each a list of options, and what it is worth in 1/100,000."""

    def __init__(self, ballots: Sequence[Ballot], options: Sequence[str], seats: int, seed: str) -> None:
        self.options, self.seats, self.seed = list(options), seats, seed
        papers = [sorted(ballot, key=lambda option: ballot[option]) for ballot in ballots if ballot]
        self.quota = len(papers) // (seats + 1) + 1
        self.running = set(options)
        self.held: dict[str, list[tuple[list[str], int]]] = {option: [] for option in options}
        self.votes = dict.fromkeys(options, 0)
        self.nowhere = self.lost = 0
        self.elected: list[str] = []
        self.waiting: list[str] = []
        self.past: list[dict[str, int]] = []
        self.stages: list[dict[str, Any]] = []
        self.passed: dict[str, list[tuple[list[str], int]]] = {}
        for paper in papers:
            self._give(paper, ONE)
        self._close("first", None)
        while not self._over():
            self._step()
        self.elected += self._from_most(self.running)[: seats - len(self.elected)]

    def _over(self) -> bool:
        return len(self.elected) == self.seats or len(self.running) <= self.seats - len(self.elected)

    def _give(self, paper: list[str], value: int) -> None:
        to = next((option for option in paper if option in self.running), None)
        if to is None:
            self.nowhere += value
        else:
            self.held[to].append((paper, value))
            self.votes[to] += value

    def _step(self) -> None:
        if self.waiting:
            giver = self._from_most(self.waiting)[0]
            self.waiting.remove(giver)
            had, surplus = self.votes[giver], self.votes[giver] - self.quota * ONE
            papers = [(paper, value * surplus // had) for paper, value in self.held[giver]]
            self.lost += surplus - sum(value for _, value in papers)
            stayed = [value - value * surplus // had for _, value in self.held[giver]]
            self.passed[giver] = [(paper, value) for (paper, _), value in zip(papers, stayed, strict=True)]
            self.votes[giver], action = self.quota * ONE, "surplus"
        else:
            giver = self._least()
            self.running.remove(giver)
            papers, self.votes[giver], action = self.held[giver], 0, "exclusion"
        self.held[giver] = []
        for paper, value in papers:
            self._give(paper, value)
        self._close(action, giver)

    def _close(self, action: str, option: str | None) -> None:
        self.past.append(dict(self.votes))
        made = self._from_most(option for option in self.running if self.votes[option] >= self.quota * ONE)
        self.elected += made
        self.running -= set(made)
        self.waiting += [one for one in made if self.votes[one] > self.quota * ONE]
        self.stages.append(
            {
                "action": action,
                "option": option,
                "votes": dict(self.votes),
                "non_transferable": self.nowhere,
                "lost": self.lost,
                "elected": made,
            }
        )

    def kept(self, option: str) -> list[tuple[list[str], int]]:
        """After the count: the papers that somebody elected held, and what of each they had not passed on."""
        return self.passed.get(option, self.held[option])

    def _from_most(self, among: Iterable[str]) -> list[str]:
        """By votes now; level ones by the latest earlier stage that tells them apart, then by lot."""
        left, order = set(among), []
        while left:
            tied = left
            for votes in reversed(self.past):
                best = max(votes[option] for option in tied)
                tied = {option for option in tied if votes[option] == best}
            first = min(tied, key=lambda option: lot(self.seed, option))
            order.append(first)
            left.remove(first)
        return order

    def _least(self) -> str:
        return fewest_of(self.running, self.past, self.seed)


def fewest_of(among: Iterable[str], past: Sequence[dict[str, int]], seed: str) -> str:
    """Who has the fewest votes; level ones by the latest earlier stage that tells them apart, then by lot."""
    tied = set(among)
    for votes in reversed(past):
        fewest = min(votes[option] for option in tied)
        tied = {option for option in tied if votes[option] == fewest}
    return max(tied, key=lambda option: lot(seed, option))
