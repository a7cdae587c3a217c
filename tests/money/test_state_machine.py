"""Anything members, clients and stewards may do with money, in any order: the books stay sound, no cent is lost.

Every example begins with a copy of one founded co-op, on each database, and every step commits, so that what the
databases check at COMMIT is checked too.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.db.engine import make_engine
from coop.ledger import balances, chart, checks
from coop.ledger.models import Account, PostingRow
from coop.money.fund import actions as fund
from coop.money.health.queries import all_findings
from coop.money.payments import actions as payments
from coop.money.payments import queries as paid
from coop.money.payments.entries import CASH, TRANSFER
from coop.money.payments.models import Settlement
from coop.money.payments.shared import left_of_each
from coop.money.payouts import actions as payouts
from coop.money.periods import actions as periods
from coop.money.periods.queries import first_open_day
from coop.money.split.rules import fee_cents
from coop.money.teams.actions import fix_shares
from coop.money.teams.queries import shares_of
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day
from tests.factories import NOW, make_member, make_steward
from tests.money.payouts.conftest import IBAN

REFERENCES = st.sampled_from(["A1", "B2", "C3", "D4", "E5", "F6"])
PRICES = {"A1": 10_000, "B2": 3_333, "C3": 1, "D4": 70_001, "E5": 4_999, "F6": 250}
TEAMS = {"B2": (2, 1), "E5": (1, 1)}
CENTS = st.integers(1, 20_000)
WHO = st.integers(0, 1)
HELD = (chart.BANK, chart.CASH, chart.CLEARING)


class Money(RuleBasedStateMachine):
    """`make_copy` gives the address of a fresh copy and a function that removes it."""

    make_copy = None

    def __init__(self):
        super().__init__()
        url, self.remove = type(self).make_copy()
        self.engine = make_engine(url)
        self.session = Session(self.engine, expire_on_commit=False)
        people = self.session.execute(select(Person).order_by(Person.id)).scalars().all()
        self.workers, self.stewards = people[:2], people[2:]
        self.at, self.in_cents, self.out_cents = NOW, 0, 0

    def teardown(self):
        self.session.close()
        self.engine.dispose()
        self.remove()

    @property
    def today(self):
        return local_day(self.session, self.at)

    def attempt(self, deed, *arguments, **facts):
        """Do it in a commit of its own; a refusal with a reason leaves everything as it was."""
        try:
            done = deed(self.session, *arguments, **facts)
            self.session.commit()
        except ValueError:
            self.session.rollback()
            return None
        return done

    def worker_of(self, reference):
        return self.workers[ord(reference[0]) % 2]

    @rule(reference=REFERENCES, share=st.sampled_from([1, 2, 3]), days=st.integers(0, 40))
    def a_transfer_arrives(self, reference, share, days):
        before = paid.received_cents(self.session, f"booking:{reference}")
        payment = self.attempt(
            payments.record_transfer,
            subject=f"booking:{reference}",
            recorded_by=self.stewards[0],
            at=self.at,
            amount_cents=max(1, PRICES[reference] * share // 2),
            received_on=self.today - dt.timedelta(days=days),
        )
        self.in_cents += paid.received_cents(self.session, f"booking:{reference}") - before
        assert payment is not None

    @rule(reference=REFERENCES, method=st.sampled_from([CASH, TRANSFER]), minutes=st.integers(0, 300))
    def a_job_is_done(self, reference, method, minutes):
        rate = in_force(self.session, "fee.rate", self.at).fraction
        facts = payments.SettleFacts(
            reference,
            self.worker_of(reference).party_id,
            PRICES[reference],
            fee_cents(PRICES[reference], rate),
            (),
            minutes,
            method,
            self.today,
        )
        self.attempt(payments.settle, facts, at=self.at)

    @rule(reference=REFERENCES, kept=st.integers(0, 5_000))
    def a_booking_is_cancelled(self, reference, kept):
        if self.session.get(Settlement, f"booking:{reference}"):
            return
        facts = payments.CancelFacts(reference, self.worker_of(reference).party_id, kept, TRANSFER, NOW, self.today)
        self.attempt(payments.settle_cancellation, facts, at=self.at)

    @rule(reference=REFERENCES, cents=CENTS, method=st.sampled_from([CASH, TRANSFER]))
    def a_tip_is_given(self, reference, cents, method):
        party_id = self.worker_of(reference).party_id
        self.attempt(
            payments.record_tip,
            reference=reference,
            worker_party_id=party_id,
            amount_cents=cents,
            method=method,
            day=self.today,
            at=self.at,
        )
        self.in_cents += cents if method == TRANSFER else 0

    @rule(reference=REFERENCES, cents=CENTS, after=st.booleans())
    def a_refund_is_decided(self, reference, cents, after):
        facts = {"reference": reference, "amount_cents": cents, "reason": "", "decided_by": None, "at": self.at}
        if after:
            self.attempt(payments.refund_after, **facts, day=self.today)
        else:
            self.attempt(payments.refund_before, **facts)

    @rule()
    def refunds_are_sent(self):
        for refund in paid.refunds_due(self.session):
            sent = self.attempt(payments.send_refund, refund, sent_by=None, sent_on=self.today, at=self.at)
            self.out_cents += refund.amount_cents if sent and sent.sent_entry_id else 0

    @rule(second=st.booleans())
    def workers_are_paid(self, second):
        self.at += dt.timedelta(days=7)
        run = self.attempt(payouts.draw_up, drawn_up_by=self.stewards[0], at=self.at)
        if run is None:
            return
        if second:
            self.attempt(payouts.approve, run, approved_by=self.stewards[1], at=self.at)
        for _ in range(2):
            done = self.attempt(payouts.carry_out, run, carried_out_by=self.stewards[0], paid_on=self.today, at=self.at)
        if done is None:
            self.attempt(payouts.discard, run, discarded_by=self.stewards[0], at=self.at)
        self.out_cents += run.total_cents if done else 0

    @rule(cents=CENTS, pay=st.booleans(), by=WHO)
    def the_fund_spends(self, cents, pay, by):
        expense = self.attempt(
            fund.submit_expense,
            submitted_by=self.workers[by],
            account=chart.TOOLS,
            title="x",
            amount_cents=cents,
            spent_on=self.today,
            at=self.at,
        )
        spare = checks.cover(self.session).spare_cents
        approval = self.attempt(fund.approve_expense, expense, approver=self.stewards[0], at=self.at)
        assert (approval is not None) == (cents <= spare)
        if pay and self.attempt(fund.pay_expense, expense, paid_by=None, paid_on=self.today, at=self.at):
            self.out_cents += cents

    @rule(cents=CENTS, restricted=st.booleans())
    def the_fund_is_given(self, cents, restricted):
        facts = {"amount_cents": cents, "received_on": self.today, "recorded_by": None, "at": self.at}
        if restricted:
            grant = self.attempt(fund.record_grant, title="x", condition="y", **facts)
            self.attempt(
                fund.earn_grant,
                grant,
                amount_cents=cents // 2,
                earned_on=self.today,
                note="",
                recorded_by=None,
                at=self.at,
            )
        else:
            self.attempt(fund.record_donation, **facts)
        self.in_cents += cents

    @rule(who=WHO, cents=CENTS, in_cash=st.booleans())
    def a_worker_pays_in(self, who, cents, in_cash):
        paid_in = self.attempt(
            payouts.record_fees_paid,
            self.workers[who],
            amount_cents=cents,
            in_cash=in_cash,
            paid_on=self.today,
            recorded_by=self.stewards[0],
            at=self.at,
        )
        self.in_cents += cents if paid_in else 0

    @rule(days=st.integers(1, 60))
    def a_period_is_closed(self, days):
        opens_on = first_open_day(self.session)
        if opens_on is None:
            return
        self.at += dt.timedelta(days=days)
        self.attempt(periods.close, opens_on=opens_on, closes_on=self.today - dt.timedelta(days=1), at=self.at)

    @invariant()
    def the_books_are_sound(self):
        assert all_findings(self.session) == []
        assert checks.cover(self.session).spare_cents >= 0

    @invariant()
    def no_cent_is_lost(self):
        held = sum(balances.balances(self.session, list(HELD)).values())
        assert held == self.in_cents - self.out_cents

    @invariant()
    def each_of_a_team_gets_what_was_agreed(self):
        for reference in TEAMS:
            settlement = self.session.get(Settlement, f"booking:{reference}")
            if settlement is None or settlement.settled_at is None:
                continue
            stored = shares_of(self.session, settlement.subject)
            assert sum(share.gross_cents for share in stored) == settlement.price_cents
            got = self.session.execute(
                select(PostingRow.party_id, -func.sum(PostingRow.amount))
                .join(Account, Account.id == PostingRow.account_id)
                .where(PostingRow.entry_id == settlement.entry_id, Account.code == chart.WORKERS_PAYABLE)
                .group_by(PostingRow.party_id)
            )
            agreed = {share.party_id: share.worker_cents for share in stored}
            if settlement.method == CASH:
                del agreed[settlement.worker_party_id]
            assert dict(got.all()) == agreed
            left = left_of_each(self.session, settlement)
            assert all(price >= 0 and tip >= 0 for price, tip in left.values())

    @invariant()
    def nobody_is_owed_less_than_nothing(self):
        for code in (chart.WORKERS_PAYABLE, chart.PATRONAGE_PAYABLE):
            assert all(amount <= 0 for amount in balances.by_party(self.session, code).values())
        for code in (chart.WORKER_FEES, chart.CLAWBACK):
            assert all(amount >= 0 for amount in balances.by_party(self.session, code).values())
        assert self.session.execute(select(func.count()).select_from(Settlement)).scalar() <= len(PRICES)
        self.session.rollback()


def copier(request, database_url, tmp_path):
    """How to copy the founded database of this test, per kind of database."""
    if database_url.startswith("sqlite"):
        source = tmp_path / "coop.sqlite3"

        def copy():
            folder = tmp_path / uuid.uuid4().hex
            folder.mkdir()
            shutil.copy(source, folder / "coop.sqlite3")
            return f"sqlite:///{folder / 'coop.sqlite3'}", lambda: shutil.rmtree(folder)

        return copy
    server = request.getfixturevalue("postgres")

    def run(statement):
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(statement)

    def copy():
        name = f"copy_{uuid.uuid4().hex[:12]}"
        run(f"CREATE DATABASE {name} TEMPLATE {database_url.rsplit('/', 1)[1]} STRATEGY file_copy")
        return server.url(name), lambda: run(f"DROP DATABASE {name} WITH (FORCE)")

    return copy


@pytest.mark.own_database  # it is copied, which no connection of another may be watching
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_done_with_money_the_books_stay_sound(request, database_url, engine, session, coop, tmp_path):
    for name in ("Wanda", "Wim"):
        person = make_member(session, name)
        payouts.set_details(session, person, holder=name, iban=IBAN, bic="", at=NOW)
    for name in ("Stella", "Seamus"):
        make_steward(session, name)
    people = session.execute(select(Person).order_by(Person.id)).scalars().all()
    rate = in_force(session, "fee.rate", NOW).fraction
    for reference, parts in TEAMS.items():
        lead = ord(reference[0]) % 2
        fix_shares(
            session, f"booking:{reference}",
            [(people[lead].party_id, parts[0]), (people[1 - lead].party_id, parts[1])],
            price_cents=PRICES[reference], fee_cents=fee_cents(PRICES[reference], rate),
        )  # fmt: skip
    session.commit()
    session.close()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()
    machine = type("Machine", (Money,), {"make_copy": staticmethod(copier(request, database_url, tmp_path))})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
