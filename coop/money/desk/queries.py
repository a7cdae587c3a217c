"""What waits at the steward desk, counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.ledger.checks import Cover, Finding, cover
from coop.money.clearing.queries import open_cents
from coop.money.fund.queries import waiting_for_approval, waiting_for_payment
from coop.money.health.queries import known_findings, last_check
from coop.money.payments.queries import awaited, excess, refunds_due
from coop.money.payouts.queries import dues, next_run_on, open_run
from coop.money.periods.queries import first_open_day
from coop.money.periods.rules import following_months
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


@dataclass(frozen=True)
class Waiting:
    """Counts of what waits for a steward, and whether the books are sound."""

    transfers: int
    money_back: int
    clearing_cents: int
    payable_people: int
    payable_cents: int
    without_details: int
    run_is_open: bool
    next_run_on: dt.date
    run_is_due: bool
    expenses_to_approve: int
    expenses_to_pay: int
    closable: list[tuple[dt.date, dt.date]]
    cover: Cover
    findings: list[Finding]
    checked_at: dt.datetime | None
    """When all the books were last checked from zero; None before the first time."""


def waiting(session: Session, *, at: dt.datetime) -> Waiting:
    """Everything that waits, now."""
    last = last_check(session)
    due = dues(session, minimum_cents=in_force(session, "payout.minimum_cents", at).whole)
    today, next_on = local_day(session, at), next_run_on(session, at=at)
    payable = [one for one in due if one.details]
    return Waiting(
        transfers=len(awaited(session)),
        money_back=len(refunds_due(session)) + len(excess(session)),
        clearing_cents=open_cents(session),
        payable_people=len(payable),
        payable_cents=sum(one.sums.pay_cents for one in payable),
        without_details=len(due) - len(payable),
        run_is_open=open_run(session) is not None,
        next_run_on=next_on,
        run_is_due=bool(payable) and next_on <= today,
        expenses_to_approve=len(waiting_for_approval(session)),
        expenses_to_pay=len(waiting_for_payment(session)),
        closable=closable_months(session, today),
        cover=cover(session),
        findings=known_findings(session),
        checked_at=last.checked_at if last else None,
    )


def closable_months(session: Session, today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Months that are over and not closed."""
    since = first_open_day(session)
    return following_months(since - dt.timedelta(days=1), today) if since else []
