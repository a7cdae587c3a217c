"""Running balances and keyset pages, to the beginning of time, in a fixed number of queries."""

from __future__ import annotations

import pytest

from coop.commons.accounts import queries
from coop.commons.accounts.queries import account_page
from coop.commons.keyset import NEWEST, Key
from coop.ledger import chart, journal
from coop.ledger.balances import balance
from coop.ledger.snapshots.summing import catch_up
from tests.commons.books import NOW, booking
from tests.ledger.snapshots.books import write


def key(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("-"))


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_meet_without_gap_and_every_balance_follows_from_the_one_before(session, coop, monkeypatch, size):
    party = journal.new_party(session).id
    for n in range(7):
        journal.post_all(session, booking(session, f"B{n}", party=party, price=1_000 + n), at=NOW)
    monkeypatch.setattr(queries, "PAGE", size)
    lines, place = [], NEWEST
    while True:
        page = account_page(session, chart.FEES, place)
        assert page.account.balance == balance(session, chart.FEES)
        lines += page.lines
        if page.older is None:
            break
        place = Key(before=key(page.older))
    assert len(lines) == 7
    running = 0
    for line in reversed(lines):
        running += line.amount
        assert line.balance == running
    back = account_page(session, chart.FEES, Key(after=(lines[-1].entry_id, lines[-1].line)))
    assert [line.entry_id for line in back.lines] == [line.entry_id for line in lines[-1 - len(back.lines) : -1]]


@pytest.mark.parametrize("step", [1, 4, 9])
def test_running_balances_are_the_same_wherever_the_books_were_cut(session, engine, coop, monkeypatch, step):
    write(session, 40, seed=step)
    monkeypatch.setattr(queries, "PAGE", 6)
    for cut in (False, True):
        session.rollback()
        if cut:
            assert catch_up(engine, at=NOW, step=step) > 0
        for code in (chart.BANK, chart.FEES):
            down, place = [], NEWEST
            while place is not None:
                page = account_page(session, code, place)
                assert page.account.natural == account_page(session, code).lines[0].balance
                down += page.lines
                place = Key(before=key(page.older)) if page.older else None
            up, place = [], Key(after=(0, 0))
            while place is not None:
                page = account_page(session, code, place)
                up = [*page.lines, *up]
                place = Key(after=key(page.newer)) if page.newer else None
            assert down == up
            running = 0
            for line in reversed(down):
                running += line.amount
                assert line.balance == running
            assert running == page.account.natural


def test_two_postings_of_one_entry_each_have_their_balance(session, coop):
    from tests.commons.books import Entry, Posting

    parties = [journal.new_party(session).id for _ in range(2)]
    journal.post(
        session,
        Entry(
            "decision:9:dividends",
            "patronage",
            NOW.date(),
            (
                Posting(chart.SURPLUS, 300, "EUR"),
                Posting(chart.PATRONAGE_PAYABLE, -100, "EUR", parties[0]),
                Posting(chart.PATRONAGE_PAYABLE, -200, "EUR", parties[1]),
            ),
        ),
        at=NOW,
    )
    page = account_page(session, chart.PATRONAGE_PAYABLE)
    assert [(line.amount, line.balance) for line in page.lines] == [(200, 300), (100, 100)]


def test_an_account_that_is_not_there_is_none(session, coop):
    assert account_page(session, "Assets:Nowhere") is None


def test_the_books_balance_and_say_so(session, coop, books):
    found = queries.books(session)
    assert found.sound
    assert found.net_cents == found.equity_cents
    assert found.off_by == {}


def test_a_page_costs_the_same_however_many_entries(session, coop, count_queries):
    party = journal.new_party(session).id
    costs = []
    for n in (3, 120):
        for i in range(n):
            journal.post_all(session, booking(session, f"{n}-{i}", party=party, price=900), at=NOW)
        count_queries.clear()
        account_page(session, chart.FEES)
        costs.append(len([sql for sql in count_queries if sql.startswith("SELECT")]))
    count_queries.clear()
    page = account_page(session, chart.FEES)
    account_page(session, chart.FEES, Key(before=key(page.older)))
    assert costs == [3, 3]
    assert len(count_queries) <= 7
