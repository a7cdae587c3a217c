"""Who is ahead, when figures are level: the last earlier stage at which they were not, then the published lot.

Source of the rule: Scottish Local Government Elections Order 2007, Schedule 1, rules 49 and 50.
"""

from collections.abc import Collection, Sequence

from coop.governance.tallies.lots import Lots, Tie


class History:
    """The votes at the end of every stage so far, by the options' positions."""

    def __init__(self, options: tuple[str, ...], lots: Lots) -> None:
        self.options = options
        self.lots = lots
        self.past: list[Sequence[int]] = []

    def add(self, votes: Sequence[int]) -> None:
        """Close a stage."""
        self.past.append(votes)

    def lowest(self, among: Collection[int]) -> tuple[int, list[Tie]]:
        """The one with the fewest votes now, and the tie that was broken to tell, if any."""
        fewest = min(self.past[-1][one] for one in among)
        level = [one for one in among if self.past[-1][one] == fewest]
        if len(level) == 1:
            return level[0], []
        loser, tie = self._single_out(level, lowest=True)
        return loser, [tie]

    def descending(self, among: Collection[int]) -> tuple[list[int], list[Tie]]:
        """All of them from most to fewest votes now, and the ties that were broken."""
        order: list[int] = []
        ties: list[Tie] = []
        left = set(among)
        while left:
            most = max(self.past[-1][one] for one in left)
            level = [one for one in left if self.past[-1][one] == most]
            if len(level) == 1:
                first = level[0]
            else:
                first, tie = self._single_out(level, lowest=False)
                ties.append(tie)
            order.append(first)
            left.remove(first)
        return order, ties

    def _single_out(self, level: Collection[int], *, lowest: bool) -> tuple[int, Tie]:
        """Of options with equal votes now, the first or the last, and how it was told.

        Going back, those without the best (or lowest) figure of a stage drop out until one is left or the lot speaks.
        """
        tied, decided = set(level), None
        pick = min if lowest else max
        for number in range(len(self.past) - 1, 0, -1):
            votes = self.past[number - 1]
            best = pick(votes[one] for one in tied)
            tied = {one for one in tied if votes[one] == best}
            if len(tied) == 1:
                decided = number
                break
        by_lot = self.lots.order(self.options[one] for one in tied)
        chosen = by_lot[-1] if lowest else by_lot[0]
        tie = self.lots.record((self.options[one] for one in level), chosen, stage=decided)
        return self.options.index(chosen), tie
