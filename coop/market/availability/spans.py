"""Stretches of time in UTC, half open: the first instant belongs to them, the last does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self


@dataclass(frozen=True, order=True)
class Span:
    """``[starts_at, ends_at)``, both aware, kept in UTC; naive, empty or backwards raises ``ValueError``."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError(f"a span lies between two instants, with zone: {self.starts_at}, {self.ends_at}")
        # Also what makes equality and order plain: PEP 495 compares times of one zone by the wall, not by
        # the instant.
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.starts_at >= self.ends_at:
            raise ValueError(f"a span ends after it starts: {self.starts_at}, {self.ends_at}")

    @classmethod
    def lasting(cls, starts_at: datetime, minutes: int) -> Self:
        """The span of so many elapsed minutes: an hour has sixty, also on the night the clocks change."""
        starts_at = starts_at.astimezone(UTC)
        return cls(starts_at, starts_at + timedelta(minutes=minutes))

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Span") -> bool:
        """Whether some instant lies in both; spans that only touch do not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Span") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True, order=True)
class Slot(Span):
    """A time that is offered, or asked for: the work itself, without buffers."""

    def padded(self, before_minutes: int, after_minutes: int) -> Span:
        """What the booking keeps free of others: the work with its buffers."""
        return Span(
            self.starts_at - timedelta(minutes=before_minutes),
            self.ends_at + timedelta(minutes=after_minutes),
        )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants as disjoint spans in order; spans that overlap or touch become one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.starts_at, each.ends_at)):
        if joined and span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(Span(span.starts_at, span.ends_at))
    return joined
