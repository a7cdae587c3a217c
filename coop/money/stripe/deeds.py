"""Every kind of attempt, and carrying any of them out: now, or again after a crash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, select

from coop.db.session import transaction
from coop.money.cards.interface import Refused, Unreachable
from coop.money.stripe.accounts import actions as accounts
from coop.money.stripe.attempts.actions import AGAIN_AFTER, Deed, perform
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import unanswered
from coop.money.stripe.captures import actions as captures
from coop.money.stripe.checkouts import actions as checkouts
from coop.money.stripe.client import Fields, Gateway
from coop.money.stripe.disputes.actions import EVIDENCE, evidence_deed
from coop.money.stripe.disputes.models import CardDisputeEvidence
from coop.money.stripe.keeping import actions as keeping
from coop.money.stripe.keeping.queries import SETUP
from coop.money.stripe.refunds import actions as refunds
from coop.money.stripe.transfers import actions as transfers

DEEDS: dict[str, Deed] = {
    checkouts.CHECKOUT: checkouts.DEED,
    checkouts.CLOSE: checkouts.CLOSING_DEED,
    captures.CAPTURE: captures.DEED,
    transfers.TRANSFER: transfers.TRANSFER_DEED,
    transfers.REVERSAL: transfers.REVERSAL_DEED,
    refunds.REFUND: refunds.DEED,
    accounts.ACCOUNT: accounts.DEED,
    keeping.CUSTOMER: keeping.CUSTOMER_DEED,
    SETUP: keeping.SETUP_DEED,
    keeping.CHARGE: keeping.CHARGE_DEED,
    keeping.DETACH: keeping.DETACH_DEED,
    keeping.FORGET: keeping.FORGET_DEED,
}


def carry_out(engine: Engine, gateway: Gateway, attempt_id: int, *, at: dt.datetime) -> Fields | None:
    """Ask Stripe, and record the answer; None when it was answered. Raises Unreachable and Refused."""
    with transaction(engine, write=False) as session:
        attempt = session.get_one(Attempt, attempt_id)
        if attempt.deed == EVIDENCE:
            words = session.execute(
                select(CardDisputeEvidence.words).where(CardDisputeEvidence.attempt_id == attempt_id)
            ).scalar_one()
            deed = evidence_deed(words)
        else:
            deed = DEEDS[attempt.deed]
    return perform(engine, gateway, deed, attempt_id, at=at)


def resume(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Repeat what was never answered, under its own key; returns how many were answered now."""
    with transaction(engine, write=False) as session:
        open_ones = [attempt.id for attempt in unanswered(session, before=at - AGAIN_AFTER)]
    done = 0
    for attempt_id in open_ones:
        try:
            carry_out(engine, gateway, attempt_id, at=at)
        except Unreachable:
            continue
        except Refused:
            pass
        done += 1
    return done
