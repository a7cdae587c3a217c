"""Disputes and inquiries: what they take, what they give back, and who decides when nobody does."""

import pytest
import stripe

from tests.demo.cards.conftest import balance

FEE = 2_000


def only_dispute(client, charge):
    (found,) = client.disputes.list({"charge": charge.id}).data
    return found


def test_a_disputed_card_takes_the_money_and_a_fee(client, paid, told):
    charge = paid(10_000, "pm_card_createDispute").latest_charge
    dispute = only_dispute(client, charge)
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 10_000)
    (taken,) = dispute.balance_transactions
    assert (taken.amount, taken.fee, taken.net) == (-10_000, FEE, -12_000)
    assert (taken.type, taken.reporting_category, taken.source) == ("adjustment", "dispute", dispute.id)
    assert balance(client) == (-12_000, 9_825)
    assert client.charges.retrieve(charge.id).disputed is True
    assert told()[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(("evidence", "status", "net"), [
    ("winning_evidence", "won", -FEE), ("losing_evidence", "lost", -12_000), ("It was done.", "under_review", -12_000),
])
def test_evidence_decides(client, paid, told, evidence, status, net):
    dispute = only_dispute(client, paid(10_000, "pm_card_createDispute").latest_charge)
    draft = client.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": False})
    assert (draft.status, draft.evidence_details.has_evidence, draft.evidence_details.submission_count) == (
        "needs_response", True, 0)
    told()
    sent = client.disputes.update(dispute.id, {"submit": True})
    assert (sent.status, sent.evidence_details.submission_count) == (status, 1)
    assert sum(each.net for each in sent.balance_transactions) == net
    assert balance(client)[0] == net
    wanted = {"won": ["charge.dispute.updated", "charge.dispute.funds_reinstated", "charge.dispute.closed"],
              "lost": ["charge.dispute.updated", "charge.dispute.closed"], "under_review": ["charge.dispute.updated"]}
    assert told() == wanted[status]
    with pytest.raises(stripe.InvalidRequestError):
        client.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "more"}})


def test_what_is_reinstated_has_its_own_category(server, client, paid):
    dispute = server.dispute(paid(10_000).latest_charge.id, reason="product_not_received")
    server.decide(dispute["id"], "under_review")
    server.decide(dispute["id"], "won")
    back = client.disputes.retrieve(dispute["id"]).balance_transactions[-1]
    assert (back.net, back.reporting_category) == (10_000, "dispute_reversal")


def test_silence_loses_at_the_deadline(server, client, paid):
    dispute = only_dispute(client, paid(10_000, "pm_card_createDispute").latest_charge)
    assert dispute.evidence_details.due_by > server.now + 13 * 86_400
    server.advance(days=16)
    found = client.disputes.retrieve(dispute.id)
    assert (found.status, found.evidence_details.past_due) == ("lost", True)


def test_giving_up_loses_once(client, paid):
    dispute = only_dispute(client, paid(10_000, "pm_card_createDispute").latest_charge)
    assert client.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        client.disputes.close(dispute.id)


def test_an_inquiry_takes_nothing_and_ends_with_a_refund(client, paid, told):
    charge = paid(10_000, "pm_card_createDisputeInquiry").latest_charge
    inquiry = only_dispute(client, charge)
    assert (inquiry.status, inquiry.balance_transactions, inquiry.is_charge_refundable) == (
        "warning_needs_response", [], True)
    assert balance(client) == (0, 9_825)
    told()
    client.refunds.create({"charge": charge.id})
    assert client.disputes.retrieve(inquiry.id).status == "warning_closed"
    assert told() == ["refund.created", "charge.refunded", "charge.dispute.closed"]


def test_an_inquiry_can_become_a_dispute(server, client, paid):
    inquiry = only_dispute(client, paid(10_000, "pm_card_createDisputeInquiry").latest_charge)
    found = client.disputes.update(inquiry.id, {"evidence": {"uncategorized_text": "escalate_inquiry_evidence"}})
    assert (found.status, sum(each.net for each in found.balance_transactions)) == ("needs_response", -12_000)
    server.advance(days=20)
    assert client.disputes.retrieve(inquiry.id).status == "lost"


def test_an_inquiry_that_is_left_closes(server, client, paid):
    inquiry = only_dispute(client, paid(10_000, "pm_card_createDisputeInquiry").latest_charge)
    server.advance(days=40)
    assert client.disputes.retrieve(inquiry.id).status == "warning_closed"


@pytest.mark.parametrize("wrong", [
    {"reason": "mood"}, {"status": "won"}, {"amount": 10_001}, {"amount": 0},
])
def test_what_cannot_be_disputed_is_refused(server, client, paid, wrong):
    charge = paid(10_000).latest_charge
    with pytest.raises(Exception, match=r"reason|begins as|amount"):
        server.dispute(charge.id, **wrong)
    assert client.disputes.list().data == []


def test_a_decided_dispute_stays_decided(server, client, paid):
    dispute = server.dispute(paid(10_000).latest_charge.id)
    server.decide(dispute["id"], "won")
    for status in ("lost", "needs_response", "won"):
        with pytest.raises(Exception, match="cannot become"):
            server.decide(dispute["id"], status)
    assert balance(client)[0] == -FEE
