"""The rules in force and those of each preset, and the surplus to share out under them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from coop.commons.what_if.rules import Shared, differing, shared
from coop.governance.distribution.queries import by_non_members
from coop.governance.patronage.queries import PeriodWork, work_in
from coop.governance.patronage.rules import Work
from coop.governance.patronage.terms import Terms
from coop.governance.previews.of_rules import under_tokens
from coop.governance.previews.period import BasePeriod, base_period
from coop.policies.in_force import in_force
from coop.policies.presets import PRESETS, Preset
from coop.policies.queries import charter
from coop.policies.register import REGISTER
from coop.policies.rules import Value

EXAMPLE_CENTS = 1_000_00
"""Shared out where no period left anything over, as if members had done all the work."""

Values = dict[str, Value]


@dataclass(frozen=True)
class Basis:
    """What is shared out: the surplus of these days, or the example where `period` is None."""

    period: BasePeriod | None
    surplus_cents: int
    work: PeriodWork | None
    works: Sequence[Work]
    own: str | None


@dataclass(frozen=True)
class Compared:
    """A preset beside the rules in force: what it makes of the surplus, and its other values (rule, ours, theirs)."""

    preset: Preset
    is_ours: bool
    shared: Shared
    differing: list[tuple[str, Value, Value]]


def basis(session: Session, *, party_id: int | None, at: dt.datetime) -> Basis:
    """The last closed period, else the running days, where they left something over; else the example."""
    base = base_period(session, at=at)
    if base is None or base.surplus_cents <= 0:
        return Basis(None, EXAMPLE_CENTS, None, [Work("everybody", 60, EXAMPLE_CENTS)], None)
    work = work_in(session, opens_on=base.opens_on, closes_on=base.closes_on)
    return Basis(base, base.surplus_cents, work, *under_tokens(work, party_id))


def values_in_force(session: Session, *, at: dt.datetime) -> Values:
    """Every rule's value."""
    return {name: in_force(session, name, at).value for name in REGISTER}


def values_of(preset: Preset) -> Values:
    """Every rule's founding value by a preset."""
    return {name: spec.founding for name, spec in REGISTER.items()} | preset.values


def share(what: Basis, values: Values, *, to_dividends: Fraction) -> Shared:
    """`what` shared out by these values."""
    by_others = by_non_members(what.surplus_cents, what.work, Terms.by(values)) if what.work else 0
    return shared(
        values,
        surplus_cents=what.surplus_cents,
        non_member_cents=by_others,
        works=what.works,
        to_dividends=to_dividends,
        own=what.own,
    )


def compared(session: Session, what: Basis, ours: Values, *, to_dividends: Fraction) -> list[Compared]:
    """Every preset, the co-op's own first."""
    own = charter(session).preset
    found = []
    for preset in sorted(PRESETS.values(), key=lambda each: each.key != own):
        theirs = values_of(preset)
        of_surplus = share(what, theirs, to_dividends=to_dividends)
        found.append(Compared(preset, preset.key == own, of_surplus, differing(ours, theirs)))
    return found
