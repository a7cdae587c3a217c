"""The co-op invoices its fees by the month: every fee of the ledger is on one paper, once."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from coop.ledger import chart
from coop.ledger.balances import by_party
from coop.money.papers import chores, fees
from coop.money.papers.models import Paper, PaperEntry
from coop.money.payments import actions as payments
from coop.money.payments.actions import SettleFacts
from coop.money.tax_status.actions import state
from coop.money.teams.actions import fix_shares
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_steward

JANUARY, FEBRUARY = dt.date(2026, 1, 15), dt.date(2026, 2, 10)
MARCH_2 = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
APRIL_2 = dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def steward(session, coop):
    return make_steward(session)


@pytest.fixture
def registered(session, coop, steward, now):
    """The co-op is registered at 22% since its founding day."""
    charter = decision_by_reference(session, "charter")
    set_rule(session, "vat.standard_rate", "22%", in_force_from=now - dt.timedelta(days=59), decision=charter, at=now)
    state(session, None, kind="registered", rate="standard", vat_number="IT01234567890", trading_name="Harbour Hands",
          address="Via di Cavana 14", from_on=dt.date(2026, 1, 1), recorded_by=steward, at=now)  # fmt: skip
    session.commit()


def settle(session, worker, reference, day, *, price=10000, fee=500, method="cash"):
    facts = SettleFacts(reference, worker.party_id, price, fee, (), 60, method, day)
    payments.settle_many(session, [facts], at=dt.datetime.combine(day, dt.time(12), dt.UTC))


def papers(session):
    return list(session.execute(select(Paper).order_by(Paper.id)).scalars())


def run(session, engine, at=MARCH_2):
    session.commit()
    made = chores.invoice_fees(engine, None, at)
    session.expire_all()
    return made


def test_each_of_a_team_gets_an_invoice_for_their_own_part_of_the_fee(session, engine, registered, worker):
    other = make_member(session, "Wilma")
    parts = [(worker.party_id, 2), (other.party_id, 1)]
    fix_shares(session, "booking:T", parts, price_cents=10_000, fee_cents=500)
    at = dt.datetime.combine(FEBRUARY, dt.time(12), dt.UTC)
    payments.record_transfer(session, subject="booking:T", amount_cents=10_000, received_on=FEBRUARY, recorded_by=None,
                             at=at)  # fmt: skip
    payments.settle(session, SettleFacts("T", worker.party_id, 10_000, 500, (), 60, "transfer", FEBRUARY), at=at)
    assert run(session, engine) == 2
    assert run(session, engine) == 0
    assert {paper.worker_party_id: paper.gross_cents for paper in papers(session)} == {
        worker.party_id: 333, other.party_id: 167
    }
    payments.refund_after(session, reference="T", amount_cents=10_000, reason="", decided_by=None,
                          day=dt.date(2026, 3, 3), at=MARCH_2)  # fmt: skip
    assert run(session, engine, at=APRIL_2) == 2
    notes = [paper for paper in papers(session) if paper.kind == "credit-note"]
    assert {paper.worker_party_id: paper.gross_cents for paper in notes} == {worker.party_id: 333, other.party_id: 167}


def test_a_month_that_is_over_is_invoiced_once(session, engine, registered, worker):
    settle(session, worker, "A", FEBRUARY)
    settle(session, worker, "B", FEBRUARY, fee=720, method="clearing")
    settle(session, worker, "MARCH", dt.date(2026, 3, 1))
    assert run(session, engine) == 1
    assert run(session, engine) == 0
    (paper,) = papers(session)
    assert paper.reference == "COOP-2026-0001"
    assert (paper.gross_cents, paper.vat_cents, paper.vat_rate) == (1220, 220, Fraction(22, 100))
    assert paper.lines == [["A", "2026-02-10", 500], ["B", "2026-02-10", 720]]
    assert (paper.seller_name, paper.buyer_name) == ("Harbour Hands", worker.display_name)
    assert paper.supplied_on == dt.date(2026, 2, 28)
    assert paper.client_id is None


def test_months_that_were_missed_come_one_by_one_and_workers_apart(session, engine, registered, worker):
    other = make_member(session, "Otto Other")
    settle(session, worker, "A", JANUARY)
    settle(session, worker, "B", FEBRUARY)
    settle(session, other, "C", FEBRUARY)
    assert run(session, engine) == 3
    assert [paper.reference for paper in papers(session)] == [f"COOP-2026-000{n}" for n in (1, 2, 3)]
    assert [paper.description for paper in papers(session)] == [
        "Fees of January 2026", "Fees of February 2026", "Fees of February 2026",
    ]  # fmt: skip


def test_a_fee_given_back_is_credited_on_the_invoice_that_had_it(session, engine, registered, worker, steward, now):
    settle(session, worker, "A", JANUARY, method="clearing")
    settle(session, worker, "B", FEBRUARY)
    session.commit()
    payments.refund_after(session, reference="A", amount_cents=5000, reason="", decided_by=steward, day=FEBRUARY,
                          at=MARCH_2 - dt.timedelta(days=20))  # fmt: skip
    assert run(session, engine) == 3
    january, _february, note = papers(session)
    assert (note.kind, note.refers_to_id, note.gross_cents) == ("credit-note", january.id, 250)
    assert note.reference == "COOP-C-2026-0001"
    assert run(session, engine) == 0


def test_a_fee_written_down_late_comes_with_the_next_month(session, engine, registered, worker):
    settle(session, worker, "A", FEBRUARY)
    run(session, engine)
    settle(session, worker, "LATE", FEBRUARY)
    assert run(session, engine) == 0
    settle(session, worker, "C", dt.date(2026, 3, 5))
    assert run(session, engine, APRIL_2) == 1
    assert [line[0] for line in papers(session)[-1].lines] == ["LATE", "C"]


def test_nothing_is_issued_before_the_coop_has_said_how_it_stands(session, engine, coop, worker, steward, now):
    settle(session, worker, "A", JANUARY)
    settle(session, worker, "B", FEBRUARY)
    assert run(session, engine) == 0
    state(session, None, kind="unregistered", trading_name="Harbour Hands", from_on=dt.date(2026, 2, 1),
          recorded_by=steward, at=now)  # fmt: skip
    assert run(session, engine) == 1
    (paper,) = papers(session)
    assert (paper.vat_cents, paper.rate, paper.lines[0][0]) == (0, "", "B")
    assert "not registered" in paper.notes


def test_one_fee_is_never_on_two_papers(session, engine, registered, worker):
    settle(session, worker, "A", FEBRUARY)
    run(session, engine)
    with pytest.raises(DatabaseError):
        session.execute(text("INSERT INTO paper_entries (entry_id, party_id, paper_id, fee_cents) "
                             "SELECT entry_id, party_id, paper_id, 1 FROM paper_entries"))  # fmt: skip
    session.rollback()
    for statement in ("DELETE FROM paper_entries", "UPDATE paper_entries SET fee_cents = 1"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 28))
jobs = st.lists(
    st.tuples(days, st.integers(100, 10**6), st.sampled_from(["cash", "clearing"]), st.none() | st.integers(1, 100)),
    min_size=1, max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(jobs=jobs)
def test_all_papers_together_are_the_ledgers_fees(session, registered, worker, steward, jobs):
    """Whatever was taken and given back: invoices less credit notes are what the books say."""
    session.rollback()
    before = session.execute(select(func.coalesce(func.max(Paper.id), 0))).scalar_one()
    mine = make_member(session, "Mira Member")
    for number, (day, price, method, percent) in enumerate(jobs):
        reference = f"J{before}X{mine.id}X{number}"
        settle(session, mine, reference, day, price=price, fee=price // 20, method=method)
        amount = price * (percent or 0) // 100
        if amount:
            payments.refund_after(session, reference=reference, amount_cents=amount, reason="", decided_by=steward,
                                  day=max(day, FEBRUARY), at=MARCH_2)  # fmt: skip
    fees.issue_for(session, mine.party_id, at=MARCH_2)
    made = [paper for paper in papers(session) if paper.worker_party_id == mine.party_id]
    total = sum(paper.gross_cents * (-1 if paper.kind == "credit-note" else 1) for paper in made)
    assert total == -sum(by_party(session, code, since=dt.date(2026, 1, 1)).get(mine.party_id, 0)
                         for code in (chart.FEES, chart.FEES_REFUNDED))  # fmt: skip
    for paper in made:
        counted = session.execute(select(func.sum(PaperEntry.fee_cents)).where(PaperEntry.paper_id == paper.id))
        assert abs(counted.scalar_one()) == paper.gross_cents == sum(line[2] for line in paper.lines)
    session.rollback()
