"""What another value of a rule would change, by the books: one function a family of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.distribution.floors import FLOOR_RULES, Floors, FloorShare
from coop.governance.distribution.queries import frozen_surplus
from coop.governance.electorate.rules import pseudonym
from coop.governance.patronage.queries import PeriodWork, work_in
from coop.governance.patronage.rules import Work
from coop.governance.patronage.terms import DIVIDEND_RULES, Terms
from coop.governance.previews import rules
from coop.governance.previews.period import BasePeriod, base_period, dividend_pool, jobs_of
from coop.governance.previews.rules import COUNT, Figure, Preview
from coop.governance.tallies.thresholds import Quorum, threshold_named
from coop.governance.tallies.yes_no import explain
from coop.money.fund.models import Expense
from coop.people.membership.models import Membership, SharePayment
from coop.people.standing.queries import is_open, member_count
from coop.policies.in_force import in_force
from coop.policies.register import REGISTER
from coop.policies.rules import Value

CLOSED, RUNNING, TODAY = "closed", "running", "today"


def over(base: BasePeriod, figures: tuple[Figure, ...]) -> Preview:
    """A preview over the days it was worked out from."""
    return Preview(CLOSED if base.is_closed else RUNNING, figures, base.opens_on.isoformat(),
                   base.closes_on.isoformat())


def set_rule(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    """What the new value would change; None where no figure tells it."""
    name = str(payload["rule"])
    for belongs, read in _RULES:
        if belongs(name):
            return read(session, payload, at)
    return None


def _new_value(payload: Mapping[str, Any]) -> Value:
    return REGISTER[str(payload["rule"])].parse(payload["value"])


def fee_by(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> tuple[Fraction, int]:
    """(rate, minimum in cents) as the proposed value would have them."""
    rate, minimum = in_force(session, "fee.rate", at).fraction, in_force(session, "fee.minimum_cents", at).whole
    value = _new_value(payload)
    if payload["rule"] == "fee.rate":
        return Fraction(cast(Fraction, value)), minimum
    return rate, int(cast(int, value))


def _fees(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    if base is None:
        return None
    rate, minimum = fee_by(session, payload, at)
    found = rules.fees(
        jobs_of(session, base),
        rate=rate,
        minimum_cents=minimum,
        surplus_cents=base.surplus_cents,
        members=len(work_in(session, opens_on=base.opens_on, closes_on=base.closes_on).members),
    )
    return over(base, found)


def _floors(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    if base is None or base.surplus_cents <= 0:
        return None
    now = frozen_surplus(session, base.row, at=at)[0]
    use = FLOOR_RULES[str(payload["rule"])]
    share = Fraction(cast(Fraction, _new_value(payload)))
    changed = {floor.use: floor.share for floor in now.floors.shares} | {use: share}
    ordered = tuple(FloorShare(each, changed[each]) for each in FLOOR_RULES.values() if changed.get(each))
    then = replace(now, floors=Floors(ordered, carried_to=now.floors.carried_to))
    return over(base, rules.floors(now, then))


def _dividends(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    pool = dividend_pool(session, base, at=at) if base else 0
    if base is None or not pool:
        return None
    now, then = terms_by(session, payload, at)
    return over(base, rules.dividend_figures(pool, works_of(session, base, None)[0], now, then))


def terms_by(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> tuple[Terms, Terms]:
    """The terms of patronage now, and as the proposed value would have them."""
    from_rules = {name: in_force(session, name, at).fraction for name in DIVIDEND_RULES}
    changed = from_rules | {str(payload["rule"]): Fraction(cast(Fraction, _new_value(payload)))}
    return Terms.by(from_rules), Terms.by(changed)


def works_of(session: Session, base: BasePeriod, party_id: int | None) -> tuple[list[Work], str | None]:
    """The members' work, and under which token one of them stands there."""
    return under_tokens(work_in(session, opens_on=base.opens_on, closes_on=base.closes_on), party_id)


def under_tokens(work: PeriodWork, party_id: int | None) -> tuple[list[Work], str | None]:
    """The same of work that was read already."""
    works, own = [], None
    for effort in work.members:
        token = pseudonym("preview", effort.party_token)
        works.append(Work(token, effort.minutes, effort.earned_cents, effort.years))
        own = token if effort.party_id == party_id else own
    return works, own


def _share_price(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview:
    paid = (
        select(func.coalesce(func.sum(SharePayment.amount_cents), 0))
        .select_from(Membership)
        .outerjoin(SharePayment, SharePayment.membership_id == Membership.id)
        .where(is_open(at))
        .group_by(Membership.id)
    )
    listed = [int(cents) for cents in session.execute(paid).scalars()]
    now, then = in_force(session, "share.price_cents", at).whole, int(cast(int, _new_value(payload)))
    return Preview(TODAY, rules.share_price(listed, now_cents=now, then_cents=then))


def _vote(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    """Ballots, and yes or no votes, that a vote of today's members needs."""
    roll, (kind, part) = member_count(session, at=at), _kind_of_vote(str(payload["rule"]))
    if roll == 0:
        return None
    quorum = in_force(session, f"vote.quorum.{kind}", at).fraction
    if part == "quorum":
        then = Quorum(Fraction(cast(Fraction, _new_value(payload)))).needed_ballots(roll)
        return Preview(TODAY, (Figure("members", roll, roll, COUNT),
                               Figure("ballots_needed", Quorum(quorum).needed_ballots(roll), then, COUNT)))
    sides = [
        explain(roll, Quorum(quorum), threshold_named(name))
        for name in (in_force(session, f"vote.threshold.{kind}", at).text, str(_new_value(payload)))
    ]
    # A majority says how many must say yes, consensus how many may say no: told by how many no votes defeat it.
    before, after = (
        side.allowed_no if side.allowed_no is not None else roll - (side.yes_if_all_vote or 0) for side in sides
    )
    return Preview(TODAY, (Figure("members", roll, roll, COUNT), Figure("most_no", before, after, COUNT)))


def _kind_of_vote(rule: str) -> tuple[str, str]:
    part, _dot, kind = rule.removeprefix("vote.").partition(".")
    return kind, part


def _limit(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    if base is None:
        return None
    limits = in_force(session, "spend.limit_without_vote_cents", at).whole, int(cast(int, _new_value(payload)))
    spent = select(Expense.amount_cents).where(Expense.spent_on >= base.opens_on, Expense.spent_on <= base.closes_on)
    amounts = list(session.execute(spent).scalars())
    before, after = (sum(cents > limit for cents in amounts) for limit in limits)
    figures = (Figure("expenses", len(amounts), len(amounts), COUNT), Figure("expenses_voted", before, after, COUNT))
    return over(base, figures)


_RULES: tuple[
    tuple[Callable[[str], bool], Callable[[Session, Mapping[str, Any], dt.datetime], Preview | None]], ...
] = (
    (lambda name: name in ("fee.rate", "fee.minimum_cents"), _fees),
    (lambda name: name.startswith("surplus.") and name.endswith("_floor"), _floors),
    (lambda name: name in DIVIDEND_RULES, _dividends),
    (lambda name: name == "share.price_cents", _share_price),
    (lambda name: name == "spend.limit_without_vote_cents", _limit),
    (lambda name: name.startswith(("vote.quorum.", "vote.threshold.")), _vote),
)
