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


def trips(path, moved=lambda start: (0, Fraction(1, 20))):
    """(driver, day it ended, whole minutes, fee in cents) of each trip.

    `moved` says of the moment it started as recorded by how many days it moves, and which fee it bears there.
    """
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            days, rate = moved(moment(row["starts_at"]))
            start, end = (moment(row[name]) + dt.timedelta(days=days) for name in ("starts_at", "ends_at"))
            seconds = end.timestamp() - start.timestamp()
            fee = half_up(Fraction(row["price"]) * 100 * rate)
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


def largest_remainder(total: int, weights: list[Fraction], *, first_wins: bool = False) -> list[int]:
    """Cents by largest remainder. `first_wins` on a tie; else it is asserted that none decides who gets the last."""
    quotas = [total * weight / sum(weights) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: quotas[i] - shares[i], reverse=True)
    left = total - sum(shares)
    rests = [quotas[i] - shares[i] for i in order]
    assert first_wins or left == 0 or rests[left - 1] > rests[left], "a tie: the published tie rule would decide"
    for i in order[:left]:
        shares[i] += 1
    return shares


def month(trips_path, splits_path, expense_cents: int) -> dict:
    """Surplus of March, each use's cents, each driver's dividend and its part in cash."""
    surplus = fees_by_month(trips_path)[3] - expense_cents
    return shared_out(surplus, 0, ballots(splits_path), minutes_in_march(trips_path))


def shared_out(surplus: int, non_member: int, rows: list[list[Fraction]], minutes: dict[str, int]) -> dict:
    """A surplus by the bylaws: floors of what members' work left over, the rest by vote, dividends by minutes."""
    floors = {use: ceil(share * (surplus - non_member)) for use, share in FLOORS.items()}
    level, shares = independent_markets(rows)
    voted = largest_remainder(surplus - non_member - sum(floors.values()), shares, first_wins=True)
    uses = {use: floors.get(use, 0) + cents for use, cents in zip(USES, voted, strict=True)}
    uses["reserve"] += non_member
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


def year(trips_path, splits_path, leaver: str) -> list[dict]:
    """The four quarters that one March is made into, a week of it each: 5% in the first two, 4% in the others.

    Who leaves in November works on; what is left over by their part of all minutes is no member's, and 39 vote.
    """

    def moved(start: dt.datetime) -> tuple[int, Fraction]:
        part = 0 if start.month == 2 else min(start.day // 8, 3)
        return part * 91, Fraction(1, 20) if part < 2 else Fraction(1, 25)

    rows, quarters = ballots(splits_path), []
    done = list(trips(trips_path, moved))
    for quarter in range(4):
        mine = [trip for trip in done if (trip[1].month - 1) // 3 == quarter]
        gone = leaver if quarter == 3 else None
        minutes: dict[str, int] = defaultdict(int)
        for driver, _day, spent, _fee in mine:
            if driver != gone:
                minutes[driver] += spent
        surplus = sum(fee for *_trip, fee in mine)
        strange = sum(spent for driver, _day, spent, _fee in mine if driver == gone)
        non_member = ceil(Fraction(surplus * strange, strange + sum(minutes.values())))
        voting = rows[:39] if gone else rows
        quarters.append(shared_out(surplus, non_member, voting, dict(minutes)) | {"trips": len(mine)})
    return quarters
