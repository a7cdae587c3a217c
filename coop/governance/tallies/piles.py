"""Ballot papers in piles, as on the table of a count: who holds which papers, and what each is worth."""

from collections.abc import Callable, Collection, Iterable, Mapping

ONE = 100_000
"""Parts in one vote: five decimal places, exactly."""

Order = tuple[int, ...]
"""A paper's preferences, best first, by the options' positions."""

Moved = tuple[int | None, int, int]
"""(to whom, papers, value of each); `None` for the non-transferable."""


class Piles:
    """For each option the papers it holds, by their value: how many of each order.

    A paper lies with its highest preference in the running, so the next one is found from the start of its order:
    whoever comes before its holder was out of the running already.
    """

    def __init__(self, options: int, papers: Iterable[tuple[Order, int, int]], continuing: Collection[int]) -> None:
        """From (order, how many papers, value of each)."""
        self.votes = [0] * options
        self.non_transferable = 0
        self.held: list[dict[int, list[tuple[Order, int]]]] = [{} for _ in range(options)]
        by_value: dict[int, list[tuple[Order, int]]] = {}
        for order, count, value in papers:
            by_value.setdefault(value, []).append((order, count))
        self.first = self._deal(by_value, continuing)

    @classmethod
    def of(cls, options: int, orders: Mapping[Order, int]) -> "Piles":
        """All papers of a profile with their first preferences, worth one vote each."""
        papers = ((order, count, ONE) for order, count in orders.items() if order)
        return cls(options, papers, range(options))

    def move(self, giver: int, continuing: Collection[int], worth: Callable[[int], int]) -> list[Moved]:
        """Pass all papers of an option on; `worth` says what a paper of some value is worth from now on.

        The giver's own votes are left to the caller.
        """
        papers = self.held[giver]
        self.held[giver] = {}
        by_value: dict[int, list[tuple[Order, int]]] = {}
        for value, pile in papers.items():
            by_value.setdefault(worth(value), []).extend(pile)
        return self._deal(by_value, continuing)

    def _deal(self, by_value: Mapping[int, list[tuple[Order, int]]], continuing: Collection[int]) -> list[Moved]:
        running = [one in continuing for one in range(len(self.votes))]
        moved: list[Moved] = []
        for value, papers in by_value.items():
            piles: list[list[tuple[Order, int]]] = [[] for _ in running]
            nowhere = 0
            for paper in papers:
                for option in paper[0]:
                    if running[option]:
                        piles[option].append(paper)
                        break
                else:
                    nowhere += paper[1]
            for option, pile in enumerate(piles):
                if pile:
                    self.held[option].setdefault(value, []).extend(pile)
                    count = sum(papers for _, papers in pile)
                    self.votes[option] += count * value
                    moved.append((option, count, value))
            if nowhere:
                self.non_transferable += nowhere * value
                moved.append((None, nowhere, value))
        return sorted(moved, key=lambda one: (one[0] is None, one[0] or 0, -one[2]))
