"""Funds, rounds, promises and receipts in any order: no fund falls below what it keeps, and no cent is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.db.engine import make_engine
from coop.ledger import balances, chart, checks, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions, queries
from coop.money.fund.commitments.models import FundReservation
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense
from coop.money.health.queries import all_findings
from coop.people.persons.models import Person
from coop.policies.queries import local_day
from tests.factories import NOW, make_member, make_steward
from tests.money.test_state_machine import copier

FUNDS = st.sampled_from(list(Fund))
CENTS = st.integers(1, 12_000)
WHO = st.integers(0, 3)
"""Two members, two stewards."""


class Funds(RuleBasedStateMachine):
    """`make_copy` gives the address of a fresh copy and a function that removes it."""

    make_copy = None

    def __init__(self):
        super().__init__()
        url, self.remove = type(self).make_copy()
        self.engine = make_engine(url)
        self.session = Session(self.engine, expire_on_commit=False)
        self.people = self.session.execute(select(Person).order_by(Person.id)).scalars().all()
        self.at, self.number, self.given, self.spent = NOW, 0, 0, 0

    def teardown(self):
        self.session.close()
        self.engine.dispose()
        self.remove()

    def attempt(self, deed, *arguments, **facts):
        """Do it in a commit of its own; a refusal with a reason leaves everything as it was."""
        try:
            done = deed(self.session, *arguments, **facts)
            self.session.commit()
        except ValueError:
            self.session.rollback()
            return None
        return done

    def next(self):
        self.number += 1
        return self.number

    def newest(self, number):
        """One of the promises, if there is one."""
        found = queries.commitments(self.session)
        return found[number % len(found)].commitment if found else None

    @rule(of=FUNDS, cents=CENTS)
    def a_fund_is_given_something(self, of, cents):
        held = lines((chart.BANK, cents, "EUR"), (of.account, -cents, "EUR"))
        entry = Entry(f"given:{self.next()}", "reserve", local_day(self.session, self.at), held)
        self.attempt(journal.post, entry, at=self.at)
        self.given += cents

    @rule(of=FUNDS, cents=CENTS)
    def a_round_opens(self, of, cents):
        self.attempt(actions.reserve, str(self.next()), fund=of, amount_cents=cents, at=self.at)

    @rule(of=FUNDS)
    def a_round_ends(self, of):
        for kept in queries.reservations(self.session, of)[:1]:
            self.attempt(actions.release, self.session.get_one(FundReservation, kept.reference).reference, at=self.at)

    @rule(of=FUNDS, cents=CENTS, who=WHO, by=st.integers(2, 3))
    def a_steward_promises(self, of, cents, who, by):
        made = self.attempt(
            actions.commit_without_vote, fund=of, title="x", amount_cents=cents, responsible=self.people[who],
            steward=self.people[by], at=self.at,
        )  # fmt: skip
        assert made is None or (cents <= 10_000 and who != by)

    @rule(number=st.integers(0, 20), cents=CENTS)
    def a_receipt_is_handed_in(self, number, cents):
        project = self.newest(number)
        if project is not None:
            self.attempt(
                fund.submit_receipt, project, submitted_by=self.session.get_one(Person, project.responsible_id),
                title="x", amount_cents=cents, spent_on=local_day(self.session, self.at), at=self.at,
            )  # fmt: skip

    def expense(self, number):
        found = self.session.execute(select(Expense).order_by(Expense.id)).scalars().all()
        return found[number % len(found)] if found else None

    @rule(number=st.integers(0, 20), by=st.integers(2, 3), approves=st.booleans())
    def a_receipt_is_looked_at(self, number, by, approves):
        expense, person = self.expense(number), self.people[by]
        if expense is not None and approves:
            self.attempt(fund.approve_expense, expense, approver=person, at=self.at)
        elif expense is not None:
            self.attempt(fund.refuse_expense, expense, refused_by=person, reason="x", at=self.at)

    @rule(number=st.integers(0, 20), by=st.integers(2, 3))
    def a_receipt_is_paid(self, number, by):
        expense = self.expense(number)
        if expense is not None:
            before = balances.balance(self.session, chart.BANK)
            self.session.rollback()
            self.attempt(
                fund.pay_expense, expense, paid_by=self.people[by], paid_on=local_day(self.session, self.at), at=self.at
            )
            self.spent += before - balances.balance(self.session, chart.BANK)

    @rule(number=st.integers(0, 20))
    def a_project_is_closed(self, number):
        project = self.newest(number)
        if project is not None:
            person = self.session.get_one(Person, project.responsible_id)
            self.attempt(actions.close, project, closed_by=person, report="x", at=self.at)

    @rule(days=st.sampled_from([1, 100, 366]))
    def time_passes(self, days):
        self.at += dt.timedelta(days=days)
        for one in queries.overdue(self.session, today=local_day(self.session, self.at)):
            self.attempt(actions.close_overdue, one, at=self.at)

    @invariant()
    def no_fund_gives_more_than_it_has(self):
        states = queries.fund_states(self.session).values()
        for state in states:
            assert min(state.free_cents, state.reserved_cents, state.promised_cents) >= 0
            assert state.free_cents + state.reserved_cents + state.promised_cents == state.held_cents
        assert sum(state.promised_cents for state in states) == queries.promised_cents(self.session)

    @invariant()
    def a_promise_is_spent_returned_or_left_to_the_cent(self):
        left = {of.value: 0 for of in Fund}
        for view in queries.commitments(self.session, limit=1000):
            state = view.state
            assert 0 <= state.paid_cents <= state.approved_cents <= state.amount_cents
            assert state.approved_cents + state.returned_cents + state.left_cents == state.amount_cents
            left[view.commitment.fund] += state.left_cents
        for state in queries.fund_states(self.session).values():
            assert state.promised_cents == left[state.fund]

    @invariant()
    def no_cent_is_lost(self):
        assert all_findings(self.session) == []
        assert checks.cover(self.session).spare_cents >= 0
        assert balances.balance(self.session, chart.BANK) == self.given - self.spent
        self.session.rollback()


@pytest.mark.own_database  # it is copied, which no connection of another may be watching
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_promised_drawn_and_returned_the_funds_hold(
    request, database_url, engine, session, coop, tmp_path
):
    for name in ("Wanda", "Wim"):
        make_member(session, name)
    for name in ("Stella", "Seamus"):
        make_steward(session, name)
    session.commit()
    session.close()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()
    machine = type("Machine", (Funds,), {"make_copy": staticmethod(copier(request, database_url, tmp_path))})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
