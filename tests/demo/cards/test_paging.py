"""Lists: newest first, page by page, both ways; and what is expanded in them."""

import pytest
import stripe


def test_pages_follow_each_other_both_ways(client):
    made = [client.customers.create().id for _ in range(7)][::-1]
    first = client.customers.list({"limit": 3})
    assert ([each.id for each in first.data], first.has_more) == (made[:3], True)
    second = client.customers.list({"limit": 3, "starting_after": made[2]})
    assert ([each.id for each in second.data], second.has_more) == (made[3:6], True)
    last = client.customers.list({"limit": 3, "starting_after": made[5]})
    assert ([each.id for each in last.data], last.has_more) == (made[6:], False)
    back = client.customers.list({"limit": 3, "ending_before": made[5]})
    assert ([each.id for each in back.data], back.has_more) == (made[2:5], True)
    assert [each.id for each in client.customers.list({"limit": 2}).auto_paging_iter()] == made
    assert first.url == "/v1/customers"


def test_exactly_a_page_has_no_more(client):
    for _ in range(3):
        client.customers.create()
    assert client.customers.list({"limit": 3}).has_more is False
    assert len(client.customers.list().data) == 3


@pytest.mark.parametrize(("wrong", "param"), [
    ({"limit": 0}, "limit"), ({"limit": 101}, "limit"), ({"starting_after": "cus_none"}, "starting_after"),
    ({"created": {"above": 1}}, "created[above]"),
])
def test_a_page_that_cannot_be_is_refused(client, wrong, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.customers.list(wrong)
    assert refused.value.param == param


def test_lists_filter_before_they_page(client, paid):
    one, other = (client.customers.create({"payment_method": "pm_card_visa"}) for _ in range(2))
    for customer in (one, other, one, other, one):
        (card,) = client.payment_methods.list({"customer": customer.id}).data
        paid(500, card.id, customer=customer.id, off_session=True)
    found = client.charges.list({"customer": one.id, "limit": 2})
    assert ([each.customer for each in found.data], found.has_more) == ([one.id] * 2, True)
    assert len(list(found.auto_paging_iter())) == 3


def test_expanding_goes_four_deep_and_into_lists(client, paid, session, server):
    made = session()
    server.pay(made.id)
    found = client.checkout.sessions.list({"expand": ["data.payment_intent.latest_charge.balance_transaction"]}).data[0]
    assert found.payment_intent.latest_charge.balance_transaction.net == 9_825
    for wrong in ("data.colour", "payment_intent", "data.payment_intent.latest_charge.balance_transaction.source.x"):
        with pytest.raises(stripe.InvalidRequestError, match="expand"):
            client.checkout.sessions.list({"expand": [wrong]})


def test_refunds_are_listed_by_charge_and_by_payment(server, client, paid):
    one, other = paid(1_000), paid(1_000)
    for intent in (one, other, one):
        client.refunds.create({"payment_intent": intent.id, "amount": 100})
    asker = stripe.StripeClient(server.key, base_addresses={"api": server.url})
    found = asker.deserialize(asker.raw_request("get", f"/v1/charges/{one.latest_charge.id}/refunds"), api_mode="V1")
    by_payment = client.refunds.list({"payment_intent": one.id}).data
    assert [each.id for each in found.data] == [each.id for each in by_payment]
    assert len(found.data) == 2


def test_what_does_not_exist_is_not_found(client):
    for ask in (client.charges.retrieve, client.refunds.retrieve, client.transfers.retrieve, client.events.retrieve,
                client.disputes.retrieve, client.payouts.retrieve, client.balance_transactions.retrieve):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ask("xx_none")
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.PermissionError):
        client.accounts.retrieve("acct_none")
