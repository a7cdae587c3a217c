"""What happens in the rehearsal, when, and by whom: every choice that is not in the data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from coop.ledger import chart
from coop.policies.rules import Value

NAME = "Drivers of the Rehearsal"
CURRENCY = "USD"
TIMEZONE = "America/New_York"
PRESET = "colab"
FOUNDED_OTHERWISE: dict[str, Value] = {"surplus.reserve_floor": Fraction(1, 5)}
"""As written, the bylaws leave nothing to vote on: here members dispose of the collective half above a fifth."""
STEWARDS = 3
ADDRESS = "{name}@drivers.example"

FOUNDED_ON = dt.date(2019, 2, 1)
EXPENSE_ON = dt.date(2019, 3, 4)
IMPORTED_ON = dt.date(2019, 4, 1)
"""The first morning after the last trip: a clock that has not reached the end of a trip refuses it."""
CLOSED_ON = dt.date(2019, 4, 2)
PERIODS = (
    (dt.date(2019, 2, 1), dt.date(2019, 2, 28)),
    (dt.date(2019, 3, 1), dt.date(2019, 3, 31)),
)
"""February first: periods adjoin, and a trip of 28 February is in the books."""

DISTRIBUTION_TITLE = "The surplus of March 2019"

EXPENSE_CENTS = 120_000
EXPENSE_ACCOUNT = chart.INSURANCE
EXPENSE_TITLE = "Insurance for all drivers, a quarter of a year"


@dataclass(frozen=True)
class Data:
    """The real input, under one folder."""

    folder: Path

    @property
    def trips(self) -> Path:
        return self.folder / "bookings" / "trips.csv"

    @property
    def splits(self) -> Path:
        return self.folder / "votes" / "splits" / "toulouse_40.csv"


def expense_choice(place: int) -> str:
    """What the member in this place (from 0) says to the expense: a tenth no, a tenth abstains, the rest yes."""
    return {9: "no", 0: "abstain"}.get(place % 10, "yes")
