"""The month again, from the two CSV files and the bylaws alone: shares no line of code with the program.

Everything is a Fraction or an integer; nothing here imports coop.
"""

from __future__ import annotations

import csv
import datetime as dt
import statistics
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor
from zoneinfo import ZoneInfo

USES = ("dividends", "reserve", "solidarity", "education", "projects")
FLOORS = {"reserve": Fraction(1, 5), "dividends": Fraction(1, 2)}
NEW_YORK = ZoneInfo("America/New_York")


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=NEW_YORK)


def trips(path):
    """(driver, day it ended, whole minutes, fee in cents) of each trip."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            start, end = moment(row["starts_at"]), moment(row["ends_at"])
            seconds = end.timestamp() - start.timestamp()
            fee = half_up(Fraction(row["price"]) * 100 * Fraction(1, 20))
            yield row["worker"], end.date(), half_up(Fraction(int(seconds), 60)), fee


def fees_by_month(path) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for _driver, day, _minutes, fee in trips(path):
        sums[day.month] += fee
    return dict(sums)


def minutes_in_march(path) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for driver, day, minutes, _fee in trips(path):
        if day.month == 3:
            sums[driver] += minutes
    return dict(sums)


def ballots(path) -> list[list[Fraction]]:
    with path.open(newline="") as file:
        return [[Fraction(int(row[use]), 100) for use in USES] for row in csv.DictReader(file)]


def independent_markets(rows: list[list[Fraction]]) -> tuple[Fraction, list[Fraction]]:
    """The t at which the medians of votes and phantoms sum to 1, and those medians."""
    n = len(rows)

    def medians(t: Fraction) -> list[Fraction]:
        phantoms = [min(t * (n - k), Fraction(1)) for k in range(n + 1)]
        return [statistics.median([*column, *phantoms]) for column in zip(*rows, strict=True)]

    # Between two neighbouring crossings of a phantom with a vote (or with 1) every median is linear in t.
    values = {vote for row in rows for vote in row} | {Fraction(1)}
    crossings = sorted({Fraction(0), *(value / k for value in values for k in range(1, n + 1))})
    low = max(t for t in crossings if sum(medians(t)) <= 1)
    high = min(t for t in crossings if sum(medians(t)) >= 1)
    at_low, at_high = sum(medians(low)), sum(medians(high))
    t = low if at_high == at_low else low + (high - low) * (1 - at_low) / (at_high - at_low)
    assert sum(medians(t)) == 1
    return t, medians(t)


def largest_remainder(total: int, weights: list[Fraction]) -> list[int]:
    """Cents by largest remainder; asserts that no tie decides who gets the last cent."""
    quotas = [total * weight / sum(weights) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: quotas[i] - shares[i], reverse=True)
    left = total - sum(shares)
    rests = [quotas[i] - shares[i] for i in order]
    assert left == 0 or rests[left - 1] > rests[left], "a tie: the published tie rule would decide"
    for i in order[:left]:
        shares[i] += 1
    return shares


def month(trips_path, splits_path, expense_cents: int) -> dict:
    """Surplus of March, each use's cents, each driver's dividend and its part in cash."""
    surplus = fees_by_month(trips_path)[3] - expense_cents
    floors = {use: ceil(share * surplus) for use, share in FLOORS.items()}
    level, shares = independent_markets(ballots(splits_path))
    voted = largest_remainder(surplus - sum(floors.values()), shares)
    uses = {use: floors.get(use, 0) + cents for use, cents in zip(USES, voted, strict=True)}
    minutes = minutes_in_march(trips_path)
    names = sorted(minutes)
    amounts = largest_remainder(uses["dividends"], [Fraction(minutes[name]) for name in names])
    return {
        "surplus": surplus,
        "floors": floors,
        "level": level,
        "shares": dict(zip(USES, shares, strict=True)),
        "uses": uses,
        "minutes": minutes,
        "dividends": dict(zip(names, amounts, strict=True)),
        "cash": {name: ceil(Fraction(cents, 5)) for name, cents in zip(names, amounts, strict=True)},
    }
