"""Card payments and a person who goes: what Stripe knows of them is Stripe's to erase; here stay numbers of nobody."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from coop.db.erasing import Fates, Gone, Kept, Subject, fates, kept_until, mentions
from coop.money.cards.models import AccountState, ConnectedAccount
from coop.money.erasing import years_kept
from coop.money.kept_cards.actions import forget_card
from coop.money.kept_cards.queries import cards_of, customer_of
from coop.money.stripe.attempts.models import CardMode
from coop.money.stripe.disputes.models import CardDispute, CardDisputeEvidence
from coop.money.stripe.keeping.actions import forget_customer
from coop.policies.queries import local_day

FATES: dict[str, Fates] = {
    "card_mode": fates(),
    "card_attempts": fates(nameless="subject parameters", nobody="key deed"),
    "card_attempt_answers": fates(nameless="object_id", nobody="refused"),
    "card_events": fates(nobody="event_id kind object_id"),
    "card_events_settled": fates(),
    "card_checkouts": fates(nameless="subject", nobody="purpose session_id"),
    "card_checkout_ends": fates(nobody="outcome"),
    "card_authorisations": fates(nameless="subject", nobody="processor_id"),
    "card_authorisation_answers": fates(nobody="outcome"),
    "card_captures": fates(nameless="worker_party_id"),
    "card_authorisation_ends": fates(nobody="outcome"),
    "card_charges": fates(nameless="subject", nobody="charge_id intent_id"),
    "card_payment_answers": fates(nobody="outcome"),
    "card_refund_failures": fates(nobody="code"),
    "card_transactions": fates(nobody="processor_id category source currency landed"),
    "card_transactions_booked": fates(),
    "card_transactions_available": fates(),
    "card_transfers": fates(nameless="subject party_id", nobody="outcome"),
    "card_accounts": fates(erased="person_id processor_id"),
    "card_account_states": fates(erased="disabled due"),
    "card_disputes": fates(nameless="subject", nobody="processor_id reason"),
    "card_dispute_states": fates(nobody="status"),
    "card_dispute_evidence": fates(nameless="sent_by_id", kept="words"),
    "card_dispute_ends": fates(nobody="outcome"),
    "card_checks": fates(nobody="findings"),
    "card_customers": fates(erased="person_id processor_id"),
    "kept_cards": fates(nameless="person_id", blanked="processor_id brand last_four"),
    "card_consents": fates(nameless="subject person_id"),
    "card_consent_charges": fates(),
    "card_consent_ends": fates(nobody="outcome"),
    "card_refusals_told": fates(),
}


def evidence_kept(session: Session, subject: Subject, at: dt.datetime) -> list[Kept]:
    """What was sent to a bank in a dispute, with their name in it."""
    years = years_kept(session, at)
    named = (
        select(CardDisputeEvidence.attempt_id, CardDispute.opened_at)
        .join(CardDispute, CardDispute.id == CardDisputeEvidence.dispute_id)
        .where(mentions(CardDisputeEvidence.words, subject))
    )
    return [
        Kept("card_dispute_evidence", str(number), _("Disputes of card payments: what was sent to the bank"),
             kept_until(local_day(session, opened_at), years))
        for number, opened_at in session.execute(named)
    ]  # fmt: skip


def blank_evidence(session: Session, key: str) -> Gone:
    """The words of one answer to a bank."""
    one = (CardDisputeEvidence.attempt_id == int(key), CardDisputeEvidence.words != "")
    blank = update(CardDisputeEvidence).where(*one)
    return Gone({"card_dispute_evidence": session.connection().execute(blank.values(words="")).rowcount})


def forget_account(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Which account at Stripe was theirs, once nothing is left to pay or to take back."""
    theirs = select(ConnectedAccount.id).where(ConnectedAccount.person_id == subject.person_id)
    gone = Gone()
    for table, which in (
        (AccountState, AccountState.account_id.in_(theirs)),
        (ConnectedAccount, ConnectedAccount.person_id == subject.person_id),
    ):
        removed = session.connection().execute(delete(table).where(which)).rowcount
        gone.add(table.__tablename__, removed)
    return gone


def forget_cards(session: Session, subject: Subject, at: dt.datetime) -> Gone:
    """The cards they keep, here at once, and at Stripe by an attempt that is repeated until it has answered."""
    cards = cards_of(session, subject.person_id)
    for card in cards:
        forget_card(session, card, at=at)
    customer, mode = customer_of(session, subject.person_id), session.get(CardMode, 1)
    if customer is not None:
        forget_customer(session, customer, is_live=mode is not None and mode.is_live, at=at)
    return Gone({"kept_cards": len(cards), "card_customers": int(customer is not None)})


KEPT = [evidence_kept]
ERASURES = [forget_cards]
ENDINGS = [forget_account]
EXPIRED = {"card_dispute_evidence": blank_evidence}
