"""A team's share by card: a transfer to each who has an account, and each gives back their own part of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.money.cards.models import CardTransfer
from coop.money.payments import actions as payments
from coop.money.stripe.deeds import resume
from coop.money.teams.actions import fix_shares
from tests.factories import NOW, make_member
from tests.money.stripe.agreeing import agree


@pytest.fixture
def team(session, worker):
    people = [worker, make_member(session, "Wilma"), make_member(session, "Wim")]
    parts = [(person.party_id, each) for person, each in zip(people, (2, 1, 1), strict=True)]
    fix_shares(session, "booking:A1", parts, price_cents=10_001, fee_cents=500)
    session.commit()
    return people


def objects(cards, kind):
    with cards.processor.store.transaction():
        return list(cards.processor.store.oldest(kind))


def sent(session):
    query = select(CardTransfer.party_id, CardTransfer.amount_cents).where(CardTransfer.outcome == "sent")
    return dict(session.execute(query).all())


def owed(session, people, code=chart.WORKERS_PAYABLE):
    return [balance(session, code, party_id=person.party_id) for person in people]


@pytest.mark.parametrize(("bearer", "tip"), [("fund", 0), ("worker", 0), ("fund", 1_001)])
def test_each_with_an_account_is_sent_their_own_and_the_others_wait_for_the_bank(
    session, cards, team, paid, done, settle, connect, rule, bearer, tip
):
    rule("cards.fee_bearer", bearer)
    lead, one, _other = team
    connect(lead)
    connect(one)
    paid(cents=10_001, tip=tip)
    done(price=10_001)
    before = owed(session, team)
    settle()
    assert sent(session) == {lead.party_id: -before[0], one.party_id: -before[1]}
    assert owed(session, team) == [0, 0, before[2]]
    if bearer == "fund":
        assert before == ([-4_751, -2_375, -2_375] if not tip else [-4_751 - 501, -2_375 - 250, -2_375 - 250])
    else:
        assert sum(before) > -9_501
    made = objects(cards, "transfer")
    assert len(made) == 2
    assert {each["source_transaction"] for each in made} == {made[0]["source_transaction"]} - {None}
    settle()
    assert len(objects(cards, "transfer")) == 2, "and never again"
    agree(session, cards)


def test_who_connects_later_is_paid_by_bank_or_sent_what_is_settled_later(
    session, cards, clock, team, paid, done, settle, connect
):
    connect(team[0])
    paid(cents=10_001)
    done(price=10_001)
    settle()
    clock.at += dt.timedelta(minutes=1)
    connect(team[1])
    settle()
    assert set(sent(session)) == {team[0].party_id}
    assert owed(session, team) == [0, -2_375, -2_375]
    agree(session, cards)


def test_a_refund_takes_back_of_each_transfer_its_part(session, cards, team, paid, done, settle, connect):
    lead, one, _other = team
    connect(lead)
    connect(one)
    paid(cents=10_001)
    done(price=10_001)
    settle()
    payments.refund_after(session, reference="A1", amount_cents=4_000, reason="", decided_by=None,
                          day=NOW.date(), at=NOW)  # fmt: skip
    session.commit()
    clawed = owed(session, team, chart.CLAWBACK)
    assert sum(clawed) > 0 == clawed[2]
    settle()
    assert owed(session, team, chart.CLAWBACK) == [0, 0, 0]
    reversed_cents = sorted(each["amount"] for each in objects(cards, "transfer_reversal"))
    assert reversed_cents == sorted(clawed[:2])
    agree(session, cards)


@pytest.mark.parametrize("bearer", ["fund", "worker"])
def test_a_dispute_lost_is_borne_in_parts(session, cards, team, paid, done, settle, tell, rule, bearer):
    rule("cards.dispute_bearer", bearer)
    charge = paid(cents=10_001)
    done(price=10_001)
    made = cards.dispute(charge)
    tell()
    settle()
    cards.decide(made["id"], "lost")
    tell()
    settle()
    assert owed(session, team, chart.CLAWBACK) == ([4_751, 2_375, 2_375] if bearer == "worker" else [0, 0, 0])


def test_one_of_two_transfers_fails_and_comes_later(session, cards, engine, account, clock, team, paid, done, settle,
                                                    connect):  # fmt: skip
    connect(team[0])
    connect(team[1])
    paid(cents=10_001)
    done(price=10_001)
    cards.fail_next("/v1/transfers", "drop_after")
    settle()
    clock.at += dt.timedelta(minutes=40)
    cards.advance(minutes=40)
    session.commit()
    resume(engine, account, at=clock.at)
    settle()
    assert sent(session) == {team[0].party_id: 4_751, team[1].party_id: 2_375}
    assert len(objects(cards, "transfer")) == 2
    agree(session, cards)


def test_the_database_sends_nobody_anothers_part(session, cards, team, paid, done):
    paid(cents=10_001)
    done(price=10_001)
    with pytest.raises(DBAPIError, match="no more than their part"):
        session.execute(
            text("INSERT INTO card_transfers (subject, number, party_id, payment_id, amount_cents, made_at) "
                 "SELECT 'booking:A1', 1, :who, MIN(id), 2376, '2026-03-02 09:00:00.000000' FROM payments"),
            {"who": team[1].party_id},
        )  # fmt: skip
    session.rollback()
