"""Drawing up, approving and carrying out payout runs; one deed each, each once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.balances import balance, by_party
from coop.ledger.models import Party
from coop.money.cover import require_in_bank
from coop.money.locks import FUND, lock, party
from coop.money.payouts import queries
from coop.money.payouts.entries import fees_paid_entry, payout_entries
from coop.money.payouts.iban import checked_bic, checked_iban
from coop.money.payouts.models import (
    FeesPaid,
    PayoutApproval,
    PayoutDetails,
    PayoutDiscard,
    PayoutExecution,
    PayoutLine,
    PayoutRun,
)
from coop.money.periods.queries import entry_day
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

RUNS = "payout-runs"


class NothingToPay(ValueError):
    """Nobody with bank details is owed the least amount a run pays."""


class TooSoon(ValueError):
    """The cadence of the rules does not allow a run yet, or another one is still open."""


class NotAllowed(ValueError):
    """A second person is needed, or the run's state does not allow it."""


class Stale(ValueError):
    """The books no longer owe what they did when the run was drawn up: discard it, draw up another."""


def set_details(
    session: Session, person: Person, *, holder: str, iban: str, bic: str, at: dt.datetime
) -> PayoutDetails:
    """Say where a person wants to be paid; raises BadNumber. Runs drawn up keep the former details."""
    details = session.get(PayoutDetails, person.id) or PayoutDetails(person_id=person.id)
    details.holder, details.iban, details.bic = holder, checked_iban(iban), checked_bic(bic)
    details.changed_at = at
    session.add(details)
    session.flush()
    return details


def draw_up(session: Session, *, drawn_up_by: Person, at: dt.datetime) -> PayoutRun:
    """Put everyone who is owed enough, and said where to be paid, into a new run.

    Raises TooSoon and NothingToPay.
    """
    lock(session, RUNS)
    if queries.open_run(session) is not None:
        raise TooSoon("a run is open")
    today = local_day(session, at)
    if today < queries.next_run_on(session, at=at):
        raise TooSoon("the rules' cadence")
    minimum = in_force(session, "payout.minimum_cents", at)
    limit = in_force(session, "payout.second_approval_cents", at)
    due = [
        (one.person, one.sums, one.details) for one in queries.dues(session, minimum_cents=minimum.whole) if one.details
    ]
    if not due:
        raise NothingToPay("nobody to pay")
    before = session.execute(select(func.count()).where(PayoutRun.reference.like(f"{today.isoformat()}%"))).scalar_one()
    run = PayoutRun(
        reference=today.isoformat() + (f"-{before + 1}" if before else ""),
        drawn_up_by_id=drawn_up_by.id,
        drawn_up_at=at,
        total_cents=sum(sums.pay_cents for _, sums, _ in due),
        limit_cents=limit.whole,
        rule_ids=[minimum.id, limit.id],
    )
    session.add(run)
    session.flush()
    session.add_all(
        PayoutLine(
            run_id=run.id,
            party_id=person.party_id,
            earned_cents=sums.earned_cents,
            fees_cents=sums.fees_cents,
            clawback_cents=sums.clawback_cents,
            dividend_cents=sums.dividend_cents,
            pay_cents=sums.pay_cents,
            holder=details.holder,
            iban=details.iban,
            bic=details.bic,
        )
        for person, sums, details in due
    )
    session.flush()
    return run


def approve(session: Session, run: PayoutRun, *, approved_by: Person, at: dt.datetime) -> PayoutApproval:
    """A second person approves; raises NotAllowed for who drew it up and for a run that is over."""
    lock(session, RUNS)
    view = queries.view_of(session, run)
    if view.approval is not None:
        return view.approval
    if approved_by.id == run.drawn_up_by_id or not view.is_open:
        raise NotAllowed("another person approves, while the run is open")
    approval = PayoutApproval(run_id=run.id, approved_by_id=approved_by.id, approved_at=at)
    session.add(approval)
    session.flush()
    return approval


