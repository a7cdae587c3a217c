"""Bringing statements in, once; matching to the cent; taking back; and the sum that must come out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from coop.ledger import journal
from coop.money.reconciliation import actions, identity, queries
from coop.money.reconciliation.actions import matching
from coop.money.reconciliation.models import BankLine, BankMatch, BankStatement
from coop.money.reconciliation.reading.statement import BadStatement
from tests.money.reconciliation.conftest import DAY
from tests.money.reconciliation.samples import OFX1, camt

BOOKING = ("2026-02-20", "50.00", "K7Q2-M4XD")
RENT = ("2026-02-21", "-30.00", "rent")


def count(session, model):
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def line_ids(session):
    return list(session.execute(select(BankLine.id).order_by(BankLine.id)).scalars())


def test_a_sure_line_is_matched_as_it_comes_in(session, transfer, bring_in):
    entry = transfer("K7Q2M4XD", 5_000)
    done = bring_in(BOOKING, RENT)
    assert (done.new, done.known, done.matched) == (2, 0, 1)
    view = queries.match_views(session)[0]
    assert (view.match.rule, view.made_by, [one.entry_id for one in view.postings]) == ("reference", None, [entry])
    session.commit()


def test_the_same_file_is_refused_and_an_overlapping_one_adds_only_what_is_new(session, bring_in):
    bring_in(BOOKING, RENT)
    with pytest.raises(actions.BroughtInBefore):
        bring_in(BOOKING, RENT)
    done = bring_in(BOOKING, RENT, ("2026-02-22", "-1.00", "fee"))
    assert (done.new, done.known) == (1, 2)
    assert count(session, BankLine) == 3


def test_two_equal_lines_of_a_day_are_two(session, bring_in):
    coffee = ("2026-02-20", "-2.00", "coffee")
    assert bring_in(coffee, coffee).new == 2
    assert bring_in(coffee, coffee, coffee).new == 1


def test_another_kind_of_file_does_not_bring_the_same_money_twice(session, bring_in, steward, now):
    bring_in(("2026-02-26", "154.50", "K7Q2M4XD"), ("2026-02-27", "-32.10", "Insurance"), opening_cents=100_000)
    with pytest.raises(actions.LooksKnown) as refusal:
        actions.bring_in(session, OFX1.encode(), brought_in_by=steward, at=now)
    assert [fault.line for fault in refusal.value.faults] == [1, 2]
    assert count(session, BankStatement) == 1
    actions.bring_in(session, OFX1.encode(), add_anyway=True, brought_in_by=steward, at=now)
    assert count(session, BankLine) == 4


def test_a_line_inside_days_that_are_covered_is_asked_about(session, bring_in):
    bring_in(("2026-02-10", "1.00", "a"), ("2026-02-20", "1.00", "b"))
    with pytest.raises(actions.LooksKnown):
        bring_in(("2026-02-15", "7.00", "c"))


def test_ofx_and_camt_of_the_co_op_s_account_are_taken(session, bring_in, steward, now):
    assert actions.bring_in(session, OFX1.encode(), brought_in_by=steward, at=now).new == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (camt(iban="FR1420041010050500013M02606"), "account FR14"),
        (camt(currency="USD"), "in USD"),
        (OFX1.replace("0532013000", "998877665"), "account 998877665"),
    ],
)
def test_another_account_or_currency_is_refused(session, bring_in, steward, now, content, says):
    with pytest.raises(BadStatement) as refusal:
        actions.bring_in(session, content.encode(), brought_in_by=steward, at=now)
    assert says in refusal.value.faults[0].problem
    assert count(session, BankLine) == 0


def test_all_or_nothing(session, bring_in, steward, now):
    content = b"Date,Amount\n2026-02-20,1.00\n2026-02-20,lots\n"
    with pytest.raises(BadStatement):
        actions.bring_in(session, content, brought_in_by=steward, at=now)
    assert (count(session, BankLine), count(session, BankStatement)) == (0, 0)


def test_by_hand_the_sums_agree_or_it_is_refused(session, gift, bring_in, steward, now):
    first, second = gift(1_900, DAY - dt.timedelta(days=20)), gift(1_100, DAY)
    bring_in(("2026-02-20", "30.00", "gifts"))
    line = line_ids(session)[0]
    with pytest.raises(actions.MatchRefused) as refusal:
        actions.match(session, lines=[line], postings=[(first, 1)], made_by=steward, at=now)
    assert refusal.value.off_by == 1_100
    actions.match(session, lines=[line], postings=[(first, 1), (second, 1)], made_by=steward, at=now)
    with pytest.raises(actions.MatchRefused):
        actions.match(session, lines=[line], postings=[(first, 1), (second, 1)], made_by=steward, at=now)
    with pytest.raises(actions.MatchRefused):
        actions.match(session, lines=[999], postings=[(999, 1)], made_by=steward, at=now)
    session.commit()


def test_an_undone_match_frees_both_sides_and_stays_on_record(session, transfer, bring_in, steward, now):
    entry = transfer("K7Q2M4XD", 5_000)
    bring_in(BOOKING)
    match = session.get(BankMatch, 1)
    first = actions.undo(session, match, undone_by=steward, at=now)
    assert actions.undo(session, match, undone_by=steward, at=now) is first
    assert actions.match_sure(session, at=now) == 0, "what a person found wrong is not done again by itself"
    assert queries.found(session) == []
    actions.match(session, lines=line_ids(session), postings=[(entry, 1)], made_by=steward, at=now)
    views = queries.match_views(session)
    assert [(view.match.rule, bool(view.undoing)) for view in views] == [("hand", False), ("reference", True)]
    session.commit()


def test_words_are_erased_and_amounts_stay(session, transfer, bring_in, now):
    transfer("K7Q2M4XD", 5_000)
    bring_in(BOOKING, RENT)
    assert actions.erase_texts(session, until=DAY + dt.timedelta(days=9), at=now) == 1
    session.commit()
    rows = session.execute(text("SELECT text, amount_cents FROM bank_lines ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("", 5_000), ("rent", -3_000)]
    with pytest.raises(actions.BroughtInBefore):
        bring_in(BOOKING, RENT)
    assert bring_in(BOOKING, RENT, ("2026-02-22", "1.00", "x")).new == 1, "an erased line is still known"


def test_a_missing_month_is_a_gap(session, bring_in, now):
    bring_in(("2026-01-05", "10.00", "a"))
    bring_in(("2026-02-05", "10.00", "b"), opening_cents=2_500)
    found = identity.gaps(queries.shown(session))
    assert [(gap.cents, gap.after.month, gap.before.month) for gap in found] == [(1_500, 1, 2)]
    compared = queries.comparison(session, dt.date(2026, 2, 5))
    assert (compared.bank, compared.adds_up, compared.unexplained) == (3_500, True, -3_500)
    bring_in(("2026-01-20", "15.00", "c"), opening_cents=1_000)
    assert identity.gaps(queries.shown(session)) == []


def test_what_is_on_its_way_is_explained_and_what_is_old_is_not(session, gift, bring_in):
    gift(1_000, dt.date(2026, 2, 1))
    gift(700, dt.date(2026, 2, 19))
    bring_in(("2026-01-31", "50.00", "K7Q2M4XD"), ("2026-02-20", "-50.00", "back"))
    compared = queries.comparison(session, dt.date(2026, 2, 20))
    assert (compared.bank, compared.books, compared.on_the_way, compared.unexplained) == (0, 1_700, 700, 1_000)
    assert compared.adds_up


def test_a_match_across_the_end_of_a_month_is_on_its_way(session, gift, bring_in):
    gift(700, dt.date(2026, 1, 31))
    bring_in(("2026-01-15", "1.00", "a"), ("2026-02-02", "7.00", "gift"))
    (one,) = queries.found(session)
    assert one.rule == "day"


def test_an_entry_and_its_reversal_cancel(session, gift, bring_in, now):
    entry = gift(1_000)
    journal.reverse(session, entry, effective_on=DAY, memo="", at=now)
    assert bring_in(RENT).matched == 1
    assert queries.match_views(session)[0].match.rule == "reversal"
    session.commit()


def refused(session, statement, **values):
    with pytest.raises(DatabaseError):
        session.execute(text(statement), values)
        session.commit()
    session.rollback()


def test_the_database_itself_refuses(session, transfer, gift, bring_in, steward, now):
    entry, other = transfer("K7Q2M4XD", 5_000), gift(5_000, DAY - dt.timedelta(days=15))
    bring_in(BOOKING, RENT, ("2026-02-22", "50.00", "more"))
    session.commit()
    first, second, third = line_ids(session)
    stamp = "2026-03-02 09:00:00+00:00" if session.get_bind().dialect.name == "postgresql" else "2026-03-02 09:00:00"
    made = "INSERT INTO bank_matches (id, rule, made_at) VALUES (:id, 'hand', :at)"
    with_line = "INSERT INTO bank_matched_lines (match_id, line_id) VALUES (:id, :line)"
    with_posting = "INSERT INTO bank_matched_postings (match_id, entry_id, posting_line) VALUES (:id, :entry, :line)"

    refused(session, with_line, id=7, line=first)  # in a live match
    refused(session, with_posting, id=7, entry=entry, line=1)  # likewise
    refused(session, with_line, id=1, line=third)  # into a complete match
    refused(session, with_posting, id=1, entry=other, line=1)
    refused(session, with_posting, id=7, entry=other, line=2)  # not a posting of the bank
    refused(session, with_line, id=7, line=third)  # no match comes before the commit
    refused(session, made, id=7, at=stamp)  # of nothing
    with pytest.raises(DatabaseError):
        session.execute(text(with_line), {"id": 7, "line": second})
        session.execute(text(with_posting), {"id": 7, "entry": other, "line": 1})
        session.execute(text(made), {"id": 7, "at": stamp})  # -30.00 is not 50.00
    session.rollback()
    session.execute(text(with_line), {"id": 7, "line": third})
    session.execute(text(with_posting), {"id": 7, "entry": other, "line": 1})
    session.execute(text(made), {"id": 7, "at": stamp})
    session.commit()
    for table in ("bank_statements", "bank_statement_lines", "bank_matches", "bank_matched_lines", "bank_lines"):
        refused(session, f"DELETE FROM {table}")
    refused(session, "UPDATE bank_matches SET rule = 'day'")
    refused(session, "UPDATE bank_statements SET closing_cents = 0")
    refused(session, "UPDATE bank_lines SET amount_cents = 1")
    refused(session, "UPDATE bank_lines SET text = 'else'")
    refused(session, "UPDATE bank_lines SET text = '', counterparty = ''")  # erasing without saying when
    blank = "UPDATE bank_lines SET text = '', counterparty = '', erased_at = :at"
    refused(session, f"{blank}, booked_on = '2026-01-01'", at=stamp)


@pytest.mark.only_on("sqlite")
def test_replacing_is_no_way_around(session, transfer, bring_in):
    transfer("K7Q2M4XD", 5_000)
    bring_in(BOOKING)
    session.commit()
    columns = "id, key, booked_on, 1, text, counterparty, bank_id, NULL"
    refused(session, f"INSERT OR REPLACE INTO bank_lines SELECT {columns} FROM bank_lines")
    refused(session, "INSERT OR REPLACE INTO bank_matches SELECT id, 'day', made_by_id, made_at FROM bank_matches")


AMOUNTS = st.lists(st.tuples(st.integers(1, 28), st.integers(1, 9_999)), min_size=1, max_size=8)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(booked=AMOUNTS, banked=AMOUNTS, opening=st.integers(0, 5_000), until=st.integers(1, 28))
def test_bank_less_what_is_open_is_books_to_the_cent(session, bring_in, gift, booked, banked, opening, until):
    savepoint = session.begin_nested()
    try:
        for day, cents in booked:
            gift(cents, dt.date(2026, 2, day))
        both = [*banked, *booked[::2]]
        bring_in(
            *((f"2026-02-{day:02d}", f"{cents // 100}.{cents % 100:02d}", "gift") for day, cents in sorted(both)),
            opening_cents=opening,
        )
        for one in queries.found(session):
            matching.record_matches(session, [one], made_by=None, at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
        for day in (until, 28):
            compared = queries.comparison(session, dt.date(2026, 2, day))
            assert compared.adds_up
            assert compared.books - compared.bank == compared.on_the_way + compared.unexplained
    finally:
        savepoint.rollback()
