"""Two months of a small co-op that sums small days of three bookings: every amount, moment and name in them is odd."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal, readings
from coop.ledger.entries import Entry, lines
from coop.ledger.models import EntryRow
from coop.money.periods.actions import close
from coop.money.small_days.actions import publish_due
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference
from tests.commons.books import booking, simple

FOUNDED = dt.datetime(2025, 12, 1, 9, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
OPENED = dt.date(2025, 12, 1)
JANUARY_ENDS = dt.date(2026, 1, 31)


@dataclass
class Story:
    """What the books hold that nobody but its parties may find."""

    parties: list[int] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    """Numbers of the inner entries."""
    summaries: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


def found(session: Session, least: int = 3) -> None:
    policies.found(
        session, name="Harbour Hands", currency="EUR", timezone="Europe/Paris", preset="ica", at=FOUNDED,
        overrides={"ledger.small_days": least, "fee.minimum_cents": 150},
    )


def moment(day: dt.date, number: int) -> dt.datetime:
    """A moment that no other fact has."""
    return dt.datetime.combine(day, dt.time(11, 7, 13, 710_003 + 1_009 * number), dt.UTC)


def switch_on(session: Session, least: int = 3, *, at: dt.datetime) -> None:
    """As a vote would, of a co-op that was founded without."""
    charter = decision_by_reference(session, "charter")
    policies.set_rule(session, "ledger.small_days", least, in_force_from=at, decision=charter, at=at)


def write(session: Session, *, is_founded: bool = False) -> Story:
    """January is closed, of February some days are summed and some wait. What is told at once is told at once."""
    if is_founded:
        switch_on(session, at=dt.datetime(2026, 1, 1, 10, tzinfo=dt.UTC))
    else:
        found(session)
    story = Story([journal.new_party(session).id for _ in range(3)])
    for number in range(12):
        day = dt.date(2026, 1, 2) + dt.timedelta(days=2 * number)
        _job(session, story, number, day)
    day = dt.date(2026, 1, 27)
    at = moment(day, 90)
    _others(session, story, day, at)
    _public(session, day, dt.datetime.combine(day, dt.time(20, 3, 1), dt.UTC))
    session.commit()
    publish_due(session, at=dt.datetime(2026, 1, 29, 4, tzinfo=dt.UTC))
    session.commit()
    close(session, opens_on=OPENED, closes_on=JANUARY_ENDS, at=dt.datetime(2026, 2, 3, 4, tzinfo=dt.UTC))
    session.commit()
    for number in range(12, 22):
        _job(session, story, number, dt.date(2026, 2, 2) + dt.timedelta(days=2 * (number - 12)))
    session.commit()
    publish_due(session, at=dt.datetime(2026, 2, 27, 4, tzinfo=dt.UTC))
    session.commit()
    with readings.reading(session, readings.ALL):
        rows = session.execute(select(EntryRow.id, EntryRow.book).order_by(EntryRow.id)).all()
    story.inner = [number for number, book in rows if book == readings.OWN]
    story.summaries = [number for number, book in rows if book == readings.SUMMED]
    return story


def price(number: int) -> int:
    """731.37 and on, each far from every sum of others."""
    return 73_137 + 1_931 * number


def _job(session: Session, story: Story, number: int, day: dt.date) -> None:
    party = story.parties[number % 3]
    method = "cash" if number % 4 == 3 else "transfer"
    at = moment(day, number)
    made = booking(
        session, f"QX{number:02}", party=party, price=price(number), minutes=67 + 13 * number, day=day, method=method,
        at=at,
    )
    journal.post_all(session, made, at=at)


def _others(session: Session, story: Story, day: dt.date, at: dt.datetime) -> None:
    """A tip, a late cancellation, a refund and its sending, a payout, a netting, a share."""
    rate, least = (one.id for one in _rules(session, at))
    first, second, third = story.parties
    session.flush()
    journal.post_all(
        session,
        [
            simple("booking:QX00:tip:1", "tip", chart.BANK, chart.WORKERS_PAYABLE, 4_183, day=day, party=first),
            simple("booking:QXC1:paid", "booking-paid", chart.BANK, chart.CLIENTS_HELD, 61_217, day=day),
            Entry(
                "booking:QXC1:cancelled",
                "cancellation",
                day,
                lines(
                    (chart.CLIENTS_HELD, 31_117, "EUR"),
                    (chart.WORKERS_PAYABLE, -27_517, "EUR", second),
                    (chart.FEES, -1_448, "EUR", second),
                    (chart.CANCELLATIONS, -2_152, "EUR"),
                ),
                rule_ids=(rate, least),
            ),
            Entry(
                "booking:QX01:refunded:1",
                "refund",
                day,
                lines(
                    (chart.WORKERS_PAYABLE, 9_509, "EUR", second),
                    (chart.FEES_REFUNDED, 501, "EUR", second),
                    (chart.CLIENTS_HELD, -10_010, "EUR"),
                ),
            ),
            simple("booking:QX01:refunded:1:sent", "refund", chart.CLIENTS_HELD, chart.BANK, 10_010, day=day),
            simple("payout:QXRUN:" + "ab" * 16, "payout", chart.WORKERS_PAYABLE, chart.BANK, 61_371, day=day,
                   party=first),
            simple("netting:QXRUN:" + "cd" * 16, "netting", chart.WORKERS_PAYABLE, chart.WORKER_FEES, 1_907, day=day,
                   party=third),
            simple("share:QX:1", "share", chart.BANK, chart.MEMBER_SHARES, 5_311, day=day, party=third),
        ],
        at=at,
    )
    wrong = journal.post(
        session,
        simple("booking:QX02:tip:1", "tip", chart.BANK, chart.WORKERS_PAYABLE, 3_779, day=day, party=third),
        at=at,
    )
    journal.reverse(session, wrong, effective_on=day, memo="typed twice", at=at)


def _public(session: Session, day: dt.date, at: dt.datetime) -> None:
    gifts = [simple(f"donation:D-{n}", "donation", chart.BANK, chart.DONATIONS, 90_000, day=day) for n in range(3)]
    spent = simple("expense:E-1:approved", "expense", chart.RUNNING, chart.ACCOUNTS_PAYABLE, 1_234, day=day)
    known = journal.post_all(session, [*gifts, spent], at=at)
    journal.reverse(session, known[0], effective_on=day, memo="twice", at=at)


def _rules(session: Session, at: dt.datetime):
    from coop.policies.in_force import in_force

    return in_force(session, "fee.rate", at), in_force(session, "fee.minimum_cents", at)
