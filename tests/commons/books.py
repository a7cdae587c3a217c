"""A small co-op's books for tests: two months, a cash job, a reversal, an expense, a closed period."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, Posting, lines
from coop.ledger.models import Period
from coop.money.split.rules import fee_cents
from coop.policies.in_force import in_force
from coop.policies.models import Decision

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
JANUARY = dt.date(2026, 1, 12)


def booking(
    session: Session,
    reference: str,
    *,
    party: int,
    price: int,
    minutes: int = 120,
    day: dt.date = JANUARY,
    method: str = "transfer",
    at: dt.datetime = NOW,
) -> list[Entry]:
    """A booking paid and completed, its fee by the rules in force."""
    rate, least = in_force(session, "fee.rate", at), in_force(session, "fee.minimum_cents", at)
    fee = fee_cents(price, rate.fraction, least.whole)
    if method == "cash":
        sources: list[tuple] = [(chart.WORKER_FEES, fee, "EUR", party)]
    else:
        sources = [(chart.CLIENTS_HELD, price, "EUR"), (chart.WORKERS_PAYABLE, fee - price, "EUR", party)]
    completed = Entry(
        f"booking:{reference}:completed",
        "booking-completed",
        day,
        lines(
            *sources,
            (chart.FEES, -fee, "EUR", party),
            (chart.LABOUR_WORKED, minutes, "MIN"),
            (chart.LABOUR_CONTRIBUTED, -minutes, "MIN", party),
        ),
        rule_ids=(rate.id, least.id),
        facts={"price_cents": price, "method": method},
    )
    if method == "cash":
        return [completed]
    held = lines((chart.BANK, price, "EUR"), (chart.CLIENTS_HELD, -price, "EUR"))
    return [Entry(f"booking:{reference}:paid", "booking-paid", day, held), completed]


def simple(
    reference: str,
    kind: str,
    debit: str,
    credit: str,
    cents: int,
    *,
    day: dt.date = JANUARY,
    party: int | None = None,
    **facts: object,
) -> Entry:
    """An entry of two lines in euros."""
    return Entry(
        reference,
        kind,
        day,
        (Posting(debit, cents, "EUR", party), Posting(credit, -cents, "EUR", party)),
        **facts,
    )


def close(
    session: Session,
    opens: dt.date,
    closes: dt.date,
    *,
    income: int,
    expenses: int = 0,
    at: dt.datetime = NOW,
) -> Period:
    """Close a period whose fees and running costs are known."""
    surplus = income - expenses
    entry = Entry(
        f"period:{opens}:{closes}:closed",
        "period-close",
        closes,
        lines((chart.FEES, income, "EUR"), (chart.RUNNING, -expenses, "EUR"), (chart.SURPLUS, -surplus, "EUR")),
        facts={"surplus_cents": surplus},
    )
    number = journal.post(session, entry, at=at)
    period = Period(opens_on=opens, closes_on=closes, closed_at=at, surplus_cents=surplus, closing_entry_id=number)
    session.add(period)
    session.flush()
    return period


def write_books(session: Session, *, bookings: int = 6, at: dt.datetime = NOW) -> dict[str, int]:
    """Post it all; returns numbers of entries worth looking at."""
    parties = [journal.new_party(session).id for _ in range(3)]
    charter = session.execute(select(Decision.id).where(Decision.reference == "charter")).scalar_one()
    posted: list[Entry] = []
    fees = 0
    for n in range(bookings):
        made = booking(
            session,
            f"B{n:03}",
            party=parties[n % 3],
            price=8400 + 100 * n,
            minutes=90 + n,
            day=JANUARY + dt.timedelta(days=n % 10),
            method="cash" if n % 3 == 2 else "transfer",
        )
        posted += made
        fees -= sum(p.amount for p in made[-1].postings if p.account == chart.FEES)
    tip = simple("booking:B000:tip:1", "tip", chart.BANK, chart.WORKERS_PAYABLE, 500, party=parties[0])
    share = simple("share:7:1", "share", chart.BANK, chart.MEMBER_SHARES, 5000, party=parties[0])
    payout = simple("payout:1:" + "ab" * 16, "payout", chart.WORKERS_PAYABLE, chart.BANK, 7980, party=parties[0])
    spent = simple("expense:E1:approved", "expense", chart.RUNNING, chart.ACCOUNTS_PAYABLE, 300, decision_id=charter)
    wrong = simple("donation:D1", "donation", chart.BANK, chart.DONATIONS, 1000)
    numbers = journal.post_all(session, [*posted, tip, share, payout, spent, wrong], at=at)
    undone = journal.reverse(session, numbers[-1], effective_on=JANUARY, memo="twice", at=at)
    period = close(session, dt.date(2026, 1, 1), dt.date(2026, 1, 31), income=fees, expenses=300, at=at)
    later = booking(session, "C001", party=parties[1], price=10_000, day=dt.date(2026, 2, 10))
    last = journal.post_all(session, later, at=at)[-1]
    return {
        "completed": numbers[1],
        "cash": numbers[4],
        "payout": numbers[-3],
        "wrong": numbers[-1],
        "undone": undone,
        "closing": period.closing_entry_id or 0,
        "period": period.id,
        "last": last,
        "fees": fees,
        "share": numbers[-4],
    }
