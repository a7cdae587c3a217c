"""Checkout: the session, and the pages as a browser without JavaScript meets them."""

import re
from urllib.parse import urlsplit

import pytest
import requests
import stripe

BACK = "http://127.0.0.1:9/back"


def visit(url):
    return requests.get(url, allow_redirects=False, timeout=10)


def send(url, **form):
    return requests.post(url, data=form, allow_redirects=False, timeout=10)


def test_paying_leads_to_the_shop_with_the_sessions_id(client, session, told):
    made = session(payment_intent_data={"transfer_group": "BOOKING-7", "metadata": {"booking": "7"}})
    assert (made.status, made.payment_status, made.payment_intent) == ("open", "unpaid", None)
    assert (made.amount_total, made.expires_at) == (10_000, made.created + 86_400)
    page = visit(made.url)
    assert page.status_code == 200
    assert "100.00 EUR" in page.text
    assert "Two hours of cleaning" in page.text
    assert "Make-believe" in page.text
    assert f'href="{BACK}"' in page.text
    assert "<script" not in page.text
    assert len(page.content) < 15_000
    done = send(made.url, number="4242424242424242", email="a@example.org", name="A")
    assert (done.status_code, done.headers["Location"]) == (303, f"http://127.0.0.1:9/ok?s={made.id}")
    found = client.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    assert (found.status, found.payment_status, found.customer, found.url) == ("complete", "paid", None, None)
    assert found.customer_details.email == "a@example.org"
    assert (found.payment_intent.transfer_group, found.payment_intent.metadata["booking"]) == ("BOOKING-7", "7")
    assert found.payment_intent.latest_charge.transfer_group == "BOOKING-7"
    assert found.line_items.data[0].amount_total == 10_000
    assert told() == [
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    assert visit(made.url).headers["Location"] == f"http://127.0.0.1:9/ok?s={made.id}"
    send(made.url, number="4242424242424242")
    assert len(client.charges.list().data) == 1


def test_a_declined_card_may_be_followed_by_another(client, session):
    made = session()
    refused = send(made.url, number="4000000000009995", email="a@example.org")
    assert refused.status_code == 402
    assert "insufficient funds" in refused.text
    assert 'value="a@example.org"' in refused.text
    assert client.checkout.sessions.retrieve(made.id).status == "open"
    assert send(made.url, number="5555555555554444").status_code == 303
    charges = client.charges.list().data
    assert [each.status for each in charges] == ["succeeded", "failed"]
    assert len({each.payment_intent for each in charges}) == 1


def test_a_number_that_is_no_test_card_is_refused(session, client):
    made = session()
    assert "Never type a real card" in send(made.url, number="4111111111111111").text
    assert client.charges.list().data == []


@pytest.mark.parametrize("number", ["4000002500003155", "4000002760003184"])
def test_the_bank_asks_the_owner(client, session, server, number):
    made = session()
    asked = send(made.url, number=number)
    page = server.url + asked.headers["Location"]
    assert "100.00 EUR" in visit(page).text
    failed = send(page, answer="fail")
    assert failed.headers["Location"] == f"/c/pay/{made.id}"
    assert client.checkout.sessions.retrieve(made.id).status == "open"
    page = server.url + send(made.url, number=number).headers["Location"]
    done = send(page, answer="complete")
    assert done.headers["Location"] == f"http://127.0.0.1:9/ok?s={made.id}"
    charge = client.charges.list().data[0]
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert send(page, answer="complete").status_code == 303
    assert len(client.charges.list().data) == 1


def test_a_card_saved_while_paying_pays_later(client, session, paid, server):
    made = session(payment_intent_data={"setup_future_usage": "off_session"})
    server.pay(made.id, number="4000002500003155", email="b@example.org")
    found = client.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent", "customer"]})
    assert found.customer.email == "b@example.org"
    later = paid(3_000, found.payment_intent.payment_method, customer=found.customer.id, off_session=True)
    assert later.status == "succeeded"


def test_setup_mode_saves_a_card(client, session, server, told):
    customer = client.customers.create({"email": "c@example.org"})
    made = session(mode="setup", currency="eur", customer=customer.id, setup_intent_data={"metadata": {"m": "1"}})
    told()
    assert send(made.url, number="4000000000000341").status_code == 303
    found = client.checkout.sessions.retrieve(made.id, {"expand": ["setup_intent"]})
    assert (found.payment_status, found.setup_intent.status) == ("no_payment_required", "succeeded")
    assert len(client.payment_methods.list({"customer": customer.id}).data) == 1
    assert told() == [
        "setup_intent.created", "payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"]


def test_a_hold_is_unpaid_until_it_is_collected(client, session, server):
    made = session(payment_intent_data={"capture_method": "manual"})
    server.pay(made.id)
    found = client.checkout.sessions.retrieve(made.id)
    assert (found.status, found.payment_status) == ("complete", "unpaid")
    client.payment_intents.capture(found.payment_intent)
    assert client.checkout.sessions.retrieve(made.id).payment_status == "paid"


def test_sessions_expire_by_themselves_or_when_told(server, client, session, told):
    sooner, later, ended = session(expires_at=server.now + 1_800), session(), session()
    assert client.checkout.sessions.expire(ended.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        client.checkout.sessions.expire(ended.id)
    server.advance(minutes=30)
    statuses = [client.checkout.sessions.retrieve(each.id).status for each in (sooner, later)]
    assert statuses == ["expired", "open"]
    server.advance(hours=24)
    assert client.checkout.sessions.retrieve(later.id).status == "expired"
    assert told() == ["checkout.session.expired"] * 3
    gone = visit(later.url)
    assert (gone.status_code, BACK in gone.text) == (410, True)
    assert send(later.url, number="4242424242424242").status_code == 303
    assert client.charges.list().data == []
    found = client.checkout.sessions.list({"status": "expired"}).data
    assert [each.id for each in found] == [ended.id, later.id, sooner.id]


@pytest.mark.parametrize(("wrong", "param"), [
    ({"expires_at": 1}, "expires_at"), ({"line_items": []}, "line_items"), ({"success_url": "nowhere"}, "success_url"),
    ({"customer": "cus_nobody"}, "customer"), ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
    ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items[0][price]"),
])
def test_what_does_not_fit_is_refused_by_name(session, wrong, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        session(**wrong)
    assert refused.value.param == param


def test_onboarding_opens_once_and_ends_three_ways(server, client, told):
    account = client.accounts.create({"type": "express", "capabilities": {"transfers": {"requested": True}}})
    assert (account.charges_enabled, account.requirements.disabled_reason) == (False, "requirements.past_due")
    assert account.requirements.currently_due

    def link():
        return client.account_links.create({
            "account": account.id, "type": "account_onboarding", "refresh_url": "http://127.0.0.1:9/again",
            "return_url": "http://127.0.0.1:9/back"}).url

    wanted = {"open": (True, False, "requirements.past_due"), "refused": (True, False, "rejected.other"),
              "complete": (True, True, None)}
    for outcome, facts in wanted.items():
        url = link()
        assert "Make-believe" in visit(url).text
        assert visit(url).headers["Location"] == "http://127.0.0.1:9/again"
        assert send(url, outcome=outcome).headers["Location"] == "http://127.0.0.1:9/back"
        assert send(url, outcome="complete").status_code == 400
        found = client.accounts.retrieve(account.id)
        assert (found.details_submitted, found.payouts_enabled, found.requirements.disabled_reason) == facts
    assert found.capabilities.transfers == "active"
    assert told() == ["account.updated"] * 3
    late = link()
    server.advance(minutes=11)
    assert visit(late).headers["Location"] == "http://127.0.0.1:9/again"


def test_every_page_says_that_it_is_make_believe(server, client, session, paid):
    account = client.accounts.create({"type": "express"})
    asked = client.payment_intents.create({
        "amount": 500, "currency": "eur", "confirm": True, "payment_method": "pm_card_authenticationRequired"})
    login = client.accounts.login_links.create(account.id).url
    pages = [session().url, asked.next_action.redirect_to_url.url, login, f"{server.url}/c/pay/cs_nobody",
             f"{server.url}/setup/{account.id}/link_none", f"{server.url}/express/acct_nobody"]
    for url in pages:
        page = visit(url)
        assert "no money moves" in page.text, urlsplit(url).path
        assert "<script" not in page.text
        assert re.search(r'<html lang="en">', page.text)
