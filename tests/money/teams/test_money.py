"""A team's job in the books: each has their share, fee and minutes; each bears their part of what goes back."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import findings
from coop.ledger.models import EntryRow
from coop.money.cover import NotCovered
from coop.money.earnings.queries import earnings
from coop.money.earnings.rules import last_day
from coop.money.fund.actions import record_donation
from coop.money.months.queries import statement
from coop.money.months.rules import BALANCE
from coop.money.papers.models import Paper
from coop.money.payments import actions as payments
from coop.money.payments.actions import CancelFacts
from coop.money.payouts import actions as payouts
from coop.money.teams.actions import fix_shares
from tests.factories import NOW, make_member
from tests.money.payouts.conftest import IBAN

DAY = NOW.date()


@pytest.fixture
def team(session, worker):
    """The lead with two parts and two with one each, for a price of 100.01 and a fee of 5.00."""
    people = [worker, make_member(session, "Wilma"), make_member(session, "Wim")]
    parts = [(person.party_id, each) for person, each in zip(people, (2, 1, 1), strict=True)]
    fix_shares(session, "booking:A1", parts, price_cents=10_001, fee_cents=500)
    session.commit()
    return people


def of_each(session, people, code):
    return [balance(session, code, party_id=person.party_id) for person in people]


def transferred(session, cents=10_001):
    facts = {"amount_cents": cents, "received_on": DAY, "recorded_by": None, "at": NOW}
    payments.record_transfer(session, subject="booking:A1", **facts)


@pytest.fixture
def cushion(session):
    record_donation(session, amount_cents=20_000, received_on=DAY, recorded_by=None, at=NOW)


@pytest.fixture
def settled(session, team, job):
    def run(method="transfer"):
        if method == "transfer":
            transferred(session)
        payments.settle(session, job(price=10_001, fee=500, method=method, minutes=90), at=NOW)
        session.commit()
        return team

    return run


def refund(session, cents):
    done = payments.refund_after(
        session, reference="A1", amount_cents=cents, reason="", decided_by=None, day=DAY, at=NOW
    )
    session.commit()
    return done


def test_one_entry_has_a_line_for_each(session, settled):
    team = settled()
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [-4_751, -2_375, -2_375]
    assert of_each(session, team, chart.FEES) == [-250, -125, -125]
    assert of_each(session, team, chart.LABOUR_CONTRIBUTED) == [-90, -90, -90], "each worked the whole time"
    entries = session.execute(select(EntryRow).where(EntryRow.kind == "booking-completed")).scalars().all()
    assert [entry.facts for entry in entries] == [{"price_cents": 10_001, "method": "transfer", "parts": "2:1:1"}]
    assert findings(session) == []


def test_cash_makes_the_lead_owe_the_fee_and_the_others(session, settled, cushion):
    team = settled("cash")
    assert of_each(session, team, chart.WORKER_FEES) == [500 + 2 * 2_375, 0, 0]
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [0, -2_375, -2_375]
    assert of_each(session, team, chart.FEES) == [-250, -125, -125]
    assert findings(session) == []


def test_cash_waits_for_a_fund_that_can_owe_the_others(session, settled):
    with pytest.raises(NotCovered):
        settled("cash")
    session.rollback()
    assert findings(session) == []


@pytest.mark.usefixtures("cushion")
def test_cash_given_back_is_given_back_by_all(session, settled):
    team = settled("cash")
    refund(session, 5_000)
    refund(session, 5_001)
    assert of_each(session, team, chart.WORKER_FEES) == [0, 0, 0]
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [0, 0, 0]
    assert [fee + back for fee, back in zip(of_each(session, team, chart.FEES),
                                            of_each(session, team, chart.FEES_REFUNDED), strict=True)] == [0, 0, 0]
    assert findings(session) == []


@pytest.mark.parametrize("steps", [(10_001,), (1,) * 7 + (9_994,), (3_333, 3_334, 3_334)])
def test_a_refund_is_borne_in_parts_and_the_whole_returns_all(session, settled, steps):
    team = settled()
    for cents in steps:
        refund(session, cents)
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [0, 0, 0]
    assert of_each(session, team, chart.CLAWBACK) == [0, 0, 0]
    assert [fee + back for fee, back in zip(of_each(session, team, chart.FEES),
                                            of_each(session, team, chart.FEES_REFUNDED), strict=True)] == [0, 0, 0]


def test_who_was_paid_out_owes_their_own_part_alone(session, settled, steward, second_steward, cushion):
    team = settled()
    payouts.set_details(session, team[1], holder="Wilma", iban=IBAN, bic="", at=NOW)
    at = NOW + dt.timedelta(days=8)
    run = payouts.draw_up(session, drawn_up_by=steward, at=at)
    payouts.carry_out(session, run, carried_out_by=second_steward, paid_on=DAY, at=at)
    refund(session, 10_001)
    assert of_each(session, team, chart.CLAWBACK) == [0, 2_375, 0]
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [0, 0, 0]
    assert findings(session) == []


def test_tips_are_split_like_the_price_and_bear_no_fee(session, settled):
    team = settled()
    payments.record_tip(session, reference="A1", worker_party_id=team[0].party_id, amount_cents=101, method="transfer",
                        day=DAY, at=NOW)  # fmt: skip
    assert of_each(session, team, chart.WORKERS_PAYABLE) == [-4_751 - 51, -2_375 - 25, -2_375 - 25]
    assert balance(session, chart.FEES) == -500


def test_what_a_cancellation_keeps_is_split_with_its_fee(session, team):
    transferred(session)
    facts = CancelFacts("A1", team[0].party_id, 4_001, "transfer", NOW, DAY)
    payments.settle_cancellation(session, facts, at=NOW)
    kept = -sum(of_each(session, team, chart.WORKERS_PAYABLE)) - sum(of_each(session, team, chart.FEES))
    assert kept == 4_001 + balance(session, chart.CANCELLATIONS)
    lead, *others = of_each(session, team, chart.WORKERS_PAYABLE)
    assert abs(lead - sum(others)) <= 1
    assert findings(session) == []


def test_a_job_of_one_is_as_it_was(session, worker, job):
    facts = {"amount_cents": 10_000, "received_on": DAY, "recorded_by": None, "at": NOW}
    payments.record_transfer(session, subject="booking:Z9", **facts)
    payments.settle(session, job("Z9"), at=NOW)
    entry = session.execute(select(EntryRow).where(EntryRow.kind == "booking-completed")).scalar_one()
    assert entry.facts == {"price_cents": 10_000, "method": "transfer"}
    assert of_each(session, [worker], chart.WORKERS_PAYABLE) == [-9_500]
    assert session.execute(select(Paper)).first() is None


@pytest.mark.usefixtures("cushion")
@pytest.mark.parametrize("method", ["transfer", "cash"])
def test_the_statements_of_a_team_sum_to_what_the_client_paid_and_got_back(session, settled, method):
    team = settled(method)
    refund(session, 2_001)
    first = DAY.replace(day=1)
    months = [statement(session, person.party_id, since=first, until=last_day(first)) for person in team]
    assert sum(month.total("price_cents") for month in months) == 10_001
    assert sum(month.total("refund_cents") for month in months) == 2_001
    assert sum(month.total("fee_cents") for month in months) == -balance(session, chart.FEES) - balance(
        session, chart.FEES_REFUNDED)  # fmt: skip
    assert [month.total("minutes") for month in months] == [90, 90, 90]
    for month, person in zip(months, team, strict=True):
        own = month.total("in_hand_cents") + month.total("work_cents") - month.total("refunded_cents")
        assert own == month.total("price_cents") - month.total("refund_cents")
        assert month.closing_cents == -sum(balance(session, code, party_id=person.party_id) for code in BALANCE)
    hands = [month.total("in_hand_cents") for month in months]
    assert hands == ([8_000, 0, 0] if method == "cash" else [0, 0, 0])
    told = [earnings(session, person.party_id, since=first, until=last_day(first)) for person in team]
    assert sum(one.price_cents for one in told) == 10_001
    assert [one.cash_cents for one in told] == ([10_001, 0, 0] if method == "cash" else [0, 0, 0])
