"""Whatever happens in whatever order, and wherever a process is killed: each cent is accounted for once.

`COOP_CARD_EXAMPLES` asks for more examples than the few of every run; from 50 on, a process is killed at every point
rather than at every third.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from coop.db.engine import make_engine
from coop.db.session import retrying
from coop.demo.cards.engine.errors import ApiError
from coop.demo.cards.server import CardServer
from coop.ledger import chart
from coop.ledger.balances import balance, by_party
from coop.ledger.checks import findings
from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationEnd, CardCapture
from coop.money.cards.interface import Refused, Unreachable
from coop.money.cards.models import CardTransfer
from coop.money.cover import NotCovered
from coop.money.fund.actions import record_donation
from coop.money.kept_cards.actions import consent, end_consent
from coop.money.kept_cards.models import CardConsent, CardConsentCharge, CardCustomer, KeptCard
from coop.money.kept_cards.queries import standing_consent
from coop.money.payments import actions as payments
from coop.money.payments.actions import NotHeld, NotSettled, SettleFacts
from coop.money.payments.held_tips import tips_given_cents, tips_left, tips_to_give
from coop.money.payments.models import HeldTip, Payment, Refund, Settlement, Tip
from coop.money.payments.queries import held_cents
from coop.money.payments.shared import left_of_each, tips_got
from coop.money.split.refunds import RefundTooLarge
from coop.money.stripe import chores, work
from coop.money.stripe.accounts import actions as accounts
from coop.money.stripe.attempts.actions import make
from coop.money.stripe.checkouts.actions import parameters_of
from coop.money.stripe.checkouts.models import CardCharge
from coop.money.stripe.client import Gateway
from coop.money.stripe.deeds import carry_out, resume
from coop.money.stripe.events.actions import take_in
from coop.money.stripe.keeping.actions import record_card, set_out_charge
from coop.money.teams.actions import fix_shares
from coop.money.teams.queries import shares_of
from coop.people.persons.models import Person
from tests.cards import GOOD
from tests.factories import NOW, make_member, make_person, make_steward
from tests.money.stripe.agreeing import agree
from tests.money.stripe.conftest import answer_all, ask
from tests.money.test_state_machine import copier

EXAMPLES = int(os.environ.get("COOP_CARD_EXAMPLES", "4"))
PRICES = {"A1": 10_000, "B2": 3_333, "C3": 70_001}
TEAM = (2, 1)  # the parts in B2 of Wanda, who leads, and Wilma
STEP = 1 if EXAMPLES >= 50 else 3
REFERENCES = st.sampled_from(sorted(PRICES))
FAULTS = st.sampled_from(["drop_before", "drop_after", "500", "500_after", "429", "409"])
PATHS = st.sampled_from(["/v1/*", "/v1/refunds", "/v1/transfers", "/v1/checkout/sessions", "/v1/transfers/*/reversals",
                         "/v1/payment_intents/*/capture", "/v1/payment_intents/*/cancel"])  # fmt: skip


class Cards(RuleBasedStateMachine):
    """Bookings paid by card; `make_copy` gives a database of its own to each example."""

    make_copy = None

    def __init__(self):
        super().__init__()
        url, self.remove = type(self).make_copy()
        self.engine = make_engine(url)
        self.cards = CardServer(now=int(NOW.timestamp()), hold=True, seed="sequences",
                                webhook="http://127.0.0.1:9/webhooks/stripe")  # fmt: skip
        self.gateway = Gateway(self.cards.key, api_base=self.cards.url, is_live=False)
        self.at, self.pages, self.open_disputes = NOW, {}, []
        with Session(self.engine) as session:
            self.worker = session.execute(select(Person).where(Person.display_name == "Wanda")).scalar_one()
            self.client = session.execute(select(Person).where(Person.display_name == "Clara")).scalar_one()
            self.other = session.execute(select(Person).where(Person.display_name == "Wilma")).scalar_one()
            session.expunge_all()
        retrying(self.engine, self.keep_a_card)

    def keep_a_card(self, session):
        customer = self.gateway.ask(lambda v1: v1.customers.create({}))["id"]
        session.add(CardCustomer(person_id=self.client.id, processor_id=customer, made_at=self.at))
        session.flush()
        kept = self.gateway.ask(lambda v1: v1.payment_methods.attach("pm_card_visa", {"customer": customer}))
        assert record_card(session, kept, at=self.at)

    def teardown(self):
        try:
            self.end_well()
        finally:
            self.gateway.close()
            self.cards.close()
            self.engine.dispose()
            self.remove()

    def write(self, deed, *ignored):
        """Commit what a deed writes; what the rules refuse changes nothing."""
        try:
            return retrying(self.engine, deed)
        except (NotHeld, NotSettled, NotCovered, RefundTooLarge, *ignored):
            return None

    @rule(other=st.booleans())
    def a_worker_connects(self, other):
        who = self.other if other else self.worker
        number = self.write(lambda session: _id(
            accounts.set_out(session, who.id, country="IT", is_live=False, at=self.at)))  # fmt: skip
        with contextlib.suppress(Unreachable, Refused):
            if number is not None:
                carry_out(self.engine, self.gateway, number, at=self.at)
            with Session(self.engine) as session:
                account = accounts.account_of(session, who.id)
            if account is not None:
                self.cards.onboard(account.processor_id, "complete")
                work.look_at_accounts(self.engine, self.gateway, at=self.at)

    @rule(reference=REFERENCES, tip=st.sampled_from([0, 0, 1, 777]), later=st.booleans())
    def pays(self, reference, tip, later):
        asked = replace(ask(reference, PRICES[reference], at=self.at, tip=tip), is_charged_later=later)

        def written(session):
            payments.expect_transfer(session, reference=reference, price_cents=PRICES[reference],
                                     worker_party_id=self.worker.party_id, client_id=None, at=self.at)  # fmt: skip
            return make(session, deed="checkout", subject=asked.subject, parameters=parameters_of(asked, at=self.at),
                        is_live=False, at=self.at).id  # fmt: skip

        try:
            made = carry_out(self.engine, self.gateway, self.write(written), at=self.at)
            self.cards.pay(made["id"], number=GOOD)
        except (Unreachable, ApiError):
            return

    @rule(reference=REFERENCES, less=st.sampled_from([0, 0, 100]))
    def a_kept_card_is_charged(self, reference, less):
        subject, price = f"booking:{reference}", PRICES[reference]

        def written(session):
            payments.expect_transfer(session, reference=reference, price_cents=price,
                                     worker_party_id=self.worker.party_id, client_id=None, at=self.at)  # fmt: skip
            agreed = standing_consent(session, subject)
            if agreed is None:
                client = session.get_one(Person, self.client.id)
                card = session.execute(select(KeptCard.id)).scalar_one()
                agreed = consent(session, subject=subject, person=client, card_id=card, amount_cents=price, at=self.at)
            attempt = set_out_charge(session, agreed, amount_cents=agreed.amount_cents - less, currency="EUR",
                                     about="x", purpose="booking", is_live=False, at=self.at)  # fmt: skip
            return attempt.id if attempt else None

        number = self.write(written)
        if number is not None:
            with contextlib.suppress(Unreachable, Refused):
                carry_out(self.engine, self.gateway, number, at=self.at)

    @rule(reference=REFERENCES, outcome=st.sampled_from(["over", "taken back"]))
    def a_consent_ends(self, reference, outcome):
        self.write(lambda session: end_consent(session, f"booking:{reference}", outcome, at=self.at))

    @rule(reason=st.sampled_from(["insufficient_funds", "authentication_required"]))
    def the_next_card_is_declined(self, reason):
        self.cards.decline_next(reason)

    @rule()
    def the_market_answers(self):
        self.write(lambda session: answer_all(session, at=self.at))

    @rule(reference=REFERENCES)
    def is_done(self, reference):
        price = PRICES[reference]
        facts = SettleFacts(reference, self.worker.party_id, price, price // 20, (), 60, "card", self.at.date())

        def done(session):
            if not payments.is_shared_out(session, reference):
                payments.settle(session, facts, at=self.at)

        self.write(done)

    @rule(reference=REFERENCES, kept=st.integers(0, 10_000))
    def is_cancelled(self, reference, kept):
        kept = min(kept, PRICES[reference])
        facts = payments.CancelFacts(reference, self.worker.party_id, kept, "card", NOW, self.at.date())

        def cancelled(session):
            if session.get(Settlement, facts.subject) is None:
                payments.settle_cancellation(session, facts, at=self.at)

        self.write(cancelled)

    @rule(reference=REFERENCES, cents=st.integers(1, 20_000), after=st.booleans())
    def is_given_back(self, reference, cents, after):
        facts = {"reference": reference, "amount_cents": cents, "reason": "", "decided_by": None, "at": self.at}

        def decided(session):
            paid = session.execute(select(Payment.id).where(Payment.subject == f"booking:{reference}")).first()
            if paid and after:
                payments.refund_after(session, **facts, day=self.at.date())
            elif paid:
                payments.refund_before(session, **facts)

        self.write(decided)

    @rule(order=st.sampled_from(["oldest", "newest", "random"]), times=st.integers(1, 2), seed=st.integers(0, 9))
    def events_arrive(self, order, times, seed):
        def to(_url, body, _headers):
            retrying(self.engine, partial(take_in, fields=json.loads(body), is_live=False, at=self.at))
            return 200

        self.cards.deliver_all(order, seed=seed, times=times, to=to)

    @rule()
    def events_are_lost(self):
        self.cards.lose_all()

    @rule(path=PATHS, fault=FAULTS)
    def the_next_call_fails(self, path, fault):
        self.cards.fail_next(path, fault)

    @rule()
    def the_worker_settles(self):
        for duty in (
            chores.settle,
            lambda e, g, at: work.look_at_pages(e, g, at=at),
            lambda e, g, at: work.look_at_authorisations(e, g, at=at),
        ):
            try:
                duty(self.engine, self.gateway, self.at)
            except Unreachable:
                continue

    @rule(minutes=st.sampled_from([2, 60, 60 * 30]))
    def time_passes(self, minutes):
        self.at += dt.timedelta(minutes=minutes)
        self.cards.advance(minutes=minutes)
        try:
            resume(self.engine, self.gateway, at=self.at)
            work.move_available(self.engine, at=self.at)
        except Unreachable:
            pass

    @rule(data=st.data(), status=st.sampled_from(["needs_response", "warning_needs_response"]))
    def a_bank_asks(self, data, status):
        with self.cards.processor.store.transaction():
            charges = [one["id"] for one in self.cards.processor.store.oldest("charge") if one["paid"]]
        if charges:
            try:
                made = self.cards.dispute(data.draw(st.sampled_from(charges)), status=status)
                self.open_disputes.append((made["id"], status))
            except ApiError:
                pass

    @precondition(lambda self: self.open_disputes)
    @rule(data=st.data())
    def it_decides(self, data):
        one = data.draw(st.sampled_from(self.open_disputes))
        self.open_disputes.remove(one)
        won = data.draw(st.sampled_from(["won", "lost"])) if one[1] == "needs_response" else "warning_closed"
        self.cards.decide(one[0], won)

    @invariant()
    def the_books_are_sound(self):
        with Session(self.engine) as session:
            assert [one for one in findings(session) if one.check != "money held covers money owed"] == []
            sent = session.execute(
                select(CardTransfer.subject, func.sum(CardTransfer.amount_cents)).group_by(CardTransfer.subject)
            )
            for subject, cents in sent:
                settlement = session.get(Settlement, subject)
                assert cents <= settlement.price_cents - settlement.fee_cents + tips_given_cents(session, subject)
            self._to_each_their_part(session)
            for reference in PRICES:
                subject = f"booking:{reference}"
                assert held_cents(session, subject) >= sum(tips_left(session, subject).values())

    def _to_each_their_part(self, session):
        """Of a team, nobody is sent more than their part, nor gives back more than they got."""
        settlement = session.get(Settlement, "booking:B2")
        if settlement is None or settlement.settled_at is None:
            return
        tips = tips_got(session, settlement.subject)
        assert sum(tips.values()) == tips_given_cents(session, settlement.subject)
        for share in shares_of(session, settlement.subject):
            sent = select(func.coalesce(func.sum(CardTransfer.amount_cents), 0)).where(
                CardTransfer.subject == settlement.subject, CardTransfer.party_id == share.party_id
            )
            assert session.execute(sent).scalar_one() <= share.worker_cents + tips.get(share.party_id, 0)
        assert all(price >= 0 and tip >= 0 for price, tip in left_of_each(session, settlement).values())

    def end_well(self):
        """When the dust settles, both sides say the same to the cent, and each booking's money is where it belongs."""
        self.cards.modes(next=[], decline=[])
        for _ in range(4):
            self.at += dt.timedelta(minutes=40)
            self.cards.advance(minutes=40)
            resume(self.engine, self.gateway, at=self.at)
            work.take_in_transactions(self.engine, self.gateway, at=self.at)
            self.the_market_answers()
            self.the_worker_settles()
        with Session(self.engine) as session:
            agree(session, self.cards, covered=False)
            for reference, price in PRICES.items():
                self._accounted_for(session, f"booking:{reference}", price)
            assert all(amount >= 0 for amount in by_party(session, chart.CLAWBACK).values())
            self._decided_is_done(session)
            self._no_consent_was_used_twice(session)

    def _decided_is_done(self, session):
        """What was to be charged of a card, and no more, was charged in one payment; or the bank had let it go."""
        query = select(CardAuthorisation, CardCapture, CardAuthorisationEnd).join(
            CardCapture, CardCapture.authorisation_id == CardAuthorisation.id
        ).outerjoin(CardAuthorisationEnd, CardAuthorisationEnd.authorisation_id == CardAuthorisation.id)  # fmt: skip
        for authorisation, decided, ended in session.execute(query):
            assert ended is not None
            if ended.outcome == "captured":
                charge = session.execute(
                    select(CardCharge).where(CardCharge.intent_id == authorisation.processor_id)
                ).scalar_one()
                assert charge.amount_cents == ended.amount_cents == decided.amount_cents

    def _no_consent_was_used_twice(self, session):
        with self.cards.processor.store.transaction():
            made = [one for one in self.cards.processor.store.oldest("charge") if one["paid"]]
        charged = {}
        for one in made:
            charged.setdefault(one["metadata"]["attempt"], []).append(one["amount"])
        rows = session.execute(
            select(CardConsentCharge.attempt_id, CardConsent.amount_cents)
            .join(CardConsent, CardConsent.id == CardConsentCharge.consent_id)
        )
        for attempt, agreed in rows:
            sums = charged.get(str(attempt), [])
            assert len(sums) <= 1
            assert sum(sums) <= agreed

    def _accounted_for(self, session, subject, price):
        settlement = session.get(Settlement, subject)
        if settlement is None or settlement.settled_at is None:
            return
        given = session.execute(
            select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
                Refund.subject == subject, Refund.after_completion.is_(True)
            )
        ).scalar_one()
        tips = tips_given_cents(session, subject)
        assert 0 <= given <= price + tips
        assert tips_to_give(session, subject) == {}, "no tip stays behind once the work is done"
        had = session.execute(
            select(func.coalesce(func.sum(HeldTip.amount_cents), 0)).where(
                HeldTip.subject == subject, HeldTip.amount_cents > 0
            )
        ).scalar_one()
        assert tips == session.execute(
            select(func.coalesce(func.sum(Tip.amount_cents), 0)).where(Tip.subject == subject)
        ).scalar_one()
        assert tips <= had


