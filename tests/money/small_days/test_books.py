"""Small days in the books: what is inner, what is published when, and that both readings agree at a close."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select, text

from coop.ledger import chart, journal, readings
from coop.ledger.balances import balance, balances
from coop.ledger.checks import findings
from coop.ledger.models import EntryRow, Period
from coop.ledger.small_days.models import InnerSalt, SummedEntry
from coop.money.periods.actions import close
from coop.money.periods.rules import NotClosable
from coop.money.small_days import queries
from coop.money.small_days.actions import publish_due
from coop.money.small_days.chores import publish_small_days
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference
from tests.commons.books import booking, simple
from tests.commons.small_days.story import FOUNDED, JANUARY_ENDS, found, write

DAY = dt.date(2026, 1, 12)
AT = dt.datetime(2026, 1, 12, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def story(session):
    return write(session)


def read(session, which, statement):
    with readings.reading(session, which):
        return session.execute(statement).all()


def test_inner_entries_are_read_as_recorded_or_within_a_summary_never_both(session, story):
    ids = select(EntryRow.id).order_by(EntryRow.id)
    inner = {row.id for row in read(session, readings.INNER, ids)}
    public = {row.id for row in read(session, readings.PUBLIC, ids)}
    assert inner | public == {row.id for row in read(session, readings.ALL, ids)}
    assert inner - public == set(story.inner)
    assert public - inner == set(story.summaries)
    in_sql = text("SELECT COUNT(*) FROM entries e JOIN postings p ON p.entry_id = e.id AND p.line = 1")
    assert [read(session, which, in_sql)[0][0] for which in (readings.INNER, readings.PUBLIC)] == [
        len(inner),
        len(public),
    ]
    again = text("WITH newest AS (SELECT MAX(id) AS id FROM entries) SELECT id FROM newest")
    assert read(session, readings.INNER, again)[0][0] == max(inner)


def test_both_readings_say_the_same_at_a_close(session, story):
    period = session.execute(select(Period)).scalar_one()
    told = {}
    for which in (readings.INNER, readings.PUBLIC):
        with readings.reading(session, which):
            told[which] = balances(session, until=JANUARY_ENDS)
    assert told[readings.INNER] == told[readings.PUBLIC]
    assert told[readings.INNER][chart.FEES, "EUR"] == 0
    assert period.surplus_cents == -told[readings.PUBLIC][chart.SURPLUS, "EUR"]


def test_every_group_is_of_whole_days_and_of_three_bookings(session, story):
    rows = read(session, readings.ALL, select(SummedEntry.summary_id, EntryRow.effective_on, EntryRow.reference).join(
        EntryRow, EntryRow.id == SummedEntry.entry_id))
    days, bookings = {}, {}
    for summary, day, reference in rows:
        assert days.setdefault(day, summary) == summary
        bookings.setdefault(summary, set()).add(reference.split(":")[1])
    assert len(story.summaries) >= 4
    assert min(map(len, bookings.values())) >= 3
    facts = {row.id: row.facts for row in read(session, readings.ALL, select(EntryRow.id, EntryRow.facts).where(
        EntryRow.id.in_(story.summaries)))}
    assert {number: one["entries"] for number, one in facts.items()} == Counter(row[0] for row in rows)
    assert session.execute(select(InnerSalt.entry_id)).all()


def test_some_of_february_waits_and_is_summed_with_its_close(session, story):
    assert len(queries.waiting(session)) >= 3
    close(session, opens_on=dt.date(2026, 2, 1), closes_on=dt.date(2026, 2, 28),
          at=dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC))
    session.commit()
    assert queries.waiting(session) == []
    with readings.reading(session, readings.PUBLIC):
        public = balances(session)
    assert public == balances(session)
    assert findings(session) == []


def test_a_small_period_is_one_small_sum(session):
    found(session)
    party = journal.new_party(session).id
    journal.post_all(session, booking(session, "QX1", party=party, price=73_137, day=DAY, at=AT), at=AT)
    close(session, opens_on=dt.date(2025, 12, 1), closes_on=JANUARY_ENDS, at=dt.datetime(2026, 2, 3, tzinfo=dt.UTC))
    session.commit()
    with readings.reading(session, readings.PUBLIC):
        (facts,) = session.execute(select(EntryRow.facts).where(EntryRow.kind == "small-days")).scalars()
    assert facts["bookings"] == 1


def test_a_close_that_leaves_too_few_is_refused(session):
    found(session)
    party = journal.new_party(session).id
    for n in range(7):
        day = DAY + dt.timedelta(days=n)
        journal.post_all(session, booking(session, f"QX{n}", party=party, price=73_137, day=day, at=AT), at=AT)
    assert publish_due(session, at=dt.datetime(2026, 1, 25, tzinfo=dt.UTC)) == 1
    with pytest.raises(NotClosable, match="small"):
        close(session, opens_on=dt.date(2025, 12, 1), closes_on=DAY + dt.timedelta(days=4),
              at=dt.datetime(2026, 2, 3, tzinfo=dt.UTC))
    with pytest.raises(NotClosable, match="spanned"):
        close(session, opens_on=dt.date(2025, 12, 1), closes_on=DAY + dt.timedelta(days=1),
              at=dt.datetime(2026, 2, 3, tzinfo=dt.UTC))


def test_what_carries_on_an_inner_entry_stays_inner_after_the_rule_is_off(session):
    found(session)
    party = journal.new_party(session).id
    paid, completed = booking(session, "QX1", party=party, price=73_137, day=DAY, at=AT)
    journal.post(session, paid, at=AT)
    later = AT + dt.timedelta(days=1)
    policies.set_rule(session, "ledger.small_days", 0, in_force_from=later,
                      decision=decision_by_reference(session, "charter"), at=later)
    journal.post(session, completed, at=later)
    fresh, _ = booking(session, "QX2", party=party, price=81_239, day=DAY, at=later)
    journal.post(session, fresh, at=later)
    rows = read(session, readings.ALL, select(EntryRow.reference, EntryRow.book).order_by(EntryRow.id))
    assert [book for _, book in rows] == [readings.OWN, readings.OWN, readings.BOTH]
    assert queries.least_bookings(session, later) == 3
    assert not queries.is_on(session, later)


def test_entries_before_the_rule_are_told_one_by_one_for_good(session, coop):
    party = journal.new_party(session).id
    made = booking(session, "QX1", party=party, price=73_137, day=DAY, at=AT)
    journal.post_all(session, made, at=AT)
    policies.set_rule(session, "ledger.small_days", 3, in_force_from=AT,
                      decision=decision_by_reference(session, "charter"), at=AT)
    known = journal.post(session, made[0], at=AT)
    journal.post(session, simple("booking:QX1:tip:1", "tip", chart.BANK, chart.WORKERS_PAYABLE, 4_183, day=DAY,
                                 party=party), at=AT + dt.timedelta(days=1))
    undone = journal.reverse(session, known, effective_on=DAY, memo="", at=AT + dt.timedelta(days=1))
    rows = dict(read(session, readings.ALL, select(EntryRow.id, EntryRow.book)))
    assert rows[known] == rows[undone] == readings.BOTH
    assert sorted(rows.values()) == [0, 0, 0, 1]


def test_the_duty_reads_first_and_publishes_what_is_due(session, engine):
    found(session)
    party = journal.new_party(session).id
    for n in range(6):
        day = DAY + dt.timedelta(days=n)
        journal.post_all(session, booking(session, f"QX{n}", party=party, price=73_137, day=day, at=AT), at=AT)
    session.commit()
    assert publish_small_days(engine, None, dt.datetime(2026, 1, 17, tzinfo=dt.UTC)) == 0
    assert publish_small_days(engine, None, dt.datetime(2026, 1, 20, tzinfo=dt.UTC)) == 1
    assert publish_small_days(engine, None, dt.datetime(2026, 1, 20, tzinfo=dt.UTC)) == 0


def test_money_is_authorised_by_what_was_recorded(session, story):
    owed = -balance(session, chart.WORKERS_PAYABLE)
    each = [-balance(session, chart.WORKERS_PAYABLE, party_id=party) for party in story.parties]
    assert owed == sum(each)
    assert FOUNDED < AT
