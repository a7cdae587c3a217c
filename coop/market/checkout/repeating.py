"""How often, and how many times: what the preview of a series is asked for, in its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.bookings.actions import Ask
from coop.market.bookings.series.rules import LEAST_VISITS, NoRule, Rhythm, rule_of
from coop.market.listings.models import Listing

ONCE = ""
VISITS = 8
"""How many are looked at unless the client says otherwise: two months of weeks."""


@dataclass(frozen=True)
class Repeat:
    """How often, and either so many dates or a last day; `rule` is the recurrence rule they come to."""

    rhythm: Rhythm
    visits: int | None
    until: dt.date | None
    rule: str


def is_repeated(answers: Mapping[str, str]) -> bool:
    """Whether a form asks for a series."""
    return answers.get("repeat", ONCE) in set(Rhythm)


def asked_again(ask: Ask, answers: Mapping[str, str]) -> dict[str, str]:
    """The arguments of a preview's address."""
    asked = {
        "starts_at": ask.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "minutes": str(ask.minutes),
        "quantity": str(ask.quantity),
        "price_tier": ask.tier.value,
        "repeat": answers.get("repeat", ""),
    }
    return asked | {name: answers[name] for name in ("visits", "until") if answers.get(name)}


def read_repeat(listing: Listing, starts_at: dt.datetime, answers: Mapping[str, str], *, most: int) -> Repeat:
    """What an address asks for; a last day counts before a number. Raises NoRule for what cannot be read."""
    zone = zone_named(listing.timezone)
    try:
        rhythm = Rhythm(answers.get("repeat", ""))
        until = dt.date.fromisoformat(answers["until"].strip()) if answers.get("until", "").strip() else None
        visits = None if until else int(answers.get("visits", "").strip() or min(VISITS, most))
    except ValueError as error:
        raise NoRule(str(error)) from error
    if visits is not None and not LEAST_VISITS <= visits <= most:
        raise NoRule(f"{visits} visits are not from {LEAST_VISITS} to {most}")
    first = wall_clock(starts_at, zone)
    return Repeat(rhythm, visits, until, rule_of(rhythm, first, zone, count=visits, until=until))
