"""Posting a distribution: the ledger entries, and the sheet that lets anyone recompute them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from coop.governance.distribution.frozen import FrozenSurplus, fraction
from coop.governance.distribution.models import DistributionLine, DistributionSheet, DividendLine
from coop.governance.distribution.postings import Citation, collective_entries, dividend_entries
from coop.governance.distribution.queries import CASH_DUE
from coop.governance.electorate.rules import pseudonym
from coop.governance.patronage.queries import Effort, work_in
from coop.governance.patronage.rules import Dividends, Work, dividends
from coop.ledger import journal
from coop.ledger.models import Period
from coop.money.periods.queries import entry_day
from coop.people.obligations.actions import date_cash
from coop.policies.in_force import InForce, history
from coop.policies.models import Decision
from coop.policies.queries import charter, local_day


def distribute(
    session: Session,
    surplus: FrozenSurplus,
    lines: Sequence[Mapping[str, Any]],
    *,
    decision: Decision,
    rule_ids: Sequence[int],
    at: dt.datetime,
) -> list[tuple[int, str]]:
    """Post a stated outcome (`lines` of its result) and return the entries as (number, reference).

    The period's key and the entries' references refuse a second distribution. What cannot be paid to a member
    (nobody was one at the period's close) goes to reserve.
    """
    period = session.get_one(Period, surplus.period_id)
    totals: dict[str, int] = {}
    for line in lines:
        totals[line["use"]] = totals.get(line["use"], 0) + line["cents"]
    if sum(totals.values()) != period.surplus_cents:
        raise ValueError(f"the lines of decision {decision.reference} do not sum to the period's surplus")
    # In the order of pseudonyms: by membership number, the lines of the entry would say who got what.
    efforts = sorted(
        work_in(session, opens_on=period.opens_on, closes_on=period.closes_on).members,
        key=lambda effort: pseudonym(decision.reference, effort.party_token),
    )
    shared = _shares(totals.get("dividends", 0), efforts, surplus, decision.reference)
    totals["reserve"] = totals.get("reserve", 0) + shared.withheld_cents
    cite = Citation(
        decision.reference,
        decision.id,
        tuple(rule_ids),
        entry_day(session, local_day(session, at)),
        charter(session).currency,
    )
    _write_sheet(session, period, decision, lines, shared, efforts)
    parties = [effort.party_id for effort in efforts]
    entries = [
        *collective_entries(totals, cite),
        *dividend_entries(
            list(zip(parties, shared.each, strict=True)),
            surplus.retained_kind,
            cite,
            cash_is_dated=surplus.cash_half_months > 0,
        ),
    ]
    numbers = journal.post_all(session, entries, at=at)
    if surplus.cash_half_months:
        date_cash(session, numbers, period_ended_on=period.closes_on, rule=_cash_rule(session, rule_ids))
    return [(number, entry.reference) for number, entry in zip(numbers, entries, strict=True)]


def _cash_rule(session: Session, rule_ids: Sequence[int]) -> InForce:
    """The version that the vote was opened under: its entries cite it."""
    return next(version for version in history(session, CASH_DUE) if version.id in rule_ids)


def _shares(pool_cents: int, efforts: Sequence[Effort], surplus: FrozenSurplus, reference: str) -> Dividends:
    if not efforts:
        return Dividends(pool_cents, (), withheld_cents=pool_cents)
    works = [
        Work(pseudonym(reference, effort.party_token), effort.minutes, effort.earned_cents, effort.years)
        for effort in efforts
    ]
    return dividends(pool_cents, works, surplus.patronage, reference=reference)


def _write_sheet(
    session: Session,
    period: Period,
    decision: Decision,
    lines: Sequence[Mapping[str, Any]],
    shared: Dividends,
    efforts: Sequence[Effort],
) -> None:
    session.add(
        DistributionSheet(
            id=decision.id,
            period_id=period.id,
            surplus_cents=period.surplus_cents,
            dividend_cents=shared.pool_cents,
            withheld_cents=shared.withheld_cents,
        )
    )
    session.flush()
    session.add_all(
        DistributionLine(
            distribution_id=decision.id,
            line=number,
            use=line["use"],
            basis=line["basis"],
            share=line["share"],
            amount_cents=line["cents"],
        )
        for number, line in enumerate(lines, 1)
    )
    session.add_all(
        DividendLine(
            distribution_id=decision.id,
            token=each.token,
            minutes=effort.minutes,
            earned_cents=effort.earned_cents,
            years=effort.years,
            share=fraction(each.share),
            amount_cents=each.cents,
            cash_cents=each.cash_cents,
            retained_cents=each.retained_cents,
        )
        for each, effort in zip(shared.each, efforts, strict=True)
    )
    session.flush()
