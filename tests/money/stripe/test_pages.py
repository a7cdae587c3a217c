"""The pages about cards: a worker's account, the stewards' desk, a dispute; and none of them without cards."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from coop.money.stripe.disputes.models import CardDispute, CardDisputeEvidence
from coop.money.stripe.disputes.queries import dispute
from coop.money.stripe.reconciliation.actions import check_balance
from tests.factories import make_person, sign_in

PAGES = ("/my/card-payments", "/my/card-payments/back", "/my/card-payments/again", "/desk/cards", "/desk/disputes/1")


def key(client, page):
    return re.search(r'name="form_key"[^>]*value="([^"]+)"', client.get(page).text).group(1)


def test_a_worker_opens_an_account_and_sees_how_it_stands(client, session, cards, worker, account):
    sign_in(client, worker)
    page = client.get("/my/card-payments").text
    assert "Open an account at Stripe" in page
    assert "Test mode" in page
    gone = client.post("/my/card-payments")
    assert gone.status_code == 303
    assert gone.location.startswith(cards.url)
    made = next(account.every(lambda v1: v1.accounts.list()))
    assert "begun, and not finished" in client.get("/my/card-payments").text
    again = client.get("/my/card-payments/again")
    assert again.location.startswith(cards.url)
    assert again.location != gone.location
    cards.onboard(made["id"])
    assert client.get("/my/card-payments/back").location == "/my/card-payments"
    assert "Your account is in order" in client.get("/my/card-payments").text
    client.post("/my/card-payments")
    assert cards.state()["objects"]["account"] == 1, "one account, however often it is asked for"


def test_what_stripe_asks_for_is_said_plainly_and_an_account_switched_off_too(
    client, session, cards, worker, connect
):
    made = connect()
    sign_in(client, worker)
    cards.account(made, currently_due=["individual.verification.document", "external_account"])
    client.get("/my/card-payments/back")
    page = client.get("/my/card-payments").text
    assert "a picture of an identity document" in page
    assert "the bank account to pay to" in page
    cards.account(made, disabled_reason="rejected.fraud")
    client.get("/my/card-payments/back")
    page = client.get("/my/card-payments").text
    assert "switched this account off" in page
    assert "payout run" in page


def test_a_processor_that_does_not_answer_is_said(client, session, cards, worker):
    sign_in(client, worker)
    cards.fail_next("/v1/accounts", "500")
    assert client.post("/my/card-payments").location == "/my/card-payments"
    assert "does not answer" in client.get("/my/card-payments").text


def test_only_workers_and_stewards(app, session, coop, worker):
    visitor, person = app.test_client(), sign_in(app.test_client(), make_person(session))
    for page in PAGES:
        assert visitor.get(page).status_code in (302, 303)
        assert person.get(page).status_code == 403, page
    assert sign_in(app.test_client(), worker).get("/desk/cards").status_code == 403


def test_the_desk_shows_both_balances_and_compares_when_asked(client, session, cards, paid, steward, engine, account):
    sign_in(client, steward)
    assert "Not compared yet" in client.get("/desk/cards").text
    assert "/desk/cards" in client.get("/desk").text
    paid()
    client.post("/desk/cards", data={"form_key": key(client, "/desk/cards")})
    page = client.get("/desk/cards").text
    assert "Both sides agree, to the cent" in page
    assert "98.25" in page
    account.ask(lambda v1: v1.payment_intents.create(
        {"amount": 5_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True,
         "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}))  # fmt: skip
    session.rollback()
    client.post("/desk/cards", data={"form_key": key(client, "/desk/cards")})
    page = client.get("/desk/cards").text
    assert "The two differ" in page
    assert "is in no entry" in page
    assert "Refund it on Stripe" in page


def test_a_steward_answers_a_dispute_once(client, session, cards, paid, done, settle, steward, engine, account, clock):
    charge = paid()
    done()
    made = cards.dispute(charge)
    session.commit()
    check_balance(engine, account, at=clock.at)
    number = session.execute(select(CardDispute.id)).scalar_one()
    sign_in(client, steward)
    page = f"/desk/disputes/{number}"
    assert page in client.get("/desk/cards").text
    assert "Answer by" in client.get(page).text
    refused = client.post(page, data={"form_key": key(client, page), "words": ""})
    assert refused.status_code == 422
    sent = client.post(page, data={"form_key": key(client, page), "words": "The work was done on the day agreed."})
    assert sent.location == page
    session.expire_all()
    assert dispute(session, number).status == "under_review"
    shown = client.get(page).text
    assert "The work was done on the day agreed." in shown
    assert "Send it to the bank" not in shown
    at_stripe = account.ask(lambda v1: v1.disputes.retrieve(made["id"]))
    assert at_stripe["evidence"]["uncategorized_text"] == "The work was done on the day agreed."
    client.post(page, data={"form_key": "k" * 20, "words": "again"})
    assert session.execute(select(CardDisputeEvidence)).scalars().all()[0].words.startswith("The work")
    assert client.get("/desk/disputes/999").status_code == 404


def test_webhooks_are_signed_or_refused(client, session, cards, paid, tell):
    paid()
    assert client.post("/webhooks/stripe", data=b"{}").status_code == 400
    assert client.post("/webhooks/stripe", data=b"{}", headers={"Stripe-Signature": "t=1,v1=00"}).status_code == 400
    assert client.get("/webhooks/stripe").status_code == 405
    assert {each["status"] for each in tell(times=2)} == {200}


@pytest.mark.parametrize("age", [301, -61])
def test_stale_and_future_ones_too(client, session, cards, paid, tell, age):
    paid()
    assert {each["status"] for each in tell(age=age)} == {400}


class TestWithoutCards:
    """A co-op that set no keys."""

    @pytest.fixture
    def card_settings(self, database_url, tmp_path):
        from coop.config import Settings

        return Settings(mode="test", database_url=database_url, data_dir=tmp_path / "var", secret_key="k" * 32,
                        password_salt="s" * 16, totp_secret="t" * 32, rate_limits=False)  # fmt: skip

    def test_sees_no_trace_of_them(self, client, session, steward):
        sign_in(client, steward)
        for page in PAGES:
            assert client.get(page).status_code == 404
        assert client.post("/webhooks/stripe", data=b"{}").status_code == 404
        assert client.post("/my/card-payments").status_code == 404
        desk = client.get("/desk")
        assert "/desk/cards" not in desk.text
        assert "Test mode" not in desk.text
        assert "stripe" not in desk.headers["Content-Security-Policy"]
