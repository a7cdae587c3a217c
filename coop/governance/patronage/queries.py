"""What patronage rests on: the work of a period, from ledger postings alone, and the rules on dividends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.patronage.terms import DIVIDEND_RULES, Terms
from coop.ledger import balances, chart
from coop.ledger.models import Party
from coop.people.membership.models import Membership
from coop.people.persons.models import Person
from coop.people.standing.queries import worker_ids
from coop.policies.in_force import in_force
from coop.policies.queries import charter

EARNING_KINDS = ("booking-completed", "reversal")
"""Earnings are measured by the fees they brought: cash jobs and held money both post them, with the party."""


@dataclass(frozen=True)
class Effort:
    """What one member did in a period, never below zero. `party_token` is not for publication."""

    party_id: int
    party_token: str
    minutes: int
    earned_cents: int
    years: int


@dataclass(frozen=True)
class PeriodWork:
    """The worker members at a period's close with their work, and the work of everybody, members or not."""

    members: tuple[Effort, ...]
    minutes_of_all: int
    earned_of_all: int

    @property
    def minutes_of_members(self) -> int:
        return sum(effort.minutes for effort in self.members)

    @property
    def earned_of_members(self) -> int:
        return sum(effort.earned_cents for effort in self.members)


def work_in(session: Session, *, opens_on: dt.date, closes_on: dt.date) -> PeriodWork:
    """The work posted with an effective day from `opens_on` to `closes_on`, both included."""
    minutes = _credits(session, chart.LABOUR_CONTRIBUTED, opens_on, closes_on)
    earned = _credits(session, chart.FEES, opens_on, closes_on, kinds=EARNING_KINDS)
    at = _last_moment(session, closes_on)
    rows = session.execute(
        select(Party.id, Party.token, Membership.admitted_at)
        .join(Person, Person.party_id == Party.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.admitted_at <= at, Person.id.in_(worker_ids(session, at=at)))
        .order_by(Membership.number.desc())
    )
    zone = ZoneInfo(charter(session).timezone)
    # Who left and came back counts from the newest membership: the earlier one's seniority ended with it.
    efforts: dict[int, Effort] = {}
    for party, token, admitted_at in rows:
        years = whole_years(admitted_at.astimezone(zone).date(), closes_on)
        efforts.setdefault(party, Effort(party, token, minutes.get(party, 0), earned.get(party, 0), years))
    return PeriodWork(tuple(reversed(efforts.values())), sum(minutes.values()), sum(earned.values()))


def terms_in_force(session: Session, *, at: dt.datetime) -> tuple[Terms, str, list[int]]:
    """The rules on dividends at a moment, how the retained part is booked, and the versions to cite."""
    rules = [in_force(session, name, at) for name in DIVIDEND_RULES]
    retained = in_force(session, "surplus.retained_kind", at)
    terms = Terms.by({rule.name: rule.value for rule in rules})
    return terms, retained.text, [rule.id for rule in (*rules, retained)]


def whole_years(since: dt.date, until: dt.date) -> int:
    """Years completed between two days; 29 February completes its year on 1 March."""
    return max(0, until.year - since.year - ((until.month, until.day) < (since.month, since.day)))


def _credits(
    session: Session, code: str, since: dt.date, until: dt.date, kinds: tuple[str, ...] | None = None
) -> dict[int, int]:
    moved = balances.by_party(session, code, kinds=kinds, since=since, until=until)
    return {party: max(0, -amount) for party, amount in moved.items()}


def _last_moment(session: Session, day: dt.date) -> dt.datetime:
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(charter(session).timezone))
    return midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
