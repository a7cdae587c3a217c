"""Reading a preview from the books: one function a kind of proposal, one a family of rules.

Kinds and payloads come as `governance.proposals.payloads` checked them; this folder lies below it and knows them as
plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.frozen import FrozenSurplus
from coop.governance.distribution.queries import frozen_surplus
from coop.governance.electorate.rules import pseudonym
from coop.governance.patronage.queries import work_in
from coop.governance.patronage.rules import Work, member_weights
from coop.governance.patronage.terms import Terms, Weights
from coop.governance.previews import rules
from coop.governance.previews.models import FrozenPreview
from coop.governance.previews.period import BasePeriod, base_period, dividend_pool, jobs_of
from coop.governance.previews.rules import COUNT, Figure, Preview
from coop.governance.tallies.thresholds import Quorum, threshold_named
from coop.governance.tallies.yes_no import explain
from coop.ledger import chart
from coop.ledger.arithmetic import share_out
from coop.ledger.balances import balance, balances
from coop.ledger.models import Period
from coop.money.fund.models import Expense
from coop.people.membership.models import Membership, SharePayment
from coop.people.standing.queries import is_open, member_count
from coop.policies.in_force import in_force
from coop.policies.register import REGISTER
from coop.policies.rules import Value

CLOSED, RUNNING, TODAY = "closed", "running", "today"

_FLOOR_USES = {"reserve": "reserve", "solidarity": "solidarity", "education": "education", "dividend": "dividends"}


def preview_of(session: Session, kind: str, payload: Mapping[str, Any], *, at: dt.datetime) -> Preview | None:
    """What the proposal would change, by the books as they are now; None where no figure tells it."""
    read = _KINDS.get(kind)
    if read is None or not payload:  # an erased author's proposal has no payload any more
        return None
    try:
        return read(session, payload, at)
    except ValueError:
        # Rules that were set since may not go together with this value any more: opening checks it again.
        return None


def frozen_preview(session: Session, proposal_id: int) -> Preview | None:
    """The figures that were kept when voting opened, None before and where there were none."""
    kept = session.get(FrozenPreview, proposal_id)
    return rules.read(kept.figures) if kept else None


def own_figure(
    session: Session, kind: str, payload: Mapping[str, Any], *, party_id: int, at: dt.datetime
) -> Figure | None:
    """What it would change for one member, for their eyes only; never kept anywhere."""
    try:
        return _own(session, kind, payload, party_id=party_id, at=at) if payload else None
    except ValueError:
        return None


def _own(
    session: Session, kind: str, payload: Mapping[str, Any], *, party_id: int, at: dt.datetime
) -> Figure | None:
    if kind == "distribute":
        period = session.get_one(Period, payload["period_id"])
        surplus = frozen_surplus(session, period, at=at)[0]
        works, token = _works(session, BasePeriod.of(period), party_id)
        if token is None:
            return None
        weights = member_weights(works, surplus.patronage)
        shares = share_out(_tenth(surplus), weights, [work.token for work in works])
        mine = dict(zip((work.token for work in works), shares, strict=True))
        return Figure("own_tenth", None, mine[token], for_members=True)
    if kind == "set-rule" and payload["rule"] in _DIVIDEND_RULES:
        base = base_period(session, at=at)
        if base is None:
            return None
        works, token = _works(session, base, party_id)
        now, then = _terms_by(session, payload, at)
        pool = dividend_pool(session, base, at=at)
        return rules.own_dividend(pool, works, now, then, token=token) if token and pool else None
    if kind == "set-rule" and payload["rule"] in ("fee.rate", "fee.minimum_cents"):
        base = base_period(session, at=at)
        if base is None:
            return None
        jobs = jobs_of(session, base, party_id=party_id)
        rate, minimum = _fee_by(session, payload, at)
        found = rules.fees(jobs, rate=rate, minimum_cents=minimum, surplus_cents=0, members=0)
        return replace(found[1], key="own_fees", for_members=True) if jobs else None
    return None


def _set_rule(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    name = str(payload["rule"])
    for belongs, read in _RULES:
        if belongs(name):
            return read(session, payload, at)
    return None


def _new_value(payload: Mapping[str, Any]) -> Value:
    return REGISTER[str(payload["rule"])].parse(payload["value"])


def _fee_by(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> tuple[Fraction, int]:
    rate, minimum = in_force(session, "fee.rate", at).fraction, in_force(session, "fee.minimum_cents", at).whole
    value = _new_value(payload)
    if payload["rule"] == "fee.rate":
        return Fraction(cast(Fraction, value)), minimum
    return rate, int(cast(int, value))


def _fees(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    if base is None:
        return None
    rate, minimum = _fee_by(session, payload, at)
    found = rules.fees(
        jobs_of(session, base),
        rate=rate,
        minimum_cents=minimum,
        surplus_cents=base.surplus_cents,
        members=len(work_in(session, opens_on=base.opens_on, closes_on=base.closes_on).members),
    )
    return _of(base, found)


def _floors(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    if base is None or base.surplus_cents <= 0:
        return None
    now = frozen_surplus(session, base.row, at=at)[0]
    use = _FLOOR_USES[str(payload["rule"]).removeprefix("surplus.").removesuffix("_floor")]
    share = Fraction(cast(Fraction, _new_value(payload)))
    changed = {floor.use: floor.share for floor in now.floors.shares} | {use: share}
    ordered = tuple(FloorShare(each, changed[each]) for each in _FLOOR_USES.values() if changed.get(each))
    then = replace(now, floors=Floors(ordered, carried_to=now.floors.carried_to))
    return _of(base, rules.floors(now, then))


def _dividends(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview | None:
    base = base_period(session, at=at)
    pool = dividend_pool(session, base, at=at) if base else 0
    if base is None or not pool:
        return None
    now, then = _terms_by(session, payload, at)
    return _of(base, rules.dividend_figures(pool, _works(session, base, None)[0], now, then))


_DIVIDEND_RULES = ("patronage.hours", "patronage.earnings", "patronage.equal", "patronage.seniority_cap",
                   "patronage.seniority_per_year", "surplus.cash_share")


def _terms_by(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> tuple[Terms, Terms]:
    from_rules = {name: in_force(session, name, at).fraction for name in _DIVIDEND_RULES}
    changed = from_rules | {str(payload["rule"]): Fraction(cast(Fraction, _new_value(payload)))}
    return _terms(from_rules), _terms(changed)


def _terms(values: Mapping[str, Fraction]) -> Terms:
    hours, earnings, equal, cap, per_year, cash = (values[name] for name in _DIVIDEND_RULES)
    return Terms(Weights(hours, earnings, equal), cash_share=cash, seniority_cap=cap, seniority_per_year=per_year)


def _works(session: Session, base: BasePeriod, party_id: int | None) -> tuple[list[Work], str | None]:
    """The members' work, and under which token one of them stands there."""
    works, own = [], None
    for effort in work_in(session, opens_on=base.opens_on, closes_on=base.closes_on).members:
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
    return _of(base, figures)