def carry_out(
    session: Session, run: PayoutRun, *, carried_out_by: Person, paid_on: dt.date, at: dt.datetime
) -> PayoutExecution:
    """Post the run, once the bank has the order; carried out again, it answers with the first time.

    Raises NotAllowed, Stale, and NotCovered when the bank account does not hold the total.
    """
    lock(session, RUNS, FUND)
    view = queries.view_of(session, run)
    if view.execution is not None:
        return view.execution
    if view.state not in ("ready", "approved"):
        raise NotAllowed(f"the run is {view.state}")
    parts = queries.lines_of(session, run)
    lock(session, *(party(line.party_id) for line, _, _ in parts))
    _check_still_owed(session, [line for line, _, _ in parts])
    require_in_bank(session, run.total_cents)
    day, currency = entry_day(session, paid_on), charter(session).currency
    entries = [
        entry
        for line, _, token in parts
        for entry in payout_entries(
            run.reference,
            token,
            party_id=line.party_id,
            fees_cents=line.fees_cents,
            clawback_cents=line.clawback_cents,
            earned_cents=line.earned_cents,
            dividend_cents=line.dividend_cents,
            day=day,
            currency=currency,
            rule_ids=tuple(run.rule_ids),
        )
    ]
    journal.post_all(session, entries, at=at)
    execution = PayoutExecution(run_id=run.id, carried_out_by_id=carried_out_by.id, paid_on=paid_on, carried_out_at=at)
    session.add(execution)
    session.flush()
    return execution


def discard(session: Session, run: PayoutRun, *, discarded_by: Person, at: dt.datetime) -> PayoutDiscard:
    """Give a run up; nothing was posted, so nothing is lost. Raises NotAllowed for one that is paid."""
    lock(session, RUNS)
    view = queries.view_of(session, run)
    if view.discard is not None:
        return view.discard
    if view.execution is not None:
        raise NotAllowed("the run is paid")
    gone = PayoutDiscard(run_id=run.id, discarded_by_id=discarded_by.id, discarded_at=at)
    session.add(gone)
    session.flush()
    return gone


def record_fees_paid(
    session: Session,
    person: Person,
    *,
    amount_cents: int,
    in_cash: bool,
    paid_on: dt.date,
    recorded_by: Person,
    at: dt.datetime,
) -> FeesPaid:
    """A worker paid in what is owed to the fund: cash fees first, then clawbacks. ValueError for more."""
    lock(session, party(person.party_id))
    fees = max(0, balance(session, chart.WORKER_FEES, party_id=person.party_id))
    clawback = max(0, balance(session, chart.CLAWBACK, party_id=person.party_id))
    if not 0 < amount_cents <= fees + clawback:
        raise ValueError(f"{fees + clawback} is owed, not {amount_cents}")
    before = session.execute(select(func.count()).where(FeesPaid.party_id == person.party_id)).scalar_one()
    entry = fees_paid_entry(
        f"fees:{session.get_one(Party, person.party_id).token}:{before + 1}",
        party_id=person.party_id,
        fees_cents=min(fees, amount_cents),
        clawback_cents=amount_cents - min(fees, amount_cents),
        account=chart.CASH if in_cash else chart.BANK,
        day=entry_day(session, paid_on),
        currency=charter(session).currency,
    )
    paid = FeesPaid(
        party_id=person.party_id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        recorded_by_id=recorded_by.id,
        recorded_at=at,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(paid)
    session.flush()
    return paid


def _check_still_owed(session: Session, parts: list[PayoutLine]) -> None:
    payable, fees = by_party(session, chart.WORKERS_PAYABLE), by_party(session, chart.WORKER_FEES)
    clawback, dividend = by_party(session, chart.CLAWBACK), by_party(session, chart.PATRONAGE_PAYABLE)
    for line in parts:
        owed = (
            -payable.get(line.party_id, 0) >= line.earned_cents
            and fees.get(line.party_id, 0) >= line.fees_cents
            and clawback.get(line.party_id, 0) >= line.clawback_cents
            and -dividend.get(line.party_id, 0) >= line.dividend_cents
        )
        if not owed:
            raise Stale("the books no longer owe what the run would pay")
