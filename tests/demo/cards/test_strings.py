"""The strings under /_fake over HTTP, and accounts that are asked for more."""

import pytest
import requests
import stripe


@pytest.fixture
def pull(server):
    """`pull(path, **json)`: (status, body); without anything to send it is a GET."""

    def ask(path, **given):
        url = f"{server.url}/_fake/{path}"
        answer = requests.post(url, json=given, timeout=10) if given else requests.get(url, timeout=10)
        return answer.status_code, answer.json()

    return ask


def test_the_clock_is_read_moved_and_never_set_back(pull, client):
    client.customers.create()
    start = pull("clock")[1]["now"]
    assert pull("clock", days=1, hours=2)[1] == {"now": start + 93_600, "frozen": True}
    status, body = pull("clock", now=start)
    assert (status, "backwards" in body["error"]["message"]) == (400, True)
    assert pull("clock", frozen=False)[1]["frozen"] is False


def test_modes_are_changed_and_reset(pull):
    assert pull("modes", hold=False, decline=["lost_card"])[1]["decline"] == ["lost_card"]
    assert pull("modes", reset=True)[1] == pull("modes")[1]
    assert pull("modes")[1]["decline"] == []
    assert pull("modes", mood="bad")[0] == 400


def test_deliveries_are_seen_and_sent(pull, client):
    client.customers.create()
    (waiting,) = pull("outbox")[1]["waiting"]
    assert waiting["type"] == "customer.created"
    (sent,) = pull("deliver", order="random", seed=1, count=1)[1]["delivered"]
    assert (sent["event"], sent["status"], sent["said"]) == (waiting["event"], 0, "ConnectionRefusedError")
    assert pull("deliver", order="sideways")[0] == 400
    assert len(pull("deliver", events=[waiting["event"]], times=2)[1]["delivered"]) == 2


def test_money_is_moved_from_outside(pull, client, session, paid):
    made = session()
    assert pull(f"sessions/{made.id}/pay", number="4000000000000002")[0] == 402
    assert pull(f"sessions/{made.id}/pay", number="4000002760003184")[1]["payment_status"] == "paid"
    assert pull("topups", amount=5_000)[1]["net"] == 5_000
    charge = client.charges.list().data[0]
    status, dispute = pull("disputes", charge=charge.id, reason="product_not_received", status="warning_needs_response")
    assert (status, dispute["status"]) == (200, "warning_needs_response")
    assert pull(f"disputes/{dispute['id']}", status="needs_response")[1]["status"] == "needs_response"
    assert pull("disputes", charge="ch_none")[0] == 400
    refund = client.refunds.create({"charge": paid().latest_charge.id})
    assert pull(f"refunds/{refund.id}/fail", reason="expired_or_canceled_card")[1]["status"] == "failed"
    server_state = pull("state")[1]
    assert server_state["objects"]["dispute"] == 1
    assert sum(sum(each.values()) for each in server_state["net_by_category"].values()) == sum(
        sum(each.values()) for each in server_state["balance"].values())


def test_a_payout_fails_from_outside(pull, client, server):
    server.topup(1_000)
    payout = client.payouts.create({"amount": 1_000, "currency": "eur"})
    assert pull(f"payouts/{payout.id}/fail", code="no_account")[1]["failure_code"] == "no_account"


def test_an_account_that_does_not_answer_in_time_is_disabled(pull, client, server, worker, told):
    told()
    asked = ["individual.verification.document"]
    pull(f"accounts/{worker.id}", currently_due=asked, current_deadline=server.now + 86_400)
    found = client.accounts.retrieve(worker.id)
    assert (found.payouts_enabled, found.requirements.currently_due) == (True, asked)
    server.advance(days=1)
    found = client.accounts.retrieve(worker.id)
    assert (found.payouts_enabled, found.capabilities.transfers) == (False, "inactive")
    assert found.requirements.disabled_reason == "requirements.past_due"
    assert told() == ["account.updated"] * 2
    server.onboard(worker.id)
    assert client.accounts.retrieve(worker.id).payouts_enabled is True


def test_words_of_every_object_can_be_changed(client, server, paid, worker, session):
    charge = paid(10_000).latest_charge
    sent = client.transfers.create(
        {"amount": 500, "currency": "eur", "destination": worker.id, "source_transaction": charge.id})
    back = client.transfers.reversals.create(sent.id, {"amount": 100})
    refund = client.refunds.create({"charge": charge.id, "amount": 100})
    method = client.payment_methods.create({
        "type": "card", "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2030}})
    server.topup(1_000)
    payout = client.payouts.create({"amount": 500, "currency": "eur"})
    dispute = server.dispute(paid().latest_charge.id)
    label = {"metadata": {"booking": "7"}}
    changed = [
        client.charges.update(charge.id, label), client.transfers.update(sent.id, label),
        client.transfers.reversals.update(sent.id, back.id, label), client.refunds.update(refund.id, label),
        client.payment_methods.update(method.id, label), client.payouts.update(payout.id, label),
        client.disputes.update(dispute["id"], label), client.accounts.update(worker.id, label),
        client.checkout.sessions.update(session().id, label), client.customers.create(label),
    ]
    assert [each.metadata["booking"] for each in changed] == ["7"] * len(changed)
    customer = client.customers.create()
    assert client.payment_methods.attach(method.id, {"customer": customer.id}).customer == customer.id
    assert client.payment_methods.retrieve(method.id).customer == customer.id


def test_an_account_is_listed_changed_and_deleted(client, worker):
    assert [each.id for each in client.accounts.list().data] == [worker.id]
    changed = client.accounts.update(worker.id, {
        "business_profile": {"url": "https://example.org"},
        "settings": {"payouts": {"schedule": {"interval": "weekly", "weekly_anchor": "friday"}}},
        "capabilities": {"card_payments": {"requested": False}},
    })
    assert changed.business_profile.url == "https://example.org"
    assert changed.settings.payouts.schedule.interval == "weekly"
    assert "card_payments" not in changed.capabilities
    assert client.accounts.delete(worker.id).deleted is True
    with pytest.raises(stripe.PermissionError):
        client.accounts.retrieve(worker.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.account_links.create({"account": worker.id, "type": "account_onboarding"})
