"""Setting a budget at the desk."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.ledger.chart import FEES, FEES_REFUNDED, RUNNING
from coop.money.budgets.queries import standing
from coop.money.fund.actions import record_donation
from tests.factories import make_member, sign_in

NEW = "/desk/budget/new"
YEAR = {"opens_on": "2026-01-01", "closes_on": "2026-12-31"}


@pytest.fixture
def desk(client, steward):
    return sign_in(client, steward)


def sent(desk, key="k" * 20, **answers):
    return desk.post(NEW, data={**YEAR, "replaces": "0", "form_key": key, **answers})


def test_only_stewards_set_it(client, session, coop):
    for address in ("/desk/budget", NEW + "?opens_on=2026-01-01&closes_on=2026-12-31"):
        assert client.get(address).status_code in (302, 303)
    sign_in(client, make_member(session))
    assert client.get("/desk/budget").status_code == 403
    assert client.post(NEW, data=YEAR).status_code == 403


def test_a_budget_is_recorded_once_and_then_replaced(desk, session):
    assert desk.get("/desk/budget").status_code == 200
    amounts = {"income_fees": "500", "income_feesrefunded": "20", "expenses_running": "300.50"}
    for _ in range(2):
        answer = sent(desk, decision="charter", **amounts)
        assert (answer.status_code, answer.location) == (303, "/desk/budget")
    (budget,) = standing(session)
    assert dict(budget.plan.lines) == {FEES: 50_000, FEES_REFUNDED: -2_000, RUNNING: 30_050}
    assert (budget.version, budget.decision) == (1, "charter")
    form = desk.get(NEW + "?opens_on=2026-01-01&closes_on=2026-12-31&start=last").text
    assert 'value="300.50"' in form
    assert 'value="20.00"' in form
    assert 'name="replaces" type="hidden" value="1"' in form
    assert sent(desk, "l" * 20, replaces="1", expenses_running="0").status_code == 303
    assert dict(standing(session)[0].plan.lines) == {RUNNING: 0}


@pytest.mark.parametrize(
    ("answers", "status", "said"),
    [
        ({}, 422, "Enter at least one amount"),
        ({"income_fees": "much"}, 422, "Enter an amount of money"),
        ({"income_fees": "-5"}, 422, "Enter an amount of money"),
        ({"income_fees": "5", "decision": "D-77"}, 422, "There is no decision D-77"),
        ({"income_fees": "5", "decision": "\x00"}, 422, "There is no decision"),
        ({"income_fees": "5", "closes_on": "2025-12-31"}, 422, "The last day comes before the first"),
        ({"income_fees": "5", "opens_on": "soon"}, 422, "write it like 2026-03-31"),
        ({"income_fees": "5", "opens_on": "0001-01-01"}, 422, "between 1970 and 2999"),
        ({"income_fees": "5", "replaces": "4"}, 409, "that you have not seen"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_typed_is_lost(desk, session, answers, status, said):
    answer = sent(desk, expenses_tools="" if not answers else "7", **answers)
    assert answer.status_code == status
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert standing(session) == []
    if answers:
        assert 'value="7"' in answer.text or 'value="7.00"' in answer.text


def test_overlapping_days_are_said(desk, session):
    sent(desk, income_fees="1")
    answer = sent(desk, "m" * 20, income_fees="1", closes_on="2026-06-30")
    assert answer.status_code == 422
    assert "overlap with the budget of" in answer.text


def test_someone_elses_version_is_shown_before_it_is_replaced(desk, session):
    sent(desk, income_fees="11")
    answer = sent(desk, "m" * 20, income_fees="22")
    assert answer.status_code == 409
    assert "€11.00" in answer.text
    assert 'name="replaces" type="hidden" value="1"' in answer.text


def test_what_was_booked_is_a_start(desk, session, steward, now):
    day = dt.date(2026, 2, 20)
    record_donation(session, amount_cents=1_234, received_on=day, recorded_by=steward, at=now)
    for days, there in (("opens_on=2026-03-03&closes_on=2026-03-31", True),  # the 29 days until yesterday
                        ("opens_on=2026-03-03&closes_on=2026-03-05", False)):
        assert ('value="12.34"' in desk.get(f"{NEW}?{days}&start=booked").text) is there
    page = desk.get(NEW + "?opens_on=2026-04-01&closes_on=2026-06-30&start=empty")
    assert "There is a problem" not in page.text


def test_an_address_without_days_leads_to_where_they_are_asked_for(desk):
    assert desk.get(NEW).headers["Location"] == "/desk/budget"


def test_days_that_cannot_be_are_said(desk):
    for days in ("opens_on=x&closes_on=2026-01-01", "opens_on=2026-02-01&closes_on=2026-01-01", "opens_on=&closes_on=",
                 "opens_on=0001-01-01&closes_on=9999-12-31"):
        answer = desk.get(f"{NEW}?{days}")
        assert answer.status_code == 422, days
        assert "There is a problem" in answer.text
