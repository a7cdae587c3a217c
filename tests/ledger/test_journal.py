"""What the books accept, and what the database itself refuses, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.db import writing
from coop.ledger import balances, chart, checks, journal
from coop.ledger.entries import Entry, Malformed, Posting, Unbalanced, lines

DAY = dt.date(2026, 3, 2)


def donation(reference="donation:1", cents=1_000, day=DAY, **facts):
    return Entry(
        reference, "donation", day, lines((chart.BANK, cents, "EUR"), (chart.DONATIONS, -cents, "EUR")), **facts
    )


def refused(session, sql, **parameters):
    with pytest.raises(DBAPIError):
        session.execute(text(sql), parameters)
        session.commit()
    session.rollback()


@pytest.fixture
def posted(session, coop, now):
    number = journal.post(session, donation(), at=now)
    session.commit()
    return number


def test_an_entry_adds_to_its_accounts(session, coop, now):
    journal.post(session, donation(), at=now)
    session.commit()
    assert balances.balance(session, chart.BANK) == 1_000
    assert balances.balance(session, chart.DONATIONS) == -1_000
    assert checks.findings(session) == []


def test_an_entry_that_does_not_balance_refuses_to_exist():
    with pytest.raises(Unbalanced):
        Entry("x", "donation", DAY, lines((chart.BANK, 2, "EUR"), (chart.DONATIONS, -1, "EUR")))
    with pytest.raises(Unbalanced):
        Entry("x", "odd", DAY, (Posting(chart.BANK, 2, "EUR"), Posting(chart.LABOUR_WORKED, -2, "MIN")))
    with pytest.raises(Malformed):
        Entry("x", "donation", DAY, ())
    with pytest.raises(Malformed):
        Posting("Assets:Pocket", 1, "EUR")
    with pytest.raises(Malformed):
        Posting(chart.BANK, 1.5, "EUR")
    with pytest.raises(Malformed):
        Posting(chart.LABOUR_WORKED, 1, "EUR")


def test_posting_the_same_fact_twice_is_harmless(session, posted, now):
    assert journal.post(session, donation(), at=now) == posted
    assert balances.balance(session, chart.BANK) == 1_000


def test_the_same_reference_with_other_figures_is_refused(session, posted, now):
    with pytest.raises(journal.ReferenceTaken):
        journal.post(session, donation(cents=999), at=now)
    with pytest.raises(journal.ReferenceTaken):
        journal.post_all(session, [donation("a"), donation("a")], at=now)


def test_many_entries_keep_their_order(session, coop, now):
    entries = [donation(f"donation:{i}", cents=i) for i in range(1, 1_200)]
    numbers = journal.post_all(session, entries, at=now)
    session.commit()
    rows = session.execute(text("SELECT id, reference FROM entries ORDER BY id")).all()
    assert dict(zip(numbers, (e.reference for e in entries), strict=True)) == dict(rows)
    assert journal.post_all(session, entries[::-1], at=now) == numbers[::-1]


@pytest.mark.parametrize("table", ["entries", "postings", "accounts", "parties", "decisions", "rule_versions"])
def test_the_books_can_neither_be_changed_nor_deleted(session, posted, table, now):
    journal.new_party(session)
    session.commit()
    column = {
        "entries": "kind",
        "postings": "commodity",
        "accounts": "kind",
        "parties": "token",
        "decisions": "title",
        "rule_versions": "name",
    }[table]
    refused(session, f"UPDATE {table} SET {column} = {column}")
    refused(session, f"DELETE FROM {table}")
    if session.get_bind().dialect.name == "postgresql":
        refused(session, f"TRUNCATE {table} CASCADE")


def test_no_line_joins_a_committed_entry(session, posted):
    account = journal.account_ids(session)[chart.BANK, "EUR"]
    session.rollback()
    for line in (1, 3, 4):
        refused(
            session,
            "INSERT INTO postings (entry_id, line, account_id, commodity, amount) VALUES (:e, :l, :a, 'EUR', 5)",
            e=posted,
            l=line,
            a=account,
        )


def raw_entry(session, *, lines, postings, reference="raw:1", day="2026-03-02", seal=True, reverses=None):
    """Write around the journal, as a faulty program or a person with a database shell would."""
    ids = journal.account_ids(session)
    number = session.execute(
        text(
            "INSERT INTO entries (uuid, reference, kind, effective_on, recorded_at, lines, rule_ids, reverses) "
            "VALUES (:reference, :reference, 'raw', :day, '2026-03-02 09:00:00', :lines, '[]', :reverses) RETURNING id"
        ),
        {"reference": reference, "day": day, "lines": lines, "reverses": reverses},
    ).scalar_one()
    for line, (code, amount) in enumerate(postings, 1):
        session.execute(
            text("INSERT INTO postings (entry_id, line, account_id, commodity, amount) VALUES (:e, :l, :a, 'EUR', :m)"),
            {"e": number, "l": line, "a": ids[code, "EUR"], "m": amount},
        )
    if seal and session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO entry_seals (entry_id) VALUES (:e)"), {"e": number})
    return number


@pytest.mark.parametrize(
    ("lines_said", "postings"),
    [
        (2, [(chart.BANK, 100), (chart.DONATIONS, -99)]),  # off by a cent
        (3, [(chart.BANK, 100), (chart.DONATIONS, -100)]),  # a line missing
        (2, [(chart.BANK, 100)]),
        (2, []),
        (1, [(chart.BANK, 100)]),
        (2, [(chart.BANK, 100), (chart.DONATIONS, -100), (chart.CASH, 5)]),  # one line too many
        (2, [(chart.BANK, 0), (chart.CASH, 0)]),
    ],
)
def test_the_database_refuses_an_unbalanced_entry(session, coop, lines_said, postings):
    with pytest.raises(DBAPIError):
        raw_entry(session, lines=lines_said, postings=postings)
        session.commit()
    session.rollback()
    assert session.execute(text("SELECT COUNT(*) FROM entries")).scalar() == 0


@pytest.mark.only_on("sqlite")
def test_an_entry_nobody_sealed_fails_at_commit(session, coop):
    with pytest.raises(DBAPIError):
        raw_entry(session, lines=2, postings=[(chart.BANK, 1), (chart.CASH, -1)], seal=False)
        session.commit()


def test_no_line_slips_in_after_an_early_check(session, coop):
    """SET CONSTRAINTS IMMEDIATE (PostgreSQL) and sealing (SQLite) check early; the entry must then be full."""
    raw_entry(session, lines=2, postings=[(chart.BANK, 1), (chart.CASH, -1)])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    refused(
        session,
        "INSERT INTO postings (entry_id, line, account_id, commodity, amount) "
        "SELECT e.id, 3, a.id, 'EUR', 7 FROM entries e, accounts a WHERE a.code = 'Assets:Bank'",
    )


@pytest.mark.only_on("postgresql")
def test_a_transaction_id_cannot_be_pretended(session, coop, posted):
    number = raw_entry(session, lines=2, postings=[(chart.BANK, 1), (chart.CASH, -1)])
    session.execute(text("SAVEPOINT a"))
    session.execute(text("RELEASE SAVEPOINT a"))
    session.commit()
    own = session.execute(text("SELECT txid = pg_current_xact_id() FROM entries WHERE id = :n"), {"n": number}).scalar()
    assert own is False


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("table", ["entries", "postings", "accounts", "rule_versions", "decisions"])
def test_insert_or_replace_replaces_nothing(session, posted, table):
    before = session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all()
    refused(session, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    refused(session, f"REPLACE INTO {table} SELECT * FROM {table}")
    assert session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() == before


@pytest.mark.only_on("sqlite")
def test_replace_by_reference_is_refused_too(session, posted):
    refused(
        session,
        "INSERT OR REPLACE INTO entries (uuid, reference, kind, effective_on, recorded_at, lines, rule_ids) "
        "SELECT 'other', reference, 'theft', effective_on, recorded_at, lines, rule_ids FROM entries",
    )


@pytest.mark.only_on("sqlite")
def test_foreign_keys_are_on_for_every_connection(engine):
    with writing(False), engine.connect() as one, engine.connect() as two:
        assert one.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert two.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_posting_keeps_to_the_commodity_of_its_account(session, coop):
    with pytest.raises(DBAPIError):
        session.execute(
            text(
                "INSERT INTO postings (entry_id, line, account_id, commodity, amount) "
                "SELECT 1, 1, id, 'USD', 5 FROM accounts WHERE code = 'Assets:Bank'"
            )
        )
        session.commit()


def test_a_closed_period_accepts_no_entry(session, posted, now):
    session.execute(
        text(
            "INSERT INTO periods (opens_on, closes_on, closed_at, surplus_cents) "
            "VALUES ('2026-03-01', '2026-03-31', '2026-04-01 00:00:00', 0)"
        )
    )
    session.commit()
    for day in (dt.date(2026, 3, 1), dt.date(2026, 3, 31)):
        with pytest.raises(DBAPIError):
            journal.post(session, donation(f"late:{day}", day=day), at=now)
        session.rollback()
    journal.post(session, donation("april", day=dt.date(2026, 4, 1)), at=now)
    session.commit()
    refused(
        session,
        "INSERT INTO periods (opens_on, closes_on, closed_at, surplus_cents) "
        "VALUES ('2026-03-31', '2026-04-30', '2026-05-01 00:00:00', 0)",
    )
    refused(session, "DELETE FROM periods")


def test_a_reversal_mirrors_and_happens_once(session, posted, now):
    undone = journal.reverse(session, posted, effective_on=DAY, memo="typed twice", at=now)
    session.commit()
    assert balances.balance(session, chart.BANK) == 0
    assert journal.reverse(session, posted, effective_on=DAY, memo="again", at=now) == undone
    with pytest.raises(DBAPIError):
        raw_entry(session, lines=2, postings=[(chart.BANK, -1_000), (chart.DONATIONS, 1_000)], reverses=posted)
        session.commit()


def test_a_reversal_that_does_not_mirror_is_refused(session, posted):
    with pytest.raises(DBAPIError):
        raw_entry(session, lines=2, postings=[(chart.BANK, -900), (chart.DONATIONS, 900)], reverses=posted)
        session.commit()
