"""Who is owed what, and the runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance, by_party
from coop.ledger.models import EntryRow, Party
from coop.money.cards.queries import on_the_way
from coop.money.payouts.models import (
    PayoutApproval,
    PayoutDetails,
    PayoutDiscard,
    PayoutExecution,
    PayoutLine,
    PayoutReturn,
    PayoutRun,
)
from coop.money.payouts.rules import Netted, netted
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day

OWED_TO = (chart.WORKERS_PAYABLE, chart.PATRONAGE_PAYABLE, chart.PATRONAGE_DATED, chart.SHARES_REDEEMABLE,
           chart.MEMBER_SHARES, chart.PATRONAGE_QUALIFIED, chart.PATRONAGE_NONQUALIFIED)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A person whom a run would pay; `details` is None when they have not said where to."""

    person: Person
    sums: Netted
    details: PayoutDetails | None


@dataclass(frozen=True)
class RunView:
    """A run with what became of it."""

    run: PayoutRun
    approval: PayoutApproval | None
    execution: PayoutExecution | None
    discard: PayoutDiscard | None

    @property
    def state(self) -> str:
        """paid, discarded, approved, waiting (for a second person) or ready."""
        if self.execution:
            return "paid"
        if self.discard:
            return "discarded"
        if self.approval:
            return "approved"
        return "waiting" if self.run.needs_approval else "ready"

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "approved", "ready")


def dues(session: Session, *, minimum_cents: int) -> list[Due]:
    """Everyone a run could pay or net now, by person id."""
    owed = {
        name: by_party(session, code)
        for name, code in (
            ("payable", chart.WORKERS_PAYABLE),
            ("fees", chart.WORKER_FEES),
            ("clawback", chart.CLAWBACK),
            ("dividend", chart.PATRONAGE_PAYABLE),
        )
    }
    sent = on_the_way(session)
    sums = {
        party_id: netted(
            payable_cents=max(0, -owed["payable"].get(party_id, 0) - sent.get(party_id, 0)),
            fees_cents=max(0, owed["fees"].get(party_id, 0)),
            clawback_cents=max(0, owed["clawback"].get(party_id, 0)),
            dividend_cents=max(0, -owed["dividend"].get(party_id, 0)),
            minimum_cents=minimum_cents,
        )
        for party_id in {*owed["payable"], *owed["dividend"]}
    }
    found = session.execute(
        select(Person, PayoutDetails)
        .outerjoin(PayoutDetails, PayoutDetails.person_id == Person.id)
        .where(Person.party_id.in_([party_id for party_id, netting in sums.items() if netting]))
        .order_by(Person.id)
    )
    return [Due(person, netting, details) for person, details in found if (netting := sums[person.party_id])]


def runs(session: Session, *, limit: int = 100) -> list[RunView]:
    """The newest runs first."""
    query = (
        select(PayoutRun, PayoutApproval, PayoutExecution, PayoutDiscard)
        .outerjoin(PayoutApproval, PayoutApproval.run_id == PayoutRun.id)
        .outerjoin(PayoutExecution, PayoutExecution.run_id == PayoutRun.id)
        .outerjoin(PayoutDiscard, PayoutDiscard.run_id == PayoutRun.id)
        .order_by(PayoutRun.id.desc())
    )
    return [RunView(*row) for row in session.execute(query.limit(limit))]


def run_by_reference(session: Session, reference: str) -> RunView | None:
    """The run of that reference."""
    run = session.execute(select(PayoutRun).where(PayoutRun.reference == reference)).scalar_one_or_none()
    return view_of(session, run) if run else None


def view_of(session: Session, run: PayoutRun) -> RunView:
    """The run with what became of it."""
    return RunView(
        run,
        session.get(PayoutApproval, run.id),
        session.get(PayoutExecution, run.id),
        session.get(PayoutDiscard, run.id),
    )


def lines_of(session: Session, run: PayoutRun) -> list[tuple[PayoutLine, str, str]]:
    """`(line, display name, party token)` of a run, by party; no name of somebody who was erased since."""
    query = (
        select(PayoutLine, func.coalesce(Person.display_name, ""), Party.token)
        .join(Party, Party.id == PayoutLine.party_id)
        .outerjoin(Person, Person.party_id == PayoutLine.party_id)
        .where(PayoutLine.run_id == run.id)
        .order_by(PayoutLine.party_id)
    )
    return [(line, name, token) for line, name, token in session.execute(query)]


def entries_of(session: Session, run: PayoutRun, party_id: int) -> list[int]:
    """What a run posted for one person, and the return if the bank sent it back, in the order of the books."""
    token = session.get_one(Party, party_id).token
    references = [f"{kind}:{run.reference}:{token}" for kind in ("netting", "payout")]
    posted = union(
        select(EntryRow.id).where(EntryRow.reference.in_(references)),
        select(PayoutReturn.entry_id).where(PayoutReturn.run_id == run.id, PayoutReturn.party_id == party_id),
    )
    return sorted(session.execute(posted).scalars())


def returned_of(session: Session, run: PayoutRun) -> dict[int, PayoutReturn]:
    """`party_id -> return` of what the bank sent back of a run."""
    query = select(PayoutReturn).where(PayoutReturn.run_id == run.id)
    return {one.party_id: one for one in session.execute(query).scalars()}


def open_run(session: Session) -> PayoutRun | None:
    """The run that is neither carried out nor discarded; the database allows one."""
    query = (
        select(PayoutRun)
        .outerjoin(PayoutExecution, PayoutExecution.run_id == PayoutRun.id)
        .outerjoin(PayoutDiscard, PayoutDiscard.run_id == PayoutRun.id)
        .where(PayoutExecution.run_id.is_(None), PayoutDiscard.run_id.is_(None))
    )
    return session.execute(query).scalar_one_or_none()


def next_run_on(session: Session, *, at: dt.datetime) -> dt.date:
    """The first day on which the rules allow the next run: cadence after the last one carried out."""
    last = session.execute(
        select(PayoutRun.drawn_up_at)
        .join(PayoutExecution, PayoutExecution.run_id == PayoutRun.id)
        .order_by(PayoutRun.id.desc())
        .limit(1)
    ).scalar()
    if last is None:
        return local_day(session, at)
    return local_day(session, last) + dt.timedelta(days=in_force(session, "payout.cadence_days", at).whole)


def owed_to_fund(session: Session) -> list[tuple[Person, int]]:
    """Who owes the fund cash fees or clawbacks, and how much; by person id."""
    owed = by_party(session, chart.WORKER_FEES)
    for party_id, amount in by_party(session, chart.CLAWBACK).items():
        owed[party_id] = owed.get(party_id, 0) + amount
    query = select(Person).where(Person.party_id.in_([party for party, amount in owed.items() if amount > 0]))
    return [(person, owed[person.party_id]) for person in session.execute(query.order_by(Person.id)).scalars()]


def owed_to(session: Session, party_id: int) -> int:
    """What the books owe a party, in cents: earnings, dividends paid or retained, share capital."""
    return sum(max(0, -balance(session, code, party_id=party_id)) for code in OWED_TO)
