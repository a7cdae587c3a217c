"""What moves money, or says where it goes, asks for the password again after a while."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from coop.ledger.models import Period
from coop.money.payouts.models import PayoutApproval, PayoutDetails, PayoutExecution, PayoutReturn
from coop.web.once import form_key
from tests.factories import sign_in
from tests.money.payouts.conftest import IBAN, earn, owed, run  # noqa: F401  fixtures

AGAIN = "/my/security/again?next="


def stale(client, person):
    """The person's browser, an hour after the password was entered."""
    sign_in(client, person)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 3_600
    return client


def nothing_happened(session, *models):
    session.rollback()
    return all(session.execute(select(func.count()).select_from(model)).scalar_one() == 0 for model in models)


@pytest.mark.parametrize("deed", ["approval", "payment", "discard"])
def test_a_payout_run(session, client, run, steward, deed):  # noqa: F811  the fixture
    path = f"/desk/payouts/{run.reference}"
    stale(client, steward)
    assert client.get(path).location == AGAIN + path
    answers = {"form_key": form_key(), "paid_on": "2026-03-02"}
    assert client.post(f"{path}/{deed}", data=answers, headers={"Referer": path}).location == AGAIN + path
    assert nothing_happened(session, PayoutApproval, PayoutExecution)
    sign_in(client, steward)
    assert client.get(path).status_code == 200


def test_a_payout_that_came_back(session, client, run, steward, worker):  # noqa: F811
    path = f"/desk/payouts/{run.reference}/returned/{worker.party_id}"
    stale(client, steward)
    assert client.get(path).location == AGAIN + path
    client.post(path, data={"form_key": form_key(), "returned_on": "2026-03-02"})
    assert nothing_happened(session, PayoutReturn)


def test_ones_bank_details(session, client, worker):
    path = "/my/payout-details"
    stale(client, worker)
    assert client.get(path).location == AGAIN + path
    answers = {"form_key": form_key(), "holder": "Mallory", "iban": IBAN, "bic": ""}
    assert client.post(path, data=answers, headers={"Referer": path}).location == AGAIN + path
    assert nothing_happened(session, PayoutDetails)


def test_closing_a_period(session, client, steward):
    path = "/desk/periods"
    stale(client, steward)
    assert client.get(path).location == AGAIN + path
    answers = {"form_key": form_key(), "opens_on": "2026-01-01", "closes_on": "2026-01-31"}
    assert client.post(path, data=answers, headers={"Referer": path}).location == AGAIN + path
    assert nothing_happened(session, Period)


def test_paying_a_share_back(client, steward):
    path = "/desk/membership/redemptions/1"
    assert stale(client, steward).get(path).location == AGAIN + path
