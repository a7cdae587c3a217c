"""What each booking holds, movement by movement through all ranges: nobody's money pays for another's job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .fees import SPENT
from .report import Report
from .scan import Part


def overspent(parts: Sequence[Part], before: Sequence[int], report: Report) -> Iterator[tuple[int, str]]:
    """`(line, what)` of each movement that spends more than is held for its booking, or gives back more fee than was
    taken. `before`: how many lines stand before each part."""
    # Fees are kept in mind only for the few bookings of which something is given back at any time.
    given_back = {
        booking
        for part in parts
        for booking, back in zip(part.bookings, part.refunded, strict=True)
        if back
    }
    held: dict[int, int] = {}
    fees = dict.fromkeys(given_back, 0)
    report.count(SPENT, sum(len(part.bookings) for part in parts))
    for part, first in zip(parts, before, strict=False):
        for booking, line, more, fee, back in zip(
            part.bookings, part.booking_lines, part.held, part.fees, part.refunded, strict=True
        ):
            if more:
                left = held.get(booking, 0) + more
                if left:
                    held[booking] = left
                else:
                    held.pop(booking, None)
                if left < 0:
                    yield first + line, f"its booking spends {-left} more than is held for it"
            if booking in given_back:
                fees[booking] += fee - back
                if fees[booking] < 0 and back:
                    yield first + line, "its booking is given back more fee than was taken"
