"""Reading a preview from the books: one function a kind of proposal.

Kinds and payloads come as `governance.proposals.payloads` checked them; this folder lies below it and knows them as
plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.distribution.frozen import FrozenSurplus
from coop.governance.distribution.queries import frozen_surplus
from coop.governance.patronage.queries import work_in
from coop.governance.patronage.rules import member_weights
from coop.governance.patronage.terms import DIVIDEND_RULES
from coop.governance.previews import rules
from coop.governance.previews.models import FrozenPreview
from coop.governance.previews.of_rules import TODAY, fee_by, over, set_rule, terms_by, works_of
from coop.governance.previews.period import BasePeriod, base_period, dividend_pool, jobs_of
from coop.governance.previews.rules import COUNT, Figure, Preview
from coop.ledger import chart
from coop.ledger.arithmetic import share_out
from coop.ledger.balances import balance, balances
from coop.ledger.models import Period
from coop.money.fund.commitments.queries import fund_states
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense
from coop.people.standing.queries import member_count


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
        works, token = works_of(session, BasePeriod.of(period), party_id)
        if token is None:
            return None
        weights = member_weights(works, surplus.patronage)
        shares = share_out(_tenth(surplus), weights, [work.token for work in works])
        mine = dict(zip((work.token for work in works), shares, strict=True))
        return Figure("own_tenth", None, mine[token], for_members=True)
    if kind == "set-rule" and payload["rule"] in DIVIDEND_RULES:
        base = base_period(session, at=at)
        if base is None:
            return None
        works, token = works_of(session, base, party_id)
        now, then = terms_by(session, payload, at)
        pool = dividend_pool(session, base, at=at)
        return rules.own_dividend(pool, works, now, then, token=token) if token and pool else None
    if kind == "set-rule" and payload["rule"] in ("fee.rate", "fee.minimum_cents"):
        base = base_period(session, at=at)
        if base is None:
            return None
        jobs = jobs_of(session, base, party_id=party_id)
        rate, minimum = fee_by(session, payload, at)
        found = rules.fees(jobs, rate=rate, minimum_cents=minimum, surplus_cents=0, members=0)
        return replace(found[1], key="own_fees", for_members=True) if jobs else None
    return None


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
    return over(
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


def _projects(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> Preview:
    state, amount = fund_states(session)[Fund(payload["fund"])], payload["amount_cents"]
    # With a salt voting has opened, and the sum is kept for it already.
    free = state.free_cents + (amount if "salt" in payload else 0)
    members = member_count(session, at=at)
    return Preview(TODAY, (Figure(f"free:{state.fund}", free, free - amount),
                           *([Figure("part_each", None, rules.each(amount, members))] if members else [])))


_KINDS: dict[str, Callable[[Session, Mapping[str, Any], dt.datetime], Preview | None]] = {
    "set-rule": set_rule,
    "spend": _spend,
    "write-off": _write_off,
    "distribute": _distribute,
    "admit": _admit,
    "projects": _projects,
}
