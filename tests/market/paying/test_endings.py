"""How bookings paid by card end, each to the end of the money: the books balance, and agree with the processor.

For both who may bear the processor's fee, with a tip in the payment and without.
"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.market.bookings import actions
from coop.money.cards.models import CardTransfer
from coop.money.payments import actions as payments
from coop.money.payments.models import Refund
from coop.money.payments.queries import held_cents
from coop.money.stripe import work
from coop.money.stripe.accounts import actions as accounts
from coop.money.stripe.deeds import carry_out
from coop.people.persons.models import Person
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.cards import GOOD, page_of
from tests.factories import NOW, make_person, sign_in
from tests.market.bookings.factories import TOMORROW, make_hold, make_listing, the_course
from tests.money.stripe.agreeing import agree

PRICE, FEE, TIP = 4_000, 200, 500
HOUR = dt.timedelta(hours=1)

pytestmark = [
    pytest.mark.usefixtures("charged_at_once"),
    pytest.mark.parametrize(("bearer", "tip"), [("fund", 0), ("worker", TIP)]),
]


@pytest.fixture(autouse=True)
def borne(session, coop, bearer):
    set_rule(session, "cards.fee_bearer", bearer, in_force_from=NOW - dt.timedelta(days=1),
             decision=decision_by_reference(session, "charter"), at=NOW)  # fmt: skip
    session.commit()


@pytest.fixture
def paid(app, session, cards, account, cushion, tip):
    """`paid()`: a booking of tomorrow that was accepted and paid by card; returns (booking, taken of price, charge)."""

    def run(**listing):
        client = make_person(session, "Clara Client")
        held = make_hold(session, make_listing(session, **listing), client=client)
        course = the_course(session, held)
        actions.fill_in(session, course, address="", note="", payment_method="card", takes_cards=True)
        actions.confirm(session, course, client=client, at=NOW)
        actions.accept(session, the_course(session, held), by=course.booking.worker, at=NOW)
        browser = sign_in(app.test_client(), client)
        path = f"/bookings/{held.reference}"
        # What a processor keeps of a payment is missing there when all of it goes back days later.
        cards.topup(1_000)
        page = page_of(browser.post(f"{path}/payment", data={"tip": f"{tip // 100}.{tip % 100:02d}"}).location)
        cards.pay(page, number=GOOD)
        assert browser.get(f"{path}/paid").location == path
        made = account.ask(lambda v1: v1.checkout.sessions.retrieve(page, {"expand": ["payment_intent"]}))
        session.expire_all()
        return held, made["payment_intent"]["latest_charge"]

    return run


@pytest.fixture
def connect(engine, session, account, cards, clock):
    """`connect(worker)`: they have an account of their own with the processor."""

    def run(worker):
        attempt = accounts.set_out(session, worker.id, country="IT", is_live=False, at=clock.at)
        session.commit()
        made = carry_out(engine, account, attempt.id, at=clock.at)
        cards.onboard(made["id"])
        work.look_at_accounts(engine, account, at=clock.at)
        session.expire_all()

    return run


@pytest.fixture
def ended(session, cards, engine, account, settle, clock):
    """`ended(held, back=...)`: when the dust has settled, how much went back, and that all of it agrees."""

    def run(held, *, back):
        for _ in range(3):
            settle()
        sent = session.execute(select(Refund)).scalars().all()
        assert sum(one.amount_cents for one in sent) == back
        assert all(one.sent_entry_id is not None and one.method == "card" for one in sent)
        assert held_cents(session, f"booking:{held.reference}") == 0
        assert balance(session, chart.CLIENTS_HELD) == 0
        session.commit()
        work.take_in_transactions(engine, account, at=clock.at)
        session.expire_all()
        agree(session, cards)
        assert cards.state()["objects"].get("refund", 0) == len(sent)

    return run


def owed(session, booking):
    party = session.get_one(Person, booking.worker_id).party_id
    return -balance(session, chart.WORKERS_PAYABLE, party_id=party) - balance(session, chart.CLAWBACK, party_id=party)


def taken(tip, bearer):
    """What the worker bears of the processor's fee: the price's part, if the rule says so."""
    fee = ((PRICE + tip) * 150 + 5_000) // 10_000 + 25
    return fee * PRICE // (PRICE + tip) if bearer == "worker" else 0


def do(session, held, clock, *, later=dt.timedelta(0)):
    """The work is done."""
    clock.at = TOMORROW + 3 * HOUR + later
    course = the_course(session, held)
    actions.complete(session, course, by=course.booking.worker, at=clock.at)
    session.commit()
    return course.booking


def test_the_worker_cancels_and_all_of_it_goes_back(session, paid, ended, tip, bearer):
    held, _charge = paid()
    course = the_course(session, held)
    actions.cancel(session, course, by=course.booking.worker, reason="ill", at=NOW)
    ended(held, back=PRICE + tip)
    assert owed(session, course.booking) == 0


def test_the_client_cancels_and_a_part_is_kept(session, paid, ended, tip, bearer, clock, cards):
    held, _charge = paid(cancellation_tier="strict")
    clock.at = TOMORROW - 2 * HOUR
    cards.advance(seconds=int((clock.at - NOW).total_seconds()))
    course = the_course(session, held)
    kept = actions.terms_now(course, by_worker=False, at=clock.at).kept_cents
    assert 0 < kept <= PRICE
    actions.cancel(session, course, by=course.booking.client, reason="", at=clock.at)
    ended(held, back=PRICE + tip - kept)
    got = owed(session, course.booking), -balance(session, chart.FEES), -balance(session, chart.CANCELLATIONS)
    assert sum(got) == kept
    assert got[0] > 0


@pytest.mark.parametrize("absent", ["client", "worker"])
def test_somebody_did_not_come(session, paid, ended, tip, bearer, clock, cards, absent):
    held, _charge = paid()
    clock.at = TOMORROW + HOUR
    cards.advance(seconds=int((clock.at - NOW).total_seconds()))
    course = the_course(session, held)
    by = course.booking.worker if absent == "client" else course.booking.client
    missed = actions.report_no_show(session, course, by=by, at=clock.at)
    clock.at = missed.contest_by + HOUR
    cards.advance(days=3)
    course = the_course(session, held)
    assert actions.settle_no_show(session, course, at=clock.at)
    kept = actions.kept_after_no_show(course)
    assert (kept == 0) == (absent == "worker")
    ended(held, back=PRICE + tip - kept)


@pytest.mark.parametrize("cents", [1_000, PRICE])
def test_a_refund_before_any_payout(session, paid, ended, tip, bearer, clock, cards, settle, cents):
    held, _charge = paid()
    booking = do(session, held, clock)
    settle()
    before = owed(session, booking)
    assert before == PRICE - FEE - taken(tip, bearer) + tip
    payments.refund_after(session, reference=held.reference, amount_cents=cents, reason="", decided_by=None,
                          day=clock.at.date(), at=clock.at)  # fmt: skip
    ended(held, back=cents)
    assert owed(session, booking) == before - cents * (PRICE - FEE) // PRICE


@pytest.mark.parametrize("cents", [1_000, PRICE])
def test_a_refund_after_the_share_was_sent(session, paid, ended, connect, tip, bearer, clock, cards, settle, cents):
    held, _charge = paid()
    connect(the_course(session, held).booking.worker)
    booking = do(session, held, clock)
    settle()
    sent = session.execute(select(CardTransfer)).scalar_one()
    assert (sent.outcome, sent.amount_cents) == ("sent", PRICE - FEE - taken(tip, bearer) + tip)
    payments.refund_after(session, reference=held.reference, amount_cents=cents, reason="", decided_by=None,
                          day=clock.at.date(), at=clock.at)  # fmt: skip
    ended(held, back=cents)
    assert cards.state()["objects"]["transfer_reversal"] == 1
    still = -min(0, PRICE - FEE - taken(tip, bearer) + tip - cents * (PRICE - FEE) // PRICE)
    assert owed(session, booking) == -still, "what the transfer did not cover, they owe"


def test_a_whole_refund_made_at_the_processor(session, paid, ended, connect, account, tell, tip, bearer, clock, settle):
    held, charge = paid()
    connect(the_course(session, held).booking.worker)
    booking = do(session, held, clock)
    settle()
    account.ask(lambda v1: v1.refunds.create({"charge": charge}))
    tell()
    ended(held, back=PRICE + tip)
    assert owed(session, booking) == -taken(tip, bearer), "a refund does not bring the processor's fee back"
    assert balance(session, chart.FEES) + balance(session, chart.FEES_REFUNDED) == 0
