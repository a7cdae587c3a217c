"""Where an application stands, by the rules of membership alone. Pure: outsiders can read how people are admitted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What an open application waits for."""

    PROBATION = "probation"
    OBJECTIONS = "objections"
    VOTE = "vote"
    ADMISSION = "admission"


@dataclass(frozen=True)
class Progress:
    """An application against the rules in force: bookings completed and asked for, and until when to object."""

    completed: int
    required: int
    objections: int
    objections_until: dt.datetime
    by_vote: bool

    def stage(self, at: dt.datetime) -> Stage:
        """An objection calls the vote at once; else probation is served, then the members vote or may object.

        The days to object run from the application, so that a long probation is not followed by a second wait.
        """
        if self.objections:
            return Stage.VOTE
        if self.completed < self.required:
            return Stage.PROBATION
        if self.by_vote:
            return Stage.VOTE
        return Stage.ADMISSION if at >= self.objections_until else Stage.OBJECTIONS


def still_due(price_cents: int, paid_cents: int) -> int:
    """What is still to be paid in of a share; never below nothing, though the price may have fallen since."""
    return max(0, price_cents - paid_cents)