_RULES: tuple[
    tuple[Callable[[str], bool], Callable[[Session, Mapping[str, Any], dt.datetime], Preview | None]], ...
] = (
    (lambda name: name in ("fee.rate", "fee.minimum_cents"), _fees),
    (lambda name: name.startswith("surplus.") and name.endswith("_floor"), _floors),
    (lambda name: name in _DIVIDEND_RULES, _dividends),
    (lambda name: name == "share.price_cents", _share_price),
    (lambda name: name == "spend.limit_without_vote_cents", _limit),
    (lambda name: name.startswith(("vote.quorum.", "vote.threshold.")), _vote),
)


def fund_cents(session: Session) -> int:
    """The shared fund now: what is kept for purposes, surpluses not yet shared, and the running result."""
    flows = [code for code, spec in chart.CHART.items() if spec.kind in (chart.Kind.INCOME, chart.Kind.EXPENSE)]
    return -sum(balances(session, [*flows, *chart.COLLECTIVE]).values())


def _spend(session: Session, payload: Mapping[str, Any], _at: dt.datetime) -> Preview | None:
    expense = session.execute(select(Expense).where(Expense.reference == payload["expense"])).scalar_one_or_none()
    if expense is None:
        return None
    fund, bank = fund_cents(session), balance(session, chart.BANK)
    return Preview(TODAY, (Figure("fund", fund, fund - expense.amount_cents),
                           Figure("bank", bank, bank - expense.amount_cents)))


def _write_off(session: Session, payload: Mapping[str, Any], _at: dt.datetime) -> Preview:
    fund, owed = fund_cents(session), balance(session, payload["account"])
    return Preview(TODAY, (Figure("fund", fund, fund - payload["amount_cents"]),
                           Figure("owed_to_fund", owed, owed - payload["amount_cents"])))


def _distribute(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview:
    period = session.get_one(Period, payload["period_id"])
    surplus = frozen_surplus(session, period, at=at)[0]
    firm = surplus.split(None)
    totals = {line.use: 0 for line in firm.lines}
    for line in firm.lines:
        totals[line.use] += line.cents if line.basis.value != "carried" else 0
    held = {use: -balance(session, code) for use, code in (("reserve", chart.RESERVE), ("solidarity", chart.SOLIDARITY),
                                                           ("education", chart.EDUCATION))}
    members = len(work_in(session, opens_on=period.opens_on, closes_on=period.closes_on).members)
    tenth = _tenth(surplus)
    return _of(
        BasePeriod.of(period),
        (
            *(Figure(f"fund:{use}", cents, cents + totals[use]) for use, cents in held.items() if totals.get(use)),
            Figure("votable", None, firm.votable_cents),
            Figure("tenth", None, tenth),
            *([Figure("tenth_each", None, rules.each(tenth, members))] if members else []),
        ),
    )


def _tenth(surplus: FrozenSurplus) -> int:
    """What a tenth of the vote is worth."""
    return rules.each(surplus.split(None).votable_cents, 10)


def _admit(session: Session, _payload: Mapping[str, Any], at: dt.datetime) -> Preview:
    members = member_count(session, at=at)
    return Preview(TODAY, (Figure("members", members, members + 1, COUNT),))


def _of(base: BasePeriod, figures: tuple[Figure, ...]) -> Preview:
    return Preview(CLOSED if base.is_closed else RUNNING, figures, base.opens_on.isoformat(),
                   base.closes_on.isoformat())


_KINDS: dict[str, Callable[[Session, Mapping[str, Any], dt.datetime], Preview | None]] = {
    "set-rule": _set_rule,
    "spend": _spend,
    "write-off": _write_off,
    "distribute": _distribute,
    "admit": _admit,
}