def founded(engine, session):
    """A co-op with a worker and another who shares a job, a steward, and a fund that can bear a processor's fees."""
    lead, other = make_member(session, "Wanda"), make_member(session, "Wilma")
    fix_shares(session, "booking:B2", [(lead.party_id, TEAM[0]), (other.party_id, TEAM[1])],
               price_cents=PRICES["B2"], fee_cents=PRICES["B2"] // 20)  # fmt: skip
    make_person(session, "Clara")
    make_steward(session, "Stella")
    record_donation(session, amount_cents=500_000, received_on=NOW.date(), recorded_by=None, at=NOW)
    session.commit()
    session.close()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()


@pytest.mark.own_database  # it is copied, which no connection of another may be watching
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_happens_in_whatever_order(request, database_url, engine, session, coop, tmp_path):
    founded(engine, session)
    machine = type("Machine", (Cards,), {"make_copy": staticmethod(copier(request, database_url, tmp_path))})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


class Killed(BaseException):
    """The process ends here."""


class Points:
    """Counts the moments at which a process may be killed: before a commit, before and after a call."""

    def __init__(self, engine, gateway, at=None):
        self.passed, self._at = 0, at
        event.listen(engine, "commit", lambda _connection: self())
        self._ask = gateway.ask
        gateway.ask = self.ask

    def __call__(self):
        self.passed += 1
        if self.passed == self._at:
            raise Killed

    def end(self):
        """From here on nobody is killed."""
        self._at = None

    def ask(self, call):
        self()
        answer = self._ask(call)
        self()
        return answer


def live(engine, gateway, cards, worker, at):
    """Connect, pay, do the work, send the share on, give a part back, take that part back from the share."""
    attempt_id = retrying(engine, lambda session: _id(
        accounts.set_out(session, worker.id, country="IT", is_live=False, at=at)))  # fmt: skip
    if attempt_id is not None:
        carry_out(engine, gateway, attempt_id, at=at)
    with Session(engine) as session:
        account = accounts.account_of(session, worker.id)
    if account is not None:
        cards.onboard(account.processor_id, "complete")
        work.look_at_accounts(engine, gateway, at=at)
    facts = {"price_cents": 10_000, "worker_party_id": worker.party_id, "client_id": None, "at": at}
    retrying(engine, lambda session: payments.expect_transfer(session, reference="A1", **facts))
    with Session(engine) as session:
        is_paid = session.execute(select(Payment.id)).first() is not None
    if not is_paid:
        asked = ask("A1", 10_000, at=at, tip=1_000)
        kept = {"deed": "checkout", "subject": asked.subject, "parameters": parameters_of(asked, at=at), "at": at}
        attempt_id = retrying(engine, lambda session: make(session, is_live=False, **kept).id)
        page = carry_out(engine, gateway, attempt_id, at=at)
        if cards.state()["objects"].get("charge", 0) == 0:
            cards.pay(page["id"], number=GOOD)
        work.look_at_pages(engine, gateway, at=at, subject="booking:A1")
    retrying(engine, lambda session: answer_all(session, at=at))
    facts = SettleFacts("A1", worker.party_id, 10_000, 500, (), 60, "card", at.date())
    retrying(engine, lambda session: payments.settle(session, facts, at=at))
    chores.settle(engine, gateway, at)

    def give_back(session):
        if session.execute(select(Refund.id)).first() is None:
            payments.refund_after(session, reference="A1", amount_cents=2_000, reason="", decided_by=None,
                                  day=at.date(), at=at)  # fmt: skip

    retrying(engine, give_back)
    chores.settle(engine, gateway, at)


def _id(attempt):
    return attempt.id if attempt is not None else None


@pytest.mark.own_database  # it is copied, which no connection of another may be watching
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_wherever_it_is_killed_it_resumes_and_nothing_happens_twice(
    request, database_url, engine, session, coop, tmp_path
):
    founded(engine, session)
    copy = copier(request, database_url, tmp_path)
    kill_at, last = None, 0
    while kill_at is None or kill_at <= last:
        url, remove = copy()
        own = make_engine(url)
        with CardServer(now=int(NOW.timestamp()), seed="killed", hold=True) as cards:
            gateway = Gateway(cards.key, api_base=cards.url, is_live=False)
            with Session(own) as reading:
                worker = reading.execute(select(Person).where(Person.display_name == "Wanda")).scalar_one()
                reading.expunge(worker)
            points = Points(own, gateway, kill_at)
            with contextlib.suppress(Killed):
                live(own, gateway, cards, worker, NOW)
            if kill_at is None:
                last = points.passed
            points.end()
            at = NOW
            for _ in range(2):  # a new process: it finds what was left, and goes on
                at += dt.timedelta(minutes=45)
                cards.advance(minutes=45)
                resume(own, gateway, at=at)
                work.look_at_pages(own, gateway, at=at)
                chores.settle(own, gateway, at)
                live(own, gateway, cards, worker, at)
            with Session(own) as reading:
                agree(reading, cards)
                made = cards.state()["objects"]
                assert (made["charge"], made["transfer"], made["refund"], made["transfer_reversal"]) == (1, 1, 1, 1)
                assert made["account"] == 1, kill_at
                assert balance(reading, chart.CLAWBACK) == balance(reading, chart.CLIENTS_HELD) == 0
                assert balance(reading, chart.WORKERS_PAYABLE) == 0
                assert tips_given_cents(reading, "booking:A1") == 1_000
            gateway.close()
        own.dispose()
        remove()
        kill_at = 1 if kill_at is None else kill_at + STEP

