"""Every kind of entry that any code can post has a name for readers, and rules that the verifier knows."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

import coop
from coop.commons.exports.archive import write_folder
from coop.commons.labels import ENTRY_KINDS
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals.actions import open_vote, propose
from coop.ledger import chart, checks, journal, readings
from coop.ledger.models import EntryRow, Party
from coop.ledger.small_days.rules import INNER_KINDS
from coop.money.clearing.actions import record_clearing
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments.rules import Fund
from coop.money.payments import actions as payments
from coop.money.payouts import actions as payouts
from coop.money.payouts.queries import lines_of
from coop.money.periods.actions import close
from coop.money.returned.actions import record_return
from coop.money.split.rules import fee_cents
from coop.money.stripe import entries as card
from coop.money.stripe.entries import Moved
from coop.people.membership.actions import leave, record_share_payment, redeem
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.verify.command import verify
from coop.verify.kinds import MAY_TOUCH
from tests.factories import make_person, membership_of
from tests.money.payouts.conftest import IBAN
from tests.verify.specimen import build, moment, seal

CODE = Path(coop.__file__).parent
NAMED_BY_CALLER = {
    "governance/distribution/postings.py": set(),
    "ledger/journal.py": {"reversal"},
    "money/payouts/entries.py": {"netting", "payout"},
    "money/small_days/rules.py": {"small-days"},
}
"""Files that make entries whose kind is no constant there, and the kinds they give."""

AT = moment(25, 2)
DAY = AT.date()
ONE_DAY = dt.timedelta(days=1)


def posted_in(path):
    """The kinds of the entries that a module makes; None for one that is no constant."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in ("Entry", "entry"):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}.get("kind")
        given = given or (node.args[1] if len(node.args) > 1 else None)
        yield given.value if isinstance(given, ast.Constant) else None


def test_readers_and_the_verifier_know_every_kind_that_code_posts():
    kinds = set()
    for path in CODE.rglob("*.py"):
        if path.parent.name == "verify" or "api" in path.relative_to(CODE).parts:
            continue  # they read entries, and make none
        found = set(posted_in(path))
        if None in found:
            kinds |= NAMED_BY_CALLER[str(path.relative_to(CODE))]
        kinds |= found - {None}
    assert kinds == set(ENTRY_KINDS)
    assert kinds == set(MAY_TOUCH)


def settled(session, reference, person, *, price, method, at=AT):
    """A completed booking, its fee by the rules in force."""
    rate, least = (in_force(session, name, at) for name in ("fee.rate", "fee.minimum_cents"))
    fee = fee_cents(price, rate.fraction, least.whole)
    facts = payments.SettleFacts(reference, person.party_id, price, fee, (rate.id, least.id), 60, method, at.date())
    if method == "clearing":
        payments.settle_many(session, [facts], at=at)
        return
    if method == "transfer":
        payments.record_transfer(
            session, subject=facts.subject, amount_cents=price, received_on=at.date(), recorded_by=None, at=at
        )
    payments.settle(session, facts, at=at)


def live(session):
    """What the specimen has not: money sent back, paid out, returned, netted, paid in, cleared, written off."""
    members = session.execute(select(Person).order_by(Person.id)).scalars().all()
    ada, bo, cem = members[:3]
    steward = make_person(session, "Sue Steward", at=AT)
    settled(session, "L1", ada, price=20_000, method="transfer")
    settled(session, "L2", ada, price=9_000, method="cash")
    settled(session, "L3", bo, price=8_000, method="cash")
    settled(session, "L4", bo, price=12_000, method="clearing")
    refund = payments.refund_after(
        session, reference="L1", amount_cents=1_000, reason="", decided_by=steward, day=DAY, at=AT
    )
    payments.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=AT)
    fund.record_grant(
        session, title="Bikes", condition="Ten", amount_cents=5_000, received_on=DAY, recorded_by=None, at=AT
    )
    commitments.commit_without_vote(
        session, fund=Fund.EDUCATION, title="Books", amount_cents=100, responsible=ada, steward=steward, at=AT
    )
    record_clearing(
        session, statement="PO-1", received_cents=11_900, kept_cents=100, received_on=DAY, recorded_by=None, at=AT
    )
    # Bo owes the fees of a cash job: a part is paid in, a part written off by vote.
    payouts.record_fees_paid(session, bo, amount_cents=100, in_cash=True, paid_on=DAY, recorded_by=steward, at=AT)
    payouts.set_details(session, ada, holder="Ada", iban=IBAN, bic="", at=AT)
    run = payouts.draw_up(session, drawn_up_by=steward, at=AT)
    if run.needs_approval:
        payouts.approve(session, run, approved_by=bo, at=AT)
    payouts.carry_out(session, run, carried_out_by=steward, paid_on=DAY, at=AT)
    record_return(session, run, lines_of(session, run)[0][0], returned_on=DAY, recorded_by=steward, at=AT)
    by_card(session, ada)
    cems = membership_of(session, cem)
    record_share_payment(session, cems, amount_cents=1_000, paid_on=DAY, recorded_by=steward, at=AT)
    redeem(session, leave(session, cems, at=AT), paid_on=DAY, paid_by=steward, at=AT)
    return [member for member in members[:7] if member is not cem], bo


