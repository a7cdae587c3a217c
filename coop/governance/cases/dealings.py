"""Who worked for whom: a conflict for a panel. Bookings lie above governance, which asks whoever offered to tell.

`market.disputes.dealings` does, when it is imported, and with it every clock and every site. If nobody did, no panel is
drawn: better none than one that may be in conflict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

Partners = Callable[[Session, Collection[int], dt.datetime], set[int]]
"""(session, ids of persons, since) -> ids of those who worked for one of them, or for whom one of them worked."""

_told_by: list[Partners] = []


def tells(partners: Partners) -> Partners:
    """Let a function of a floor above tell who worked for whom."""
    if partners not in _told_by:
        _told_by.append(partners)
    return partners


def partners_of(session: Session, people: Collection[int], since: dt.datetime) -> set[int]:
    """Everybody who worked for one of these people, or they for them; raises LookupError when nobody can tell."""
    if not _told_by:
        raise LookupError("nobody tells who worked for whom: no panel can be drawn")
    return set().union(*(partners(session, people, since) for partners in _told_by))
