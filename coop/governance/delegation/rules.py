"""Who carries whose vote: settled once, at the moment a vote closes, from facts alone. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a delegation ended."""

    WITHDRAWN = "withdrawn"
    """Taken back before it was answered."""
    REVOKED = "revoked"
    """Taken back by who gave it."""
    RETURNED = "returned"
    """Handed back by who carried it."""
    LAPSED = "lapsed"
    """Its term was over, its proposal withdrawn, or one of the two left the co-op."""


@dataclass(frozen=True)
class Given:
    """An accepted delegation. `proposal` is the one vote it is for, None for a term until `until`."""

    number: int
    delegator: int
    delegate: int
    proposal: int | None
    accepted_at: dt.datetime
    until: dt.datetime | None = None
    ended_at: dt.datetime | None = None

    def stands(self, at: dt.datetime) -> bool:
        """Whether it is in force at a moment; one that ends at this moment no longer is."""
        if self.accepted_at > at or (self.ended_at is not None and self.ended_at <= at):
            return False
        return self.until is None or at < self.until


def in_vote(given: Iterable[Given], *, proposal: int, at: dt.datetime) -> dict[int, Given]:
    """Delegator -> the delegation that holds in one vote: one for this very vote goes before one for a term."""
    found: dict[int, Given] = {}
    for one in sorted(given, key=lambda one: (one.proposal is None, one.number)):
        if one.stands(at) and one.proposal in (None, proposal):
            found.setdefault(one.delegator, one)
    return found


def carried(
    holding: Iterable[Given],
    *,
    voters: Collection[int],
    voted: Collection[int],
    papers: Collection[int],
    cap: int,
) -> dict[int, list[int]]:
    """Delegate -> whom a ballot of their paper is cast for, nobody twice.

    `holding` are the delegations of one vote, `voters` those on its roll who are members still, `voted` those who voted
    themselves, `papers` who filled in a paper for others. Who voted themselves is never carried; nor is anybody by a
    delegate who did not vote, or who gave their own vote away. Beyond the cap the earlier delegations go first.
    """
    rows = sorted(holding, key=lambda one: one.number)
    givers = {one.delegator for one in rows}
    found: dict[int, list[int]] = {}
    seen: set[int] = set()
    for one in rows:
        carries = one.delegate in voters and one.delegate in voted and one.delegate in papers
        is_carried = one.delegator in voters and one.delegator not in voted and one.delegator not in seen
        if carries and is_carried and one.delegate not in givers and len(found.get(one.delegate, ())) < cap:
            found.setdefault(one.delegate, []).append(one.delegator)
            seen.add(one.delegator)
    return found


def last_day(today: dt.date, months: int) -> dt.date:
    """The last day that a term beginning today can have: so many months on, or the last day of a shorter month."""
    index = today.year * 12 + today.month - 1 + months
    year, month = divmod(index, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=today.day - 1), following - dt.timedelta(days=1))
