"""When a review is seen, and what many of them say.

A review stays hidden from the other side and from everyone until both are in or the blind days after
completion are over (rule ``reviews.blind_days``), and nobody may write one having read the other's: so
neither side reviews in answer to a review.
"""

from datetime import datetime, timedelta
from fractions import Fraction

from coop.ledger.arithmetic import exact

LEAST_STARS, MOST_STARS = 1, 5

# How many reviews the common mean counts for. Five: a listing's own reviews outweigh it from the sixth on.
PRIOR_REVIEWS = 5

# The common mean until anybody has written a review: the middle of the scale.
NEUTRAL_STARS = Fraction(LEAST_STARS + MOST_STARS, 2)


def visible_from(
    written_at: datetime, other_written_at: datetime | None, *, completed_at: datetime, blind_days: int
) -> datetime:
    """When a review can be seen, given when the other side wrote theirs (``None``: not yet)."""
    lifted_at = completed_at + timedelta(days=blind_days)
    if other_written_at is not None:
        lifted_at = min(lifted_at, other_written_at)
    return max(written_at, lifted_at)


def is_visible(
    written_at: datetime,
    other_written_at: datetime | None,
    *,
    completed_at: datetime,
    blind_days: int,
    at: datetime,
) -> bool:
    """Whether a review can be seen at ``at``; what is written later than that does not count yet."""
    if other_written_at is not None and other_written_at > at:
        other_written_at = None
    return at >= visible_from(written_at, other_written_at, completed_at=completed_at, blind_days=blind_days)


def may_write(
    *,
    completed_at: datetime | None,
    own_written_at: datetime | None,
    other_written_at: datetime | None,
    blind_days: int,
    at: datetime,
) -> bool:
    """Whether a party may review at ``at``: after completion, once, and not having seen the other's."""
    if completed_at is None or at < completed_at or own_written_at is not None:
        return False
    return other_written_at is None or not is_visible(
        other_written_at, None, completed_at=completed_at, blind_days=blind_days, at=at
    )


def check_stars(stars: int) -> int:
    """The stars, if they are 1 to 5; else ``ValueError``."""
    if isinstance(stars, bool) or not LEAST_STARS <= stars <= MOST_STARS:
        raise ValueError(f"a review gives {LEAST_STARS} to {MOST_STARS} stars, not {stars}")
    return stars


def common_mean(count: int, stars_sum: int) -> Fraction:
    """The mean of all visible reviews of the co-op, toward which those of one listing are shrunk."""
    _check_sum(count, stars_sum)
    return Fraction(stars_sum, count) if count else NEUTRAL_STARS


def shrunk_mean(
    count: int, stars_sum: int, *, toward: Fraction, prior_reviews: int = PRIOR_REVIEWS
) -> Fraction:
    """The mean of a listing's reviews as if ``prior_reviews`` more had given the common mean; exact.

    One review of five stars therefore does not outrank forty of four and a half. Also known as the Bayesian
    average; the posterior mean under a normal prior of that weight. Raises ``ValueError`` if the sum cannot
    be one of so many reviews, the mean lies off the scale, or both counts are zero.
    """
    _check_sum(count, stars_sum)
    if not LEAST_STARS <= exact(toward) <= MOST_STARS:
        raise ValueError(f"a mean of stars lies on their scale, not at {toward}")
    if prior_reviews < 0 or count + prior_reviews == 0:
        raise ValueError(f"no mean of {count} reviews with a prior of {prior_reviews}")
    return (stars_sum + prior_reviews * toward) / (count + prior_reviews)


def _check_sum(count: int, stars_sum: int) -> None:
    if count < 0 or not count * LEAST_STARS <= stars_sum <= count * MOST_STARS:
        raise ValueError(f"{count} reviews cannot sum to {stars_sum} stars")
