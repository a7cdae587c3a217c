"""A worker's statement sums to the ledger's balance of their party at both ends, whatever happened in between."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.ledger import chart, journal
from coop.ledger.balances import balance
from coop.money.cover import NotCovered
from coop.money.earnings.rules import last_day
from coop.money.months.queries import statement
from coop.money.months.rules import BALANCE, FIGURES, Line
from coop.money.months.spreadsheet import COLUMNS, columns_told, statement_csv
from coop.money.payments import actions as payments
from coop.money.payments.actions import CancelFacts, SettleFacts
from coop.money.payouts import actions as payouts
from coop.money.payouts.models import PayoutLine
from coop.money.returned.actions import NothingPaid, record_return
from coop.money.split.refunds import RefundTooLarge
from tests.factories import make_member, make_steward
from tests.money.payouts.conftest import IBAN

FIRST, DAYS = dt.date(2026, 1, 1), 89
MONTHS = [dt.date(2026, month, 1) for month in (1, 2, 3)]

when = st.integers(0, DAYS)
jobs = st.tuples(st.just("job"), when, st.sampled_from(["cash", "transfer", "clearing"]), st.integers(0, 10**6),
                 st.integers(0, 30), st.integers(0, 600))  # fmt: skip
refunds = st.tuples(st.just("refund"), when, st.integers(0, 20), st.integers(1, 100))
tips = st.tuples(st.just("tip"), when, st.sampled_from(["cash", "transfer", "clearing"]), st.integers(1, 10**4))
others = st.tuples(st.sampled_from(["payout", "return", "pay-in", "undo-tip"]), when)
cancelled = st.tuples(st.just("cancelled"), when, st.integers(1, 10**5))
stories = st.lists(st.one_of(jobs, refunds, tips, others, cancelled), max_size=20)
REFUSED = (payouts.TooSoon, payouts.NothingToPay, payouts.NotAllowed, NotCovered, NothingPaid, RefundTooLarge)


class Teller:
    """Lets a story happen to one worker, day by day; what the rules refuse did not happen."""

    def __init__(self, session, number):
        self.session, self.number = session, number
        self.worker = make_member(session, "Mira Member")
        self.steward = make_steward(session, "Stella Steward")
        self.second = make_steward(session, "Sven Second")
        self.jobs, self.tips, self.runs, self.given_back = [], [], [], []
        payouts.set_details(session, self.worker, holder="Mira", iban=IBAN, bic="", at=dt.datetime.now(dt.UTC))

    def tell(self, story):
        for count, (kind, offset, *facts) in enumerate(sorted(story, key=lambda event: event[1])):
            day = FIRST + dt.timedelta(days=offset)
            at = dt.datetime.combine(day, dt.time(12), dt.UTC) + dt.timedelta(seconds=count)
            with contextlib.suppress(*REFUSED), self.session.begin_nested():
                getattr(self, kind.replace("-", "_"))(f"S{self.number}X{count}", day, at, *facts)
                self.session.flush()

    def job(self, reference, day, at, method, price, percent, minutes):
        if method == "transfer" and price:
            self._receives(reference, price, day, at)
        facts = SettleFacts(reference, self.worker.party_id, price, price * percent // 100, (), minutes, method, day)
        if method == "clearing":
            payments.settle_many(self.session, [facts], at=at)
        else:
            payments.settle(self.session, facts, at=at)
        self.jobs.append((facts, day))

    def refund(self, _reference, day, at, which, percent):
        if self.jobs:
            facts, _day = self.jobs[which % len(self.jobs)]
            cents = facts.price_cents * percent // 100
            if cents:
                payments.refund_after(self.session, reference=facts.reference, amount_cents=cents, reason="",
                                      decided_by=self.steward, day=day, at=at)  # fmt: skip
                self.given_back.append((cents, day))

    def tip(self, reference, day, at, method, cents):
        self.tips.append(payments.record_tip(self.session, reference=reference, worker_party_id=self.worker.party_id,
                                             amount_cents=cents, method=method, day=day, at=at))  # fmt: skip

    def undo_tip(self, _reference, day, at):
        booked = [tip for tip in self.tips if tip.entry_id and tip.method == "clearing"]
        if booked:
            self.tips.remove(booked[0])
            journal.reverse(self.session, booked[0].entry_id, effective_on=day, memo="", at=at)

    def cancelled(self, reference, day, at, cents):
        self._receives(reference, cents, day, at)
        payments.settle_cancellation(
            self.session, CancelFacts(reference, self.worker.party_id, cents // 2, "transfer", at, day), at=at)

    def payout(self, _reference, day, at):
        run = payouts.draw_up(self.session, drawn_up_by=self.steward, at=at)
        if run.needs_approval:
            payouts.approve(self.session, run, approved_by=self.second, at=at)
        payouts.carry_out(self.session, run, carried_out_by=self.steward, paid_on=day, at=at)
        self.runs.append(run)

    def _receives(self, reference, cents, day, at):
        payments.record_transfer(self.session, subject=f"booking:{reference}", amount_cents=cents, received_on=day,
                                 recorded_by=self.steward, at=at)  # fmt: skip

    def _return(self, _reference, day, at):
        if self.runs:
            line = self.session.get_one(PayoutLine, (self.runs[-1].id, self.worker.party_id))
            record_return(self.session, self.runs[-1], line, returned_on=day, recorded_by=self.steward, at=at)

    def pay_in(self, _reference, day, at):
        owed = sum(max(0, balance(self.session, code, party_id=self.worker.party_id))
                   for code in (chart.WORKER_FEES, chart.CLAWBACK))  # fmt: skip
        if owed:
            payouts.record_fees_paid(self.session, self.worker, amount_cents=(owed + 1) // 2, in_cash=True,
                                     paid_on=day, recorded_by=self.steward, at=at)  # fmt: skip


setattr(Teller, "return", Teller._return)
_numbers = iter(range(10**6))


def in_month(day, first):
    return day.replace(day=1) == first


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_every_month_sums_to_the_ledger_at_both_ends(session, coop, story):
    session.rollback()
    teller = Teller(session, next(_numbers))
    teller.tell(story)
    party = teller.worker.party_id
    for first in MONTHS:
        month = statement(session, party, since=first, until=last_day(first))
        for code in BALANCE:
            until = first - dt.timedelta(days=1)
            assert month.before[code] == -balance(session, code, party_id=party, until=until)
            assert month.after[code] == -balance(session, code, party_id=party, until=last_day(first))
        assert month.closing_cents == month.opening_cents + month.total("change_cents")
        assert month.running[-1:] in ([], [month.closing_cents])
        assert month.closing_cents - month.opening_cents == (
            month.total("work_cents") - month.total("fee_cents") - month.total("processing_cents")
            + month.total("tip_cents") - month.total("refunded_cents") + month.total("dividend_cents")
            + month.total("paid_in_cents") - month.total("paid_out_cents") + month.total("other_cents")
        )  # fmt: skip
        done = [facts for facts, day in teller.jobs if in_month(day, first)]
        assert month.total("price_cents") == sum(facts.price_cents for facts in done)
        assert month.total("minutes") == sum(facts.minutes for facts in done)
        assert month.total("refund_cents") == sum(cents for cents, day in teller.given_back if in_month(day, first))
        kept = sum(line.work_cents for line in month.lines if line.kind == "cancellation")
        assert month.total("work_cents") - kept == sum(facts.price_cents for facts in done if facts.method != "cash")
    session.rollback()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_a_year_in_a_spreadsheet_sums_to_the_same(session, coop, story):
    session.rollback()
    teller = Teller(session, next(_numbers))
    teller.tell(story)
    year = statement(session, teller.worker.party_id, since=FIRST, until=dt.date(2026, 12, 31))
    rows = list(csv.DictReader(io.StringIO(statement_csv(year, currency="EUR"))))
    opening, *lines, closing = rows
    assert Decimal(closing["balance"]) == Decimal(year.closing_cents).scaleb(-2)
    assert Decimal(opening["balance"]) + sum(Decimal(row["change"]) for row in lines) == Decimal(closing["balance"])
    for column in ("price", "fee", "tip", "paid_out", "change"):
        assert sum((Decimal(row[column]) for row in lines), Decimal(0)) == Decimal(closing[column])
    session.rollback()


def test_a_month_with_everything_in_it(session, coop):
    """100.00 by transfer and 10.00 on top are paid out; then half is refunded, and a cash job's fee is owed."""
    teller = Teller(session, 0)
    teller.tell([("job", 1, "transfer", 10000, 5, 90), ("tip", 2, "transfer", 1000), ("payout", 9),
                 ("job", 10, "transfer", 10000, 5, 30), ("tip", 11, "clearing", 500), ("refund", 12, 0, 50),
                 ("job", 13, "cash", 4000, 5, 60), ("payout", 20)])  # fmt: skip
    january = statement(session, teller.worker.party_id, since=FIRST, until=last_day(FIRST))
    assert {figure: january.total(figure) for figure in FIGURES if january.total(figure)} == {
        "price_cents": 24000, "in_hand_cents": 4000, "work_cents": 20000, "fee_cents": 950, "tip_cents": 1500,
        "refund_cents": 5000, "refunded_cents": 5000, "paid_out_cents": 10500 + 5050, "minutes": 180,
    }  # fmt: skip
    paid = [line.payout_run for line in january.lines if line.kind == "payout"]
    assert paid == [run.reference for run in teller.runs]
    assert january.opening_cents == january.closing_cents == 0


def test_every_column_is_explained():
    assert [name for name, _told in columns_told()] == list(COLUMNS)


def test_a_processors_cost_that_the_worker_bears_has_its_column():
    """However money comes: a card's cost posted against the worker shows, though no method names it."""
    line = Line(1, FIRST, "booking-completed", "booking:A:completed",
                {chart.WORKERS_PAYABLE: -9180, chart.FEES: -500, chart.PROCESSING: -320})  # fmt: skip
    assert (line.work_cents, line.fee_cents, line.processing_cents, line.change_cents) == (10000, 500, 320, 9180)


def test_a_figure_that_is_none_is_refused(session, coop):
    worker = make_member(session)
    month = statement(session, worker.party_id, since=FIRST, until=last_day(FIRST))
    assert all(month.total(figure) == 0 for figure in FIGURES)
    with pytest.raises(KeyError):
        month.total("opening_cents")
