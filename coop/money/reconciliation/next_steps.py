"""What to do about a line of the bank that is not in the books yet: a form of the desk, filled in where it can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger.models import Party
from coop.money.clearing.queries import open_cents
from coop.money.fund.queries import waiting_for_payment
from coop.money.payments.queries import awaited, refunds_due
from coop.money.payouts.models import PayoutLine, PayoutRun
from coop.money.reconciliation import wording
from coop.money.reconciliation.models import BankLine
from coop.money.references import grouped
from coop.people.membership.leaving import redemptions_due


@dataclass(frozen=True)
class Step:
    """Something to do, and the address of the form for it."""

    label: str
    url: str


def next_steps(session: Session, lines: Sequence[BankLine]) -> dict[int, list[Step]]:
    """`line id -> steps`, the most likely first. A handful of queries, however many lines."""
    steps: dict[int, list[Step]] = defaultdict(list)
    if any(line.amount_cents > 0 for line in lines):
        _came_in(session, [line for line in lines if line.amount_cents > 0], steps)
    if any(line.amount_cents < 0 for line in lines):
        _went_out(session, [line for line in lines if line.amount_cents < 0], steps)
    return steps


def _came_in(session: Session, lines: Sequence[BankLine], steps: dict[int, list[Step]]) -> None:
    waiting = {wording.squeezed(one.subject.removeprefix("booking:")): one for one in awaited(session)}
    returned = _payouts_named(session, lines)
    clearing = open_cents(session)
    for line in lines:
        said = wording.said(f"{line.text} {line.counterparty}")
        facts = {"cents": line.amount_cents, "day": line.booked_on.isoformat()}
        for reference in sorted(said & waiting.keys()):
            bare = waiting[reference].subject.removeprefix("booking:")
            query = urlencode({"reference": bare, **facts, "bank_line": line.bank_id})
            label = _("Record it as the transfer for %(ref)s", ref=grouped(bare))
            steps[line.id].append(Step(label, f"/desk/transfers?{query}"))
        for run, party_id in returned.get(line.id, ()):
            label = _("Record that this payout of %(run)s came back", run=run)
            steps[line.id].append(Step(label, f"/desk/payouts/{run}/returned/{party_id}"))
        if not steps[line.id]:
            query = urlencode({**facts, "bank_line": line.bank_id})
            steps[line.id].append(Step(_("Record it for a booking"), f"/desk/transfers?{query}"))
            steps[line.id].append(Step(_("Record it as a donation"), f"/desk/donations?{urlencode(facts)}"))
            steps[line.id].append(Step(_("It is a grant"), f"/desk/grants/new?{urlencode(facts)}"))
            steps[line.id].append(Step(_("It is a share"), "/desk/membership"))
            if clearing >= line.amount_cents:
                steps[line.id].append(Step(_("It is card money of the former platform"), "/desk/clearing"))


def _went_out(session: Session, lines: Sequence[BankLine], steps: dict[int, list[Step]]) -> None:
    bills, refunds, shares = waiting_for_payment(session), refunds_due(session), redemptions_due(session)
    for line in lines:
        said = wording.said(f"{line.text} {line.counterparty}")
        for view in bills:
            named = wording.squeezed(view.expense.reference) in said
            if named or view.expense.amount_cents == -line.amount_cents:
                label = _("Record expense %(ref)s as paid", ref=view.expense.reference)
                day = urlencode({"day": line.booked_on.isoformat()})
                steps[line.id].append(Step(label, f"/desk/expenses/{view.expense.reference}?{day}"))
        if any(one.amount_cents == -line.amount_cents for one in refunds):
            steps[line.id].append(Step(_("Record a refund as sent"), "/desk/transfers#back"))
        for departure, membership, person in shares:
            if departure.redeemable_cents == -line.amount_cents:
                label = _("Record the share paid back to %(name)s", name=person.display_name)
                steps[line.id].append(Step(label, f"/desk/membership/redemptions/{membership.id}"))
        if not steps[line.id]:
            steps[line.id].append(Step(_("Submit it as an expense"), "/my/expenses/new"))
            steps[line.id].append(Step(_("See the payout runs"), "/desk/payouts"))


def _payouts_named(session: Session, lines: Sequence[BankLine]) -> dict[int, list[tuple[str, int]]]:
    """`line id -> (run, party)` of paid payouts whose end-to-end reference a line bears."""
    said = {line.id: wording.said(f"{line.text} {line.counterparty}") for line in lines}
    payout = wording.squeezed("PAYOUT")
    if not any(one.startswith(payout) for words in said.values() for one in words):
        return {}
    rows = session.execute(
        select(PayoutRun.reference, PayoutLine.party_id, Party.token)
        .join(PayoutLine, PayoutLine.run_id == PayoutRun.id)
        .join(Party, Party.id == PayoutLine.party_id)
        .where(PayoutLine.pay_cents.in_({line.amount_cents for line in lines}))
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for run, party_id, token in rows:
        names, _run = wording.called_by(f"payout:{run}:{token}")
        for id_, words in said.items():
            if names & words:
                found[id_].append((run, party_id))
    return found
