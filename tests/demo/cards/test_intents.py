"""Payment intents and setup intents: every card, every status."""

import pytest
import stripe

from tests.demo.cards.conftest import balance


@pytest.mark.parametrize(("card", "code", "reason"), [
    ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
    ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
])
def test_a_decline_is_a_card_error_and_leaves_a_failed_charge(client, paid, told, card, code, reason):
    with pytest.raises(stripe.CardError) as refused:
        paid(1_000, card)
    error = refused.value
    assert (error.http_status, error.code, error.error.decline_code) == (402, code, reason)
    intent = client.payment_intents.retrieve(error.error.payment_intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.last_payment_error.decline_code) == ("requires_payment_method", reason)
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
    assert told() == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert balance(client) == (0, 0)
    again = client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert again.status == "succeeded"


def test_the_next_charges_can_be_declined(server, client, paid):
    server.decline_next("insufficient_funds")
    with pytest.raises(stripe.CardError):
        paid()
    assert paid().status == "succeeded"


def test_a_hold_is_collected_in_part_once(client, paid, told):
    held = paid(1_000, capture_method="manual")
    assert (held.status, held.amount_capturable, held.latest_charge.captured) == ("requires_capture", 1_000, False)
    assert balance(client) == (0, 0)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.capture(held.id, {"amount_to_capture": 1_001})
    assert refused.value.code == "amount_too_large"
    with pytest.raises(stripe.InvalidRequestError):
        client.refunds.create({"payment_intent": held.id})
    told()
    taken = client.payment_intents.capture(held.id, {"amount_to_capture": 700})
    assert (taken.status, taken.amount_received) == ("succeeded", 700)
    assert told() == ["charge.captured", "payment_intent.succeeded"]
    assert balance(client) == (0, 700 - 36)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.capture(held.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_hold_lapses_after_seven_days(server, client, paid, told):
    held = paid(1_000, capture_method="manual")
    told()
    server.advance(days=7)
    intent = client.payment_intents.retrieve(held.id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "automatic")
    assert told() == ["charge.expired", "payment_intent.canceled"]


def test_a_payment_can_be_given_up_until_it_succeeds(client, paid):
    intent = client.payment_intents.create({"amount": 500, "currency": "eur"})
    assert client.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_intents.cancel(paid().id)


def test_a_card_saved_with_its_owner_pays_later_without(client, paid):
    customer = client.customers.create({"email": "a@example.org"})
    setup = client.setup_intents.create({
        "customer": customer.id, "confirm": True, "payment_method": "pm_card_visa",
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    })
    assert setup.status == "succeeded"
    saved = client.payment_methods.list({"customer": customer.id}).data
    assert [each.id for each in saved] == [setup.payment_method]
    later = paid(2_000, setup.payment_method, customer=customer.id, off_session=True)
    assert (later.status, later.customer) == ("succeeded", customer.id)
    client.payment_methods.detach(setup.payment_method)
    with pytest.raises(stripe.InvalidRequestError):
        paid(2_000, setup.payment_method, customer=customer.id, off_session=True)


def test_a_card_that_always_asks_is_declined_without_its_owner(client, paid):
    customer = client.customers.create({"payment_method": "pm_card_authenticationRequired"})
    method = client.payment_methods.list({"customer": customer.id}).data[0]
    with pytest.raises(stripe.CardError) as refused:
        paid(2_000, method.id, customer=customer.id, off_session=True)
    assert refused.value.code == "authentication_required"
    asked = paid(2_000, method.id, customer=customer.id)
    assert (asked.status, asked.next_action.type) == ("requires_action", "redirect_to_url")
    assert asked.next_action.redirect_to_url.url.endswith(f"/c/authenticate/{asked.id}")


def test_a_card_can_be_saved_and_fail_later(client, paid):
    customer = client.customers.create({"payment_method": "pm_card_chargeCustomerFail"})
    method = client.payment_methods.list({"customer": customer.id}).data[0]
    with pytest.raises(stripe.CardError):
        paid(2_000, method.id, customer=customer.id, off_session=True)


def test_numbers_are_test_cards_or_refused(client):
    method = client.payment_methods.create({
        "type": "card", "card": {"number": "4242 4242 4242 4242", "exp_month": 3, "exp_year": 2031, "cvc": "123"}})
    assert (method.card.last4, method.card.exp_month, "number" in method.card) == ("4242", 3, False)
    with pytest.raises(stripe.CardError) as refused:
        client.payment_methods.create({"type": "card", "card": {
            "number": "4111111111111111", "exp_month": 3, "exp_year": 2031}})
    assert refused.value.code == "incorrect_number"


@pytest.mark.parametrize(("amount", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")])
def test_amounts_have_bounds(client, amount, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.create({"amount": amount, "currency": "eur"})
    assert refused.value.code == code


def test_intents_are_changed_and_listed(client, paid):
    customer = client.customers.create()
    first = client.payment_intents.create({"amount": 500, "currency": "eur", "metadata": {"a": "1", "b": "2"}})
    changed = client.payment_intents.update(first.id, {"customer": customer.id, "metadata": {"a": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    paid()
    assert [each.id for each in client.payment_intents.list({"customer": customer.id}).data] == [first.id]
    setup = client.setup_intents.create({"customer": customer.id})
    assert client.setup_intents.cancel(setup.id).status == "canceled"
    assert client.setup_intents.list({"customer": customer.id}).data[0].id == client.setup_intents.retrieve(setup.id).id
    with pytest.raises(stripe.InvalidRequestError):
        client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    with pytest.raises(stripe.CardError):
        client.setup_intents.create({"confirm": True, "payment_method": "pm_card_chargeDeclined"})


def test_customers_are_changed_and_deleted(client):
    customer = client.customers.create({"name": "A", "payment_method": "pm_card_visa", "address": {"city": "Trieste"}})
    client.customers.update(customer.id, {"name": "B"})
    found = client.customers.retrieve(customer.id)
    assert (found.name, found.address.city) == ("B", "Trieste")
    method = client.customers.payment_methods.list(customer.id).data[0]
    client.customers.delete(customer.id)
    assert client.customers.retrieve(customer.id).deleted is True
    assert client.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_methods.attach(method.id, {"customer": client.customers.create().id})
