"""Where the ink of a chart goes: whole numbers a template can draw without calculating.

Amounts are any integers of one unit (cents, minutes, people); `say` writes one of them for a reader.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

Row = tuple[str, int]
Say = Callable[[int], str]

FULL = 1000  # the width of a bar that is as long as it can be
KINDS = 5  # fills f0 to f4 of the style sheet


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart or one piece of a stack; start and width in thousandths. Its label leads to `href`."""

    label: str
    value: str
    start: int
    width: int
    kind: str
    href: str = ""


@dataclass(frozen=True)
class Mark:
    """A point, or a tick of an axis, in the chart's own units."""

    label: str
    value: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A line chart: `line` and `area` are lists of points as SVG's polyline and polygon take them."""

    width: int
    height: int
    line: str
    area: str
    points: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    first: Mark
    last: Mark


def bars(rows: Iterable[Row], say: Say, *, whole: int | None = None) -> list[Bar]:
    """Bars from nothing, all of one kind, against `whole` or else against the longest.

    Raises ValueError for a negative amount: a bar has no room for it.
    """
    rows = list(rows)
    _refuse_negative(rows)
    against = whole or max((amount for _, amount in rows), default=0) or 1
    return [Bar(label, say(amount), 0, min(FULL, _round(amount, against)), "f0") for label, amount in rows]


def signed_bars(rows: Iterable[Row], say: Say) -> list[Bar]:
    """Bars from one common zero, against the span from the least to the most; those below zero are of another kind.

    The sign is in the value as well, so that nobody needs the colour.
    """
    rows = list(rows)
    low = min((amount for _, amount in rows), default=0)
    high = max((amount for _, amount in rows), default=0)
    low, high = min(0, low), max(0, high)
    span = high - low or 1
    zero = _round(-low, span)
    bars_ = []
    for label, amount in rows:
        edge = _round(amount - low, span)
        kind = "f3" if amount < 0 else "f0"
        bars_.append(Bar(label, say(amount), min(zero, edge), abs(edge - zero), kind))
    return bars_


def stack(rows: Iterable[Row], say: Say) -> list[Bar]:
    """Pieces of one whole, end to end, each of its own kind; their widths are exactly FULL together.

    Raises ValueError for a negative amount.
    """
    rows = list(rows)
    _refuse_negative(rows)
    whole = sum(amount for _, amount in rows) or 1
    # Edges are rounded, not widths, so that the pieces meet and fill the bar.
    edges = [_round(edge, whole) for edge in accumulate((amount for _, amount in rows), initial=0)]
    return [
        Bar(label, say(amount), edges[n], edges[n + 1] - edges[n], f"f{n % KINDS}")
        for n, (label, amount) in enumerate(rows)
    ]


def line(
    rows: Sequence[Row], say: Say, *, width: int = 360, height: int = 170, say_tick: Say | None = None
) -> Line:
    """A line over evenly spaced rows, on a scale that holds zero. Raises ValueError without rows.

    `say_tick` writes an amount at the axis, where there is room for a few letters only.
    """
    if not rows:
        raise ValueError("a line needs at least one point")
    amounts = [amount for _, amount in rows]
    ticks = scale(min(0, *amounts), max(0, *amounts))
    low, high = ticks[0], ticks[-1]

    def y_of(amount: int) -> int:
        return height - _round(amount - low, high - low, of=height)

    points = tuple(
        Mark(label, say(amount), _round(n, max(1, len(rows) - 1), of=width), y_of(amount))
        for n, (label, amount) in enumerate(rows)
    )
    drawn = " ".join(f"{point.x},{point.y}" for point in points)
    floor = y_of(0)
    return Line(
        width=width,
        height=height,
        line=drawn,
        area=f"{points[0].x},{floor} {drawn} {points[-1].x},{floor}",
        points=points,
        ticks=tuple(Mark("", (say_tick or say)(tick), 0, y_of(tick)) for tick in ticks),
        first=points[0],
        last=points[-1],
    )


def scale(low: int, high: int) -> list[int]:
    """Round ticks (1, 2 or 5 times a power of ten apart) from at or below `low` to at or above `high`."""
    step = 1
    while (high - low) > 4 * step:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    start = low // step * step
    stop = -(-max(high, low + 1) // step) * step
    return list(range(start, stop + 1, step))


def _round(part: int, whole: int, of: int = FULL) -> int:
    """`of` times part over whole, to the nearest integer, halves up."""
    return (2 * of * part + whole) // (2 * whole)


def _refuse_negative(rows: list[Row]) -> None:
    for label, amount in rows:
        if amount < 0:
            raise ValueError(f"a bar cannot show {label!r}: {amount} is below zero")
