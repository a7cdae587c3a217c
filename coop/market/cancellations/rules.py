"""What a cancellation gives back: three tiers a worker chooses from, snapshotted when the booking is made.

Flexible: half is kept when cancelled less than 24 hours before the start. Moderate: all of it is. Strict:
half is kept up to five days before, all of it later. A worker's own cancellation and a waiver give
everything back. Hours are elapsed time (five days are 120 hours, also when clocks change), and the boundary
itself is the client's: exactly 24 hours before is not "under 24 hours".
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from coop.ledger.arithmetic import half_up

NOTHING, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


class CancellationTier(StrEnum):
    """The presets a listing can have."""

    FLEXIBLE = "flexible"
    MODERATE = "moderate"
    STRICT = "strict"


class Ground(StrEnum):
    """Why so much is given back."""

    TIER = "the tier of the booking"
    WORKER = "the worker cancelled"
    WAIVER = "the worker waived the charge"


@dataclass(frozen=True)
class Step:
    """The share of the price kept when cancelled at least so long before the start (``None``: any time)."""

    at_least_before: timedelta | None
    kept_share: Fraction


# From the earliest cancellation to the latest; the last step goes on for ever.
STEPS: dict[CancellationTier, tuple[Step, ...]] = {
    CancellationTier.FLEXIBLE: (Step(timedelta(hours=24), NOTHING), Step(None, HALF)),
    CancellationTier.MODERATE: (Step(timedelta(hours=24), NOTHING), Step(None, ALL)),
    CancellationTier.STRICT: (Step(timedelta(days=5), HALF), Step(None, ALL)),
}


@dataclass(frozen=True)
class Deadline:
    """A line of a booking's cancellation terms: up to an instant (inclusive, UTC), so much is kept.

    ``until`` is ``None`` on the last line, which holds from the line before on.
    """

    until: datetime | None
    kept_share: Fraction
    kept_cents: int
    refund_cents: int


@dataclass(frozen=True)
class CancellationTerms:
    """What a cancellation comes to; both parts sum to the price."""

    refund_cents: int
    kept_cents: int
    ground: Ground


def deadlines(tier: CancellationTier, price_cents: int, starts_at: datetime) -> tuple[Deadline, ...]:
    """The terms with their dates, in order, for a page to put into words; amounts for this price.

    What is kept is half up of price times share. Raises ``ValueError`` on a negative price or a naive time.
    """
    if price_cents < 0:
        raise ValueError(f"a price cannot be negative: {price_cents}")
    if starts_at.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {starts_at.isoformat()}")
    lines = []
    for step in STEPS[tier]:
        # In UTC: taking hours off a local time would move by the wall clock, not by elapsed time.
        until = None if step.at_least_before is None else starts_at.astimezone(UTC) - step.at_least_before
        kept_cents = half_up(price_cents * step.kept_share)
        lines.append(Deadline(until, step.kept_share, kept_cents, price_cents - kept_cents))
    return tuple(lines)


def cancellation_terms(
    tier: CancellationTier,
    price_cents: int,
    *,
    starts_at: datetime,
    at: datetime,
    by_worker: bool = False,
    waived: bool = False,
) -> CancellationTerms:
    """What a cancellation at ``at`` gives back and keeps of the price; raises like `deadlines`.

    After the start the last step still holds; whether a booking under way can be cancelled is the booking's
    matter.
    """
    lines = deadlines(tier, price_cents, starts_at)
    if by_worker:
        return CancellationTerms(price_cents, 0, Ground.WORKER)
    if waived:
        return CancellationTerms(price_cents, 0, Ground.WAIVER)
    line = next(line for line in lines if line.until is None or at <= line.until)
    return CancellationTerms(line.refund_cents, line.kept_cents, Ground.TIER)
