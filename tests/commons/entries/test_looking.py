"""Filtered pages over books with cuts list exactly what passes, in both directions, and say when they stop."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from sqlalchemy import select

from coop.commons.entries import looking
from coop.commons.entries.filters import Filters
from coop.commons.entries.queries import entry_list
from coop.commons.keyset import NEWEST, Key
from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.snapshots.summing import catch_up
from coop.policies.models import Decision, RuleVersion
from tests.ledger.snapshots.books import NOW, write

SINCE, UNTIL = dt.date(2024, 1, 1), dt.date(2024, 3, 31)


@pytest.fixture
def long(session, engine, coop):
    """Books of 230 entries, the first 200 of them cut and summed."""
    parties = write(session, 200, seed=31)
    catch_up(engine, at=NOW, step=20)
    write(session, 30, seed=32, parties=parties)
    return session


def passing(session, filters):
    """Numbers that pass, newest first, by reading everything."""
    named = {row.id: (row.name, row.version) for row in session.execute(select(RuleVersion)).scalars()}
    charter = session.execute(select(Decision.id).where(Decision.reference == "charter")).scalar_one()
    accounts: dict[int, set[str]] = {}
    for entry, code in session.execute(
        select(PostingRow.entry_id, Account.code).join(Account, Account.id == PostingRow.account_id)
    ):
        accounts.setdefault(entry, set()).add(code)

    def cites(row):
        name, _, version = filters.rule.partition("#")
        return any(
            named[rule][0] == name and (not version or named[rule][1] == int(version)) for rule in row.rule_ids
        )

    return [
        row.id
        for row in session.execute(select(EntryRow).order_by(EntryRow.id.desc())).scalars()
        if (not filters.kind or row.kind == filters.kind)
        and (not filters.account or filters.account in accounts[row.id])
        and (not filters.since or row.effective_on >= filters.since)
        and (not filters.until or row.effective_on <= filters.until)
        and (not filters.rule or cites(row))
        and (not filters.decision or (row.decision_id == charter and filters.decision == "charter"))
    ]


def walked(session, filters, size=7):
    """All pages to the oldest, then back to the newest: the numbers met each way, and the most pages it took."""
    down, key, page = [], NEWEST, None
    for _ in range(500):
        page = entry_list(session, filters, key, size=size)
        assert page.looked_on or len(page.entries) == size or page.older is None
        down += [entry.id for entry in page.entries]
        if page.older is None:
            break
        key = Key(before=(page.older,))
    up, key = [], Key(after=(0,))
    for _ in range(500):
        page = entry_list(session, filters, key, size=size)
        up = [entry.id for entry in page.entries] + up
        if page.newer is None:
            break
        key = Key(after=(page.newer,))
    return down, up


def combinations(session):
    rules = {row.id: row for row in session.execute(select(RuleVersion)).scalars()}
    some = {
        "kind": "donation",
        "account": chart.FEES,
        "since": SINCE,
        "until": UNTIL,
        "rule": rules[1].name,
        "decision": "charter",
    }
    for count in range(len(some) + 1):
        for names in itertools.combinations(some, count):
            yield Filters(**{name: some[name] for name in names})


def test_filters_together_list_what_passes(long):
    some_days = Filters(since=dt.date(2024, 2, 20), until=dt.date(2024, 3, 11))
    no_day = Filters(since=UNTIL, until=SINCE)
    for filters in [some_days, no_day, *random.Random(4).sample(list(combinations(long)), 16)]:
        expected = passing(long, filters)
        assert walked(long, filters, size=23) == (expected, expected), filters


@pytest.mark.parametrize(("handful", "looks", "stretches"), [(5, 1, 500), (4, 2, 3), (3, 1, 1)])
def test_a_page_that_may_look_no_further_says_so_and_loses_nothing(long, monkeypatch, handful, looks, stretches):
    monkeypatch.setattr(looking, "HANDFUL", handful)
    monkeypatch.setattr(looking, "LOOKS", looks)
    monkeypatch.setattr(looking, "STRETCHES", stretches)
    chosen = random.Random(handful).sample(list(combinations(long)), 5)
    for filters in [*chosen, Filters(since=SINCE, until=UNTIL), Filters(kind="donation", account=chart.FEES)]:
        expected = passing(long, filters)
        assert walked(long, filters) == (expected, expected), filters
    page = entry_list(long, Filters(kind="donation", until=dt.date(1999, 1, 1)), size=7)
    assert page.entries == ()


def test_the_page_tells_that_it_stopped_and_where_to_look_on(long, client, monkeypatch):
    monkeypatch.setattr(looking, "HANDFUL", 3)
    monkeypatch.setattr(looking, "LOOKS", 1)
    body = client.get("/ledger/entries?kind=donation&account=Income:Fees").get_data(as_text=True)
    assert "the search stopped on the way" in body
    assert 'rel="next"' in body
    monkeypatch.undo()
    body = client.get("/ledger/entries?kind=donation&account=Income:Fees&since=2024-02-01").get_data(as_text=True)
    assert "the search stopped on the way" not in body
