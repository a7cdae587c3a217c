"""When a decision is carried out, and when one that failed is tried again."""

import datetime as dt
from collections.abc import Sequence

LONGEST_WAIT = dt.timedelta(hours=6)


def calls_for_deeds(kind: str, *, passed: bool, why: str = "") -> bool:
    """Whether there is anything to carry out: what passed, an application refused, a panel's decision not upheld,
    a round whose reservation ends. Of a vote that lapsed nothing is."""
    return passed or (kind in ("admit", "appeal", "projects") and why != "lapsed")


def grace_ends(*, closes_at: dt.datetime, stated_at: dt.datetime, grace_hours: int, is_elsewhere: bool) -> dt.datetime:
    """When a decision may be carried out: so long after the close, or after a result of Belenios was brought in."""
    return (max(closes_at, stated_at) if is_elsewhere else closes_at) + dt.timedelta(hours=grace_hours)


def next_try(failed_at: Sequence[dt.datetime]) -> dt.datetime | None:
    """When to try again after failures, the oldest first: 1, 2, 4 ... minutes after the last, at most 6 h."""
    if not failed_at:
        return None
    return failed_at[-1] + min(LONGEST_WAIT, dt.timedelta(minutes=1 << min(len(failed_at) - 1, 20)))
