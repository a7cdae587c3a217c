"""The signals of the published order, each a whole number of millionths from 0 to 1,000,000.

Three of them saturate as x / (x + half): the first steps count most, and `half` is where half of it is
reached. All constants are part of the published formula.
"""

from datetime import date
from fractions import Fraction
from hashlib import sha256

from coop.market.reviews.rules import LEAST_STARS, MOST_STARS

ONE = 1_000_000

NEAR_METRES = 5_000
SOON_MINUTES = 48 * 60
SEASONED_BOOKINGS = 10
NEWCOMER_DAYS = 90


def distance(metres: int | None) -> int:
    """Near counts: 1 on the spot, a half at 5 km, a third at 10; ``None`` (no place asked for) is 0.

    Work done remotely is on the spot: 0 metres.
    """
    return 0 if metres is None else ONE - _saturating(metres, NEAR_METRES)


def availability(minutes_until_free: int | None) -> int:
    """Free soon counts: 1 at once, a half in two days. ``None`` (nothing free in reach) is 0."""
    return 0 if minutes_until_free is None else ONE - _saturating(minutes_until_free, SOON_MINUTES)


def completed(bookings: int) -> int:
    """Work carried out counts, less and less: a half at 10 completed bookings, never quite 1."""
    return _saturating(bookings, SEASONED_BOOKINGS)


def reviews(shrunk_mean_stars: Fraction) -> int:
    """The shrunk mean of reviews (`coop.market.reviews.rules.shrunk_mean`): one star is 0, five are 1."""
    return int((shrunk_mean_stars - LEAST_STARS) * ONE / (MOST_STARS - LEAST_STARS))


def newcomer(days_since_first_listing: int) -> int:
    """Being new counts: 1 on the first day, falling evenly to 0 after 90.

    Counted from the worker's first published listing, so that taking one down and putting it up again gains
    nothing.
    """
    return ONE * max(NEWCOMER_DAYS - max(days_since_first_listing, 0), 0) // NEWCOMER_DAYS


def rotation(day: date, listing_reference: str) -> int:
    """A draw that gives everyone a turn: the first 64 bits of SHA-256(day || reference), as a part of 1.

    The day is the UTC date written ``2026-03-08``; anyone can recompute it. A list read page by page keeps
    the day of its first page, or it would be reshuffled at midnight.
    """
    drawn = sha256(f"{day.isoformat()}{listing_reference}".encode()).digest()[:8]
    return int.from_bytes(drawn) * (ONE + 1) >> 64


def _saturating(amount: int, half: int) -> int:
    """amount / (amount + half) in millionths, rounded down; raises ``ValueError`` on a negative amount."""
    if amount < 0:
        raise ValueError(f"a signal is made of what is there, not of {amount}")
    return ONE * amount // (amount + half)
