"""What the database itself refuses of small days, whoever writes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from coop.ledger import chart, journal, readings
from coop.ledger.entries import Entry, lines
from coop.ledger.models import EntryRow, Period, PostingRow
from coop.ledger.small_days.models import InnerSalt, SummedEntry
from coop.policies import actions as policies
from coop.policies.models import Decision

AT = dt.datetime(2026, 1, 12, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 12)


@pytest.fixture
def inner(session):
    """Three inner entries, of 100, 200 and 300 cents, each one day after the other."""
    policies.found(session, name="Harbour Hands", currency="EUR", timezone="Europe/Paris", preset="ica", at=AT,
                   overrides={"ledger.small_days": 3})
    party = journal.new_party(session).id
    numbers = journal.post_all(
        session,
        [
            Entry(f"booking:QX{n}:tip:1", "tip", DAY + dt.timedelta(days=n),
                  lines((chart.BANK, 100 * n + 100, "EUR"), (chart.WORKERS_PAYABLE, -100 * n - 100, "EUR", party)))
            for n in range(3)
        ],
        at=AT,
    )
    session.commit()
    readings.read_as(session, readings.ALL)
    return numbers


def summary(cents: int, entries: int, *, party: int | None = None, day: dt.date = DAY, name: str = "") -> Entry:
    return Entry(
        f"small-days:{day}{name}", "small-days", day,
        lines((chart.BANK, cents, "EUR"), (chart.WORKERS_PAYABLE, -cents, "EUR", party)), facts={"entries": entries},
    )


LAST = DAY + dt.timedelta(days=2)


def refused(session, work, match):
    with pytest.raises(DBAPIError, match=match):
        work()
        session.commit()
    session.rollback()


def test_a_right_summary_is_taken(session, inner):
    journal.post_summary(session, summary(600, 3, day=LAST), inner, at=AT)
    session.commit()


def test_one_that_is_off_by_a_cent_is_refused(session, inner):
    refused(session, lambda: journal.post_summary(session, summary(601, 3, day=LAST), inner, at=AT), "sum")


def test_one_that_sums_nothing_is_refused(session, inner):
    refused(session, lambda: journal.post_summary(session, summary(600, 0, day=LAST), [], at=AT), "how many")


def test_one_that_miscounts_is_refused(session, inner):
    refused(session, lambda: journal.post_summary(session, summary(600, 4, day=LAST), inner, at=AT), "how many")


def test_an_entry_is_summed_once(session, inner):
    journal.post_summary(session, summary(300, 2, day=LAST), inner[:2], at=AT)
    session.commit()
    refused(session, lambda: journal.post_summary(session, summary(500, 2, day=LAST, name=":2"), inner[1:], at=AT),
            "summed_entries|UNIQUE|unique")


def test_no_entry_joins_a_committed_summary(session, inner):
    number = journal.post_summary(session, summary(100, 1, day=LAST), inner[:1], at=AT)
    session.commit()
    more = insert(SummedEntry).values(entry_id=inner[1], summary_id=number)
    refused(session, lambda: session.execute(more), "join it")


def test_what_is_summed_is_never_taken_back(session, inner):
    journal.post_summary(session, summary(100, 1, day=LAST), inner[:1], at=AT)
    session.commit()
    for statement in ("DELETE FROM summed_entries", "UPDATE summed_entries SET summary_id = entry_id"):
        refused(session, lambda said=statement: session.execute(text(said)), "append-only")


def test_a_summary_concerns_nobody_alone(session, inner):
    party = session.execute(select(PostingRow.party_id).where(PostingRow.party_id.is_not(None))).scalars().first()
    refused(session, lambda: journal.post_summary(session, summary(600, 3, day=LAST, party=party), inner, at=AT),
            "nobody alone")


def test_a_summary_is_not_of_an_earlier_day_than_what_it_sums(session, inner):
    refused(session, lambda: journal.post_summary(session, summary(600, 3, day=DAY), inner, at=AT), "later day")


def test_what_all_read_is_in_no_summary(session, inner):
    given = Entry("donation:D-1", "donation", DAY, lines((chart.BANK, 100, "EUR"), (chart.DONATIONS, -100, "EUR")))
    number = journal.post(session, given, at=AT)
    one = Entry("small-days:x", "small-days", DAY, given.postings, facts={"entries": 1})
    refused(session, lambda: journal.post_summary(session, one, [number], at=AT), "not an inner")


def test_a_summary_is_not_undone(session, inner):
    number = journal.post_summary(session, summary(600, 3, day=LAST), inner, at=AT)
    session.commit()
    refused(session, lambda: journal.reverse(session, number, effective_on=LAST, memo="", at=AT), "others read")


def row(kind: str, book: int, **more: object) -> dict[str, object]:
    return {"uuid": "ab" * 16, "reference": "x:1", "kind": kind, "effective_on": DAY, "recorded_at": AT, "lines": 2,
            "rule_ids": [], "facts": {}, "book": book, **more}


@pytest.mark.parametrize(
    ("given", "match"),
    [
        (row("donation", 1), "its kind is read by all"),
        (row("tip", 2), "cannot be a summary"),
        (row("small-days", 0), "cannot be a summary"),
        (row("small-days", 1), "kind is read by all|cannot be a summary"),
        (row("tip", 3), "book"),
    ],
)
def test_each_book_has_its_kinds(session, inner, given, match):
    refused(session, lambda: session.execute(insert(EntryRow).values(**given)), match)


def test_what_carries_out_a_decision_is_read_by_all(session, inner):
    decision = session.execute(select(Decision.id)).scalar_one()
    refused(session, lambda: session.execute(insert(EntryRow).values(**row("tip", 1, decision_id=decision))), "public")


def test_nothing_is_inner_before_members_decided_it(session, coop):
    refused(session, lambda: session.execute(insert(EntryRow).values(**row("tip", 1))), "never decided")


def test_a_line_is_of_its_entrys_book(session, inner):
    def both() -> None:
        number = session.execute(insert(EntryRow).values(**row("tip", 1)).returning(EntryRow.id)).scalar_one()
        account = session.execute(select(PostingRow.account_id).limit(1)).scalar_one()
        session.execute(insert(PostingRow).values(entry_id=number, line=1, account_id=account, commodity="EUR",
                                                  amount=1, book=0))

    refused(session, both, "entry's book")


def test_a_period_with_unsummed_entries_cannot_be_closed(session, inner):
    def closed(last: dt.date) -> None:
        session.add(Period(opens_on=DAY, closes_on=last, closed_at=AT, surplus_cents=0))
        session.flush()

    refused(session, lambda: closed(LAST), "without their summary")
    journal.post_summary(session, summary(600, 3, day=LAST), inner, at=AT)
    session.commit()
    refused(session, lambda: closed(DAY), "summed together")
    closed(LAST)
    session.commit()


def test_a_salt_is_never_changed_but_can_go(session, inner):
    refused(session, lambda: session.execute(text("UPDATE inner_salts SET salt = salt")), "append-only")
    session.execute(text("DELETE FROM inner_salts"))
    session.commit()
    assert session.execute(select(InnerSalt)).first() is None


def test_an_inner_entry_waits_for_no_leaf(session, inner):
    waiting = set(session.execute(text("SELECT key FROM log_queue WHERE source = 'entry'")).scalars())
    number = journal.post_summary(session, summary(600, 3, day=LAST), inner, at=AT)
    session.commit()
    after = set(session.execute(text("SELECT key FROM log_queue WHERE source = 'entry'")).scalars())
    assert after - waiting == {number}
    assert not waiting & set(inner)
