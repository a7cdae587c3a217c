"""Retained dividends have their day from the rule they were retained under, and come due by themselves, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from coop.config import Settings
from coop.db import transaction
from coop.ledger import balances, chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.payouts.queries import dues
from coop.notices.models import Notice
from coop.people.membership import actions as membership
from coop.people.obligations import actions, queries
from coop.people.obligations.chores import dividends_come_due
from coop.people.obligations.models import CapitalObligation, CapitalRelease
from coop.people.obligations.rules import cash_due_on, due_on
from coop.policies.actions import record_decision, set_rule
from coop.policies.in_force import in_force
from tests.factories import make_member, membership_of

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


@given(day=DAYS, years=st.integers(0, 20))
def test_a_day_is_never_later_than_the_years_allow(day, years):
    due = due_on(day, years)
    assert (due.year, due.month) == (day.year + years, day.month)
    assert due.day == day.day or (day.month == 2 and day.day == 29 and due.day == 28)


@given(ends=DAYS, half_months=st.integers(1, 48))
def test_cash_is_due_by_whole_months_of_the_calendar_and_fifteen_days(ends, half_months):
    due = cash_due_on(ends, half_months)
    assert due > ends
    # Never later than as many months and 15 days allow, and a half month more is never an earlier day.
    assert (due - ends).days <= half_months // 2 * 31 + half_months % 2 * 15
    assert cash_due_on(ends, half_months + 1) >= due
    if half_months % 2 == 0 and (ends + DAY).day == 1:
        assert (due + DAY).day == 1


@pytest.mark.parametrize(("ends", "due"), [
    (dt.date(2025, 12, 31), dt.date(2026, 9, 15)),
    (dt.date(2026, 2, 28), dt.date(2026, 11, 15)),
    (dt.date(2026, 6, 30), dt.date(2027, 3, 15)),
])  # fmt: skip
def test_eight_and_a_half_months_are_as_tax_law_counts_them(ends, due):
    assert cash_due_on(ends, 17) == due


@pytest.fixture
def settings(tmp_path):
    return Settings(mode="test", data_dir=tmp_path, secret_key="k" * 32, password_salt="s" * 16, totp_secret="t" * 32)


def retain(session, person, cents, *, on, at, number=1, cites=True):
    """A dividend as a distribution posts it: a fifth in cash, the rest kept."""
    decision = record_decision(session, reference=f"9{number}", kind="distribute", title="Share", statement="",
                               decided_at=at)
    rule = in_force(session, "patronage.retained_years", at)
    cash = cents // 5
    journal.post(session, Entry(
        reference=f"decision:9{number}:dividends", kind="patronage", effective_on=on, decision_id=decision.id,
        rule_ids=(rule.id,) if cites else (),
        postings=lines((chart.SURPLUS, cents, "EUR"), (chart.PATRONAGE_PAYABLE, -cash, "EUR", person.party_id),
                       (chart.PATRONAGE_QUALIFIED, cash - cents, "EUR", person.party_id)),
    ), at=at)  # fmt: skip


@pytest.fixture
def wanda(session, coop, now):
    person = make_member(session)
    retain(session, person, 10_000, on=now.date(), at=now)
    session.commit()
    return person


def test_each_retained_dividend_gets_its_day_once(session, wanda, now):
    assert actions.date_retained(session) == 1
    assert actions.date_retained(session) == 0
    ((obligation, release),) = queries.obligations_of(session, wanda.party_id)
    assert (obligation.amount_cents, obligation.due_on, release) == (8_000, dt.date(2029, 3, 2), None)


def test_a_rule_changed_later_moves_no_day(session, wanda, now):
    decision = record_decision(session, reference="77", kind="set-rule", title="T", statement="", decided_at=now)
    set_rule(session, "patronage.retained_years", "10", in_force_from=now + DAY, decision=decision, at=now)
    actions.date_retained(session)
    assert queries.obligations_of(session, wanda.party_id)[0][0].due_on == dt.date(2029, 3, 2)


def test_it_comes_due_by_itself_on_its_day_and_once(engine, session, wanda, settings, now):
    day = dt.datetime(2029, 3, 2, 6, 0, tzinfo=dt.UTC)
    assert dividends_come_due(engine, settings, now) == 0
    assert dividends_come_due(engine, settings, day - DAY) == 0
    session.commit()
    assert balances.balance(session, chart.PATRONAGE_QUALIFIED, party_id=wanda.party_id) == -8_000
    session.commit()
    assert dividends_come_due(engine, settings, day) == 1
    assert dividends_come_due(engine, settings, day + 100 * DAY) == 0
    session.expire_all()
    assert balances.balance(session, chart.PATRONAGE_QUALIFIED, party_id=wanda.party_id) == 0
    assert balances.balance(session, chart.PATRONAGE_PAYABLE, party_id=wanda.party_id) == -10_000
    told = session.execute(select(Notice.person_id).where(Notice.kind == "capital-due")).scalars().all()
    assert told == [wanda.id]
    (owed,) = dues(session, minimum_cents=1)
    assert owed.sums.dividend_cents == 10_000


def test_who_left_is_paid_on_the_same_day(engine, session, wanda, settings, now):
    membership.leave(session, membership_of(session, wanda), at=now + DAY)
    session.commit()
    late = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert dividends_come_due(engine, settings, late) == 1
    assert balances.balance(session, chart.PATRONAGE_PAYABLE, party_id=wanda.party_id) == -10_000


def test_years_come_from_the_day_it_was_retained_where_no_version_is_cited(session, coop, now):
    person = make_member(session)
    retain(session, person, 500, on=now.date(), at=now, cites=False)
    actions.date_retained(session)
    assert queries.obligations_of(session, person.party_id)[0][0].due_on == dt.date(2029, 3, 2)


def test_the_timetable_sums_what_is_to_come(session, wanda, now):
    other = make_member(session, "Olga Other")
    retain(session, other, 1_000, on=now.date(), at=now, number=2)
    retain(session, other, 5_000, on=dt.date(2026, 4, 1), at=now, number=3)
    actions.date_retained(session)
    assert queries.timetable(session) == [(dt.date(2029, 3, 2), 2, 8_800), (dt.date(2029, 4, 1), 1, 4_000)]


def refused(session, row):
    session.add(row)
    with pytest.raises(DatabaseError):
        session.commit()
    session.rollback()


def test_the_database_refuses_an_obligation_that_no_entry_retained(session, wanda, now):
    other = make_member(session, "Olga Other")
    session.commit()
    entry = journal.post(session, Entry(
        reference="donation:D1", kind="donation", effective_on=now.date(),
        postings=lines((chart.BANK, 8_000, "EUR"), (chart.DONATIONS, -8_000, "EUR")),
    ), at=now)  # fmt: skip
    session.commit()
    rule = in_force(session, "patronage.retained_years", now).id
    kept = session.execute(select(queries.EntryRow.id).where(queries.EntryRow.kind == "patronage")).scalar_one()
    facts = {"entry_id": kept, "party_id": wanda.party_id, "account": chart.PATRONAGE_QUALIFIED,
             "amount_cents": 8_000, "due_on": dt.date(2029, 3, 2), "rule_id": rule}
    for wrong in ({"amount_cents": 8_001}, {"party_id": other.party_id}, {"entry_id": entry},
                  {"account": chart.PATRONAGE_PAYABLE, "amount_cents": 2_000}):
        refused(session, CapitalObligation(**{**facts, **wrong}))
    session.add(CapitalObligation(**facts))
    session.commit()


def test_the_database_refuses_dated_cash_that_no_entry_owes(session, wanda, now):
    decision = record_decision(session, reference="95", kind="distribute", title="Share", statement="", decided_at=now)
    rule = in_force(session, "patronage.cash_half_months", now).id
    entry = journal.post(session, Entry(
        reference="decision:95:dividends", kind="patronage", effective_on=now.date(), decision_id=decision.id,
        rule_ids=(rule,),
        postings=lines((chart.SURPLUS, 500, "EUR"), (chart.PATRONAGE_DATED, -500, "EUR", wanda.party_id)),
    ), at=now)  # fmt: skip
    session.commit()
    facts = {"entry_id": entry, "party_id": wanda.party_id, "account": chart.PATRONAGE_DATED, "amount_cents": 500,
             "due_on": dt.date(2026, 11, 15), "rule_id": rule}
    for wrong in ({"amount_cents": 499}, {"amount_cents": 501}, {"account": chart.PATRONAGE_QUALIFIED},
                  {"account": chart.PATRONAGE_PAYABLE}):
        refused(session, CapitalObligation(**{**facts, **wrong}))
    session.add(CapitalObligation(**facts))
    session.commit()
    refused(session, CapitalObligation(**facts))


def test_cash_of_a_later_day_is_in_no_payout_before_it(engine, session, wanda, settings, now):
    decision = record_decision(session, reference="95", kind="distribute", title="Share", statement="", decided_at=now)
    rule = in_force(session, "patronage.cash_half_months", now)
    number = journal.post(session, Entry(
        reference="decision:95:dividends", kind="patronage", effective_on=now.date(), decision_id=decision.id,
        rule_ids=(rule.id,),
        postings=lines((chart.SURPLUS, 500, "EUR"), (chart.PATRONAGE_DATED, -500, "EUR", wanda.party_id)),
    ), at=now)  # fmt: skip
    half_a_month = replace(rule, value=1)
    actions.date_cash(session, [number], period_ended_on=now.date(), rule=half_a_month)
    actions.date_cash(session, [number], period_ended_on=now.date(), rule=half_a_month)  # again finds nothing
    before = balances.balance(session, chart.PATRONAGE_PAYABLE)
    session.commit()
    assert dividends_come_due(engine, settings, now + 14 * DAY) == 0
    assert balances.balance(session, chart.PATRONAGE_PAYABLE) == before
    session.commit()
    assert dividends_come_due(engine, settings, now + 15 * DAY) == 1
    assert balances.balance(session, chart.PATRONAGE_PAYABLE) == before - 500
    assert balances.balance(session, chart.PATRONAGE_DATED) == 0


def test_the_database_refuses_a_release_before_its_day_or_of_another_sum(session, wanda, now):
    actions.date_retained(session)
    session.commit()
    ((obligation, _none),) = queries.obligations_of(session, wanda.party_id)

    def move(reference, cents, on):
        number = journal.post(session, Entry(
            reference=reference, kind="redemption", effective_on=on,
            postings=lines((chart.PATRONAGE_QUALIFIED, cents, "EUR", wanda.party_id),
                           (chart.PATRONAGE_PAYABLE, -cents, "EUR", wanda.party_id)),
        ), at=now)  # fmt: skip
        session.commit()
        return number

    early = move("redemption:a:due", 8_000, dt.date(2029, 3, 1))
    short = move("redemption:b:due", 7_999, dt.date(2029, 3, 2))
    for entry in (early, short):
        refused(session, CapitalRelease(obligation_id=obligation.id, entry_id=entry, released_at=now))
    right = move("redemption:c:due", 8_000, dt.date(2029, 3, 2))
    session.add(CapitalRelease(obligation_id=obligation.id, entry_id=right, released_at=now))
    session.commit()
    for statement in (update(CapitalRelease).values(released_at=now + DAY), delete(CapitalRelease),
                      update(CapitalObligation).values(amount_cents=1), delete(CapitalObligation)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()


def test_many_who_try_at_once_release_it_once(engine, session, wanda, now):
    from concurrent.futures import ThreadPoolExecutor

    from coop.db.session import retrying

    actions.date_retained(session)
    session.commit()
    ((obligation, _none),) = queries.obligations_of(session, wanda.party_id)
    number, party = obligation.id, wanda.party_id
    session.commit()
    day = dt.datetime(2029, 3, 3, tzinfo=dt.UTC)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(
            lambda _: retrying(engine, lambda s: actions.release(s, number, at=day), attempts=20), range(8)))
    assert sorted(done) == [False] * 7 + [True]
    with transaction(engine, write=False) as fresh:
        assert balances.balance(fresh, chart.PATRONAGE_PAYABLE, party_id=party) == -10_000
