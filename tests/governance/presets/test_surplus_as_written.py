"""Each preset shares out the same February as its source says: every figure below was worked out by hand.

The surplus is 1,000.01. Of 25 hours members worked 20 (Ada 10, Bo 7, Cy 3), so that 5/25 of it, 200.002, rounded up
200.01, comes from somebody else's work and is nobody's dividend. All members vote half dividends, half reserve.
"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.config import Settings
from coop.governance.distribution.queries import dividends_of, lines_of
from coop.governance.electorate.rules import pseudonym
from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import findings
from coop.ledger.models import Party, Period
from coop.money.payouts import actions as payouts
from coop.money.payouts.queries import dues
from coop.notices.models import Notice
from coop.people.obligations.chores import dividends_come_due
from coop.people.obligations.models import CapitalObligation
from coop.policies.models import Decision

HALVES = {"dividends": 50, "reserve": 50}

AS_WRITTEN = {
    # 20% to reserve: 200.002, up to 200.01, which is the non-members' part, too. 800.00 is voted on.
    "ica": {
        "lines": [("reserve", "floor", 20_001), ("dividends", "vote", 40_000), ("reserve", "vote", 40_000)],
        "dividends": {"Ada": (20_000, 0), "Bo": (14_000, 0), "Cy": (6_000, 0), "Dee": (0, 0)},
    },
    # 30% is 300.003, 3% is 30.0003; 669.99 is left, of which the odd cent goes to what stands first on the ballot.
    "italy": {
        "lines": [("reserve", "floor", 30_001), ("solidarity", "floor", 3_001), ("dividends", "vote", 33_500),
                  ("reserve", "vote", 33_499)],
        "dividends": {"Ada": (16_750, 0), "Bo": (11_725, 0), "Cy": (5_025, 0), "Dee": (0, 0)},
    },
    # 20% and 5%: 200.01 and 50.01; 749.99 is left.
    "spain": {
        "lines": [("reserve", "floor", 20_001), ("education", "floor", 5_001), ("dividends", "vote", 37_500),
                  ("reserve", "vote", 37_499)],
        "dividends": {"Ada": (18_750, 0), "Bo": (13_125, 0), "Cy": (5_625, 0), "Dee": (0, 0)},
    },
    # 15% is 150.0015, 25% is 250.0025; the reserve is topped up by 50.00 to the non-members' part; 549.99 is left.
    # Dividends 525.01 by half hours, half earnings: Ada (10/20 + 300/800)/2 = 0.4375, and 1.3 times that for three
    # years: 0.56875; Bo (7/20 + 300/800)/2 = 0.3625; Cy (3/20 + 200/800)/2 = 0.2. That is 91, 58 and 32 of 181:
    # 263.9553, 168.2352, 92.8195; the two cents left go to Cy and Ada, whose remainders are largest.
    "france-scop": {
        "lines": [("reserve", "floor", 15_001), ("dividends", "floor", 25_001), ("reserve", "non_member", 5_000),
                  ("dividends", "vote", 27_500), ("reserve", "vote", 27_499)],
        "dividends": {"Ada": (26_396, 0), "Bo": (16_823, 0), "Cy": (9_282, 0), "Dee": (0, 0)},
    },
    # As the co-operative principles, a fifth of each dividend in cash.
    "us-subchapter-t": {
        "lines": [("reserve", "floor", 20_001), ("dividends", "vote", 40_000), ("reserve", "vote", 40_000)],
        "dividends": {"Ada": (4_000, 16_000), "Bo": (2_800, 11_200), "Cy": (1_200, 4_800), "Dee": (0, 0)},
    },
    # What others' work left over goes to the collective account, 200.01; of the 800.00 of members' work half goes
    # there, and half to their accounts by hours, a fifth of it in cash. Nothing is left to vote on.
    "colab": {
        "lines": [("reserve", "non_member", 20_001), ("reserve", "floor", 40_000), ("dividends", "floor", 40_000)],
        "dividends": {"Ada": (4_000, 16_000), "Bo": (2_800, 11_200), "Cy": (1_200, 4_800), "Dee": (0, 0)},
    },
}  # fmt: skip


@pytest.fixture
def shared_out(session, founded_on, vote):
    """Found on a preset and share February out; returns the people and the outcome."""

    def shared_out(preset):
        people = founded_on(preset)
        members = [person for name, person in people.items() if name != "Sam Stranger"]
        period = session.execute(select(Period.id)).scalar_one()
        outcome = vote("distribute", {"period_id": period}, [(who, HALVES) for who in members], author=people["Ada"])
        return people, outcome

    return shared_out


@pytest.mark.parametrize("preset", AS_WRITTEN)
def test_the_surplus_goes_where_the_source_says(session, shared_out, preset):
    people, outcome = shared_out(preset)
    due = AS_WRITTEN[preset]
    posted = [(line.use, line.basis, line.amount_cents) for line in lines_of(session, outcome.decision_id)]
    assert [line for line in posted if line[2]] == due["lines"]
    assert sum(line[2] for line in posted) == 100_001
    assert balance(session, chart.RESERVE) == -sum(cents for use, _basis, cents in due["lines"] if use == "reserve")

    reference = session.get_one(Decision, outcome.decision_id).reference
    names = {
        pseudonym(reference, token): name for name, person in people.items()
        for token in session.execute(select(Party.token).where(Party.id == person.party_id)).scalars()
    }  # fmt: skip
    each = dividends_of(session, outcome.decision_id)
    paid = {names[one.token]: (one.cash_cents, one.retained_cents) for one in each}
    assert paid == due["dividends"]
    for name, (cash_cents, retained_cents) in due["dividends"].items():
        party_id = people[name].party_id
        in_cash = chart.PATRONAGE_DATED if preset == "colab" else chart.PATRONAGE_PAYABLE
        assert balance(session, in_cash, party_id=party_id) == -cash_cents
        assert balance(session, chart.PATRONAGE_QUALIFIED, party_id=party_id) == -retained_cents
    assert findings(session) == []


def dividends_payable(session):
    return {one.person.display_name: one.sums.dividend_cents for one in dues(session, minimum_cents=1)
            if one.sums.dividend_cents}  # fmt: skip


def test_a_fifth_in_cash_falls_due_by_itself_8_and_a_half_months_after_the_period(
    engine, session, shared_out, tmp_path
):
    people, _outcome = shared_out("colab")
    session.commit()
    settings = Settings(mode="test", data_dir=tmp_path, secret_key="k" * 32, password_salt="s" * 16,
                        totp_secret="t" * 32)  # fmt: skip
    enacted = dt.datetime(2026, 3, 14, 9, tzinfo=dt.UTC)
    day = dt.datetime(2026, 11, 15, 9, tzinfo=dt.UTC)  # 28 February, eight months and fifteen days
    assert dividends_come_due(engine, settings, enacted) == 0
    session.expire_all()
    days = {one.due_on for one in session.execute(select(CapitalObligation)).scalars()
            if one.account == chart.PATRONAGE_DATED}  # fmt: skip
    assert days == {dt.date(2026, 11, 15)}
    # The rest within three years of the day it was kept.
    kept = session.execute(
        select(CapitalObligation.due_on).where(CapitalObligation.account == chart.PATRONAGE_QUALIFIED)
    ).scalars()
    assert set(kept) == {dt.date(2029, 3, 14)}
    assert dividends_payable(session) == {}
    session.commit()  # SQLite has one writer: the duty needs its turn

    assert dividends_come_due(engine, settings, day - dt.timedelta(days=1)) == 0
    assert dividends_come_due(engine, settings, day) == 3
    assert dividends_come_due(engine, settings, day) == 0
    session.expire_all()
    assert dividends_payable(session) == {"Ada": 4_000, "Bo": 2_800, "Cy": 1_200}
    told = session.execute(select(Notice.subject, Notice.person_id).where(Notice.kind == "capital-due")).all()
    assert set(told) == {("Your dividend in cash is paid out", people[name].id) for name in ("Ada", "Bo", "Cy")}

    for name in ("Ada", "Bo", "Cy"):
        payouts.set_details(session, people[name], holder=name, iban="FR1420041010050500013M02606", bic="", at=day)
    run = payouts.draw_up(session, drawn_up_by=people["Ada"], at=day)
    payouts.approve(session, run, approved_by=people["Bo"], at=day)
    payouts.carry_out(session, run, carried_out_by=people["Ada"], paid_on=day.date(), at=day)
    session.commit()
    assert balance(session, chart.PATRONAGE_PAYABLE) == balance(session, chart.PATRONAGE_DATED) == 0
    assert dividends_payable(session) == {}
    assert findings(session) == []
