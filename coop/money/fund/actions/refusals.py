"""Why something is not done with the fund's money."""

from __future__ import annotations


class NeedsVote(ValueError):
    """Above the limit without a vote: only a decision of the members can approve it."""


class NeedsAnother(ValueError):
    """The same person may not do both."""


class NotOpen(ValueError):
    """The expense was approved, refused or paid already, or not approved yet."""


class BeyondPromise(ValueError):
    """More than is left of what the fund promised to the project: `left_cents`."""

    def __init__(self, left_cents: int) -> None:
        super().__init__(f"{left_cents} is left")
        self.left_cents = left_cents
