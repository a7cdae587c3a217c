"""Options in order of a figure, level ones by the published lot."""

from collections.abc import Sequence

from coop.governance.tallies.lots import Lots, Tie


def by_figure(
    options: Sequence[str], figures: Sequence[int], lots: Lots
) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """The options from the highest figure to the lowest, and the ties the lot broke on the way."""
    levels: dict[int, list[str]] = {}
    for option, figure in zip(options, figures, strict=True):
        levels.setdefault(figure, []).append(option)
    order: list[str] = []
    ties = []
    for figure in sorted(levels, reverse=True):
        by_lot = lots.order(levels[figure])
        order += by_lot
        if len(by_lot) > 1:
            ties.append(lots.record(by_lot, by_lot[0]))
    return tuple(order), tuple(ties)
