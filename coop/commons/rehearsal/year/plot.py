"""What happens in the year, when, and by whom: every choice that is not in the data.

The trips are those of one March. Their first quarter stays where it is; the others move by whole quarters of 13 weeks,
so that each keeps its weekday and its hour in New York.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

FOUNDED_ON = dt.date(2019, 1, 1)

MOVED_BY = dt.timedelta(weeks=13)
CUTS = (dt.date(2019, 3, 8), dt.date(2019, 3, 16), dt.date(2019, 3, 24))
"""The first day of the second, third and fourth part, by the day on which a trip started as recorded."""

QUARTERS = (
    (dt.date(2019, 1, 1), dt.date(2019, 3, 31)),
    (dt.date(2019, 4, 1), dt.date(2019, 6, 30)),
    (dt.date(2019, 7, 1), dt.date(2019, 9, 30)),
    (dt.date(2019, 10, 1), dt.date(2019, 12, 31)),
)
CLOSED_AFTER = dt.timedelta(days=2)
"""A quarter is closed on the second day after its end."""

FEE_ON = dt.date(2019, 5, 2)
FEE_RATE = Fraction(1, 25)
FEE_FROM = dt.date(2019, 7, 1)

ELECTION_ON = dt.date(2019, 5, 20)
SEATS = 3
CANDIDATES = (4, 5, 6, 7, 0)
"""The places, by number, of those who stand; the last is a founding steward."""
RANKINGS = ((3, 1, 4, 2, 5), (1, 2, 3, 4, 5), (2, 3, 1, 5, 4), (5, 2, 1, 3, 4), (1, 3, 2, 5, 4))
"""The rank of each candidate on a ballot; members take turns with the five."""

COMPLAINT_ON = dt.date(2019, 8, 1)
COMPLAINANT, RESPONDENT = 10, 11
"""Their places, by number."""
WILLING_FROM = 20
"""From this place on members are willing to sit on a panel."""
ANSWERED_AFTER = dt.timedelta(days=4)
VOTED_AFTER = dt.timedelta(days=2)
APPEALED_AFTER = dt.timedelta(days=2)

PROJECTS_ON = dt.date(2019, 10, 14)
ROUND_CENTS = 6_000
SPENT_AFTER = dt.timedelta(days=3)


@dataclass(frozen=True)
class Project:
    """What a member proposes, who ticks it (places, by number), and what it comes to cost; 0 where it is not funded."""

    title: str
    place: int
    cost_cents: int
    liked_by: range
    spent_cents: int


PROJECTS = (
    Project("A bench at the rank", 12, 3_000, range(30), 2_840),
    Project("Lights for the bicycle stand", 13, 2_500, range(18, 40), 2_500),
    Project("A flag", 14, 2_000, range(17, 23), 0),
)

LEAVES_ON, LEAVER = dt.date(2019, 11, 18), 39
"""The last by number leaves in November, and drives on as somebody who is no member."""
PAID_BACK_ON = dt.date(2019, 12, 9)

ENDS_ON = dt.date(2020, 2, 3)


def fee_choice(place: int) -> str:
    """One against: as many as the bylaws' consensus minus one bears."""
    return "no" if place == 17 else "yes"


def appeal_choice(place: int) -> str:
    """Three of ten would let the expulsion stand."""
    return "yes" if place % 10 in (1, 4, 7) else "no"