def by_card(session, worker, at=AT):
    """A card payment's course: held, available, shared out, sent on, disputed and lost, paid over to the bank."""

    def moved(gross, fee=0, account=chart.PROCESSOR_PENDING):
        return Moved(account, gross, fee, gross - fee, "EUR", DAY)

    paid = card.paid_entry("K1", moved(10_000, 175), number=1)
    payments.record_card_payment(
        session, paid, subject="booking:K1", amount_cents=10_000, processor_id="ch_1", day=DAY, at=at
    )
    settled(session, "K1", worker, price=10_000, method="card")
    for entry in (
        card.available_entry(1, cents=9_825, day=DAY, currency="EUR"),
        card.transferred_entry("K1", moved(-5_000, 0, chart.PROCESSOR_AVAILABLE), number=1, party_id=worker.party_id),
        card.returned_entry(
            "K1", moved(1_000, 0, chart.PROCESSOR_AVAILABLE), number=1, party_id=worker.party_id, clawback_cents=0
        ),
        card.disputed_entry("K1", moved(-2_000, 1_500, chart.PROCESSOR_AVAILABLE), number=1),
        card.dispute_lost_entry(
            "K1", number=1, held_cents=0, lost_cents=2_000, clawbacks=(), day=DAY, currency="EUR"
        ),
        card.paid_over_entry(2, moved(-100, 0, chart.PROCESSOR_AVAILABLE)),
        card.fee_entry(3, moved(-10, 0, chart.PROCESSOR_AVAILABLE)),
    ):
        journal.post(session, entry, at=at)


def write_off(session, members, debtor):
    """The members forgive a part of what one of them owes."""
    token = session.get_one(Party, debtor.party_id).token
    proposal = propose(
        session,
        kind="write-off",
        title="Forgive half a euro",
        text="It is not worth the stamps.",
        payload={"party_token": token, "account": chart.WORKER_FEES, "amount_cents": 50},
        author=members[0],
        at=AT,
    )
    open_vote(session, proposal, at=AT + 5 * ONE_DAY)
    for member in members:
        cast(session, proposal, person=member, content="yes", at=AT + 6 * ONE_DAY)
    assert close_due(session, at=AT + 20 * ONE_DAY) == 1
    assert enact_due(session, at=AT + 25 * ONE_DAY) == 1
    session.commit()


@pytest.mark.parametrize("small_days", [0, 3])
def test_an_export_with_every_kind_in_it_is_sound(session, tmp_path, small_days):
    build(session, small_days=small_days)
    members, debtor = live(session)
    session.commit()
    write_off(session, members, debtor)
    close(session, opens_on=dt.date(2026, 2, 1), closes_on=dt.date(2026, 2, 28), at=AT + dt.timedelta(days=40))
    session.commit()
    with readings.reading(session, readings.ALL):
        posted = set(session.execute(select(EntryRow.kind)).scalars())
    assert posted == set(ENTRY_KINDS) - (set() if small_days else {"small-days"})
    assert checks.findings(session) == []
    with readings.reading(session, readings.PUBLIC):
        shown = set(session.execute(select(EntryRow.kind)).scalars())
    assert bool(shown & INNER_KINDS) == (not small_days)
    folder = tmp_path / "export"
    seal(session, tmp_path / "key")
    write_folder(session, folder, at=AT + dt.timedelta(days=60))
    report = verify(str(folder))
    assert report.sound, report.as_text()
