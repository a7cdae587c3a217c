"""Opening Stripe's page, and booking what was paid there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.cards.authorised.actions import end as end_authorisation
from coop.money.cards.authorised.queries import tip_in
from coop.money.cards.interface import TIP, PayAsk
from coop.money.locks import lock, party
from coop.money.payments.actions import record_card_payment, record_card_tip
from coop.money.payments.actions.transfers import payments_of
from coop.money.payments.models import Settlement, Tip
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.balance.actions import booked, keep, moved_by
from coop.money.stripe.checkouts.models import CardCharge, CardCheckout, CardCheckoutEnd
from coop.money.stripe.checkouts.queries import charge as known_charge
from coop.money.stripe.client import Fields, Gateway, id_of, moment_of
from coop.money.stripe.entries import Moved, paid_entry, tip_entry
from coop.money.teams.queries import parts_of
from coop.money.teams.rules import tip_split
from coop.notices.actions import tell
from coop.people.persons.models import Person

CHECKOUT, CLOSE = "checkout", "close"
CHARGING = (CHECKOUT, "kept-charge")
"""Attempts that a charge of ours comes from."""
LEAST_OPEN = dt.timedelta(minutes=31)
"""Stripe closes no page sooner than half an hour after it was opened."""


def parameters_of(ask: PayAsk, *, at: dt.datetime, customer: str = "") -> dict[str, str | int]:
    """What an attempt keeps of what was asked: nothing about a person. `customer`: Stripe's word for whom it is to keep
    the card."""
    return {
        "purpose": ask.purpose,
        "amount": ask.amount_cents,
        **({"tip": ask.tip_cents, "tip_about": ask.tip_about} if ask.tip_cents else {}),
        **({"customer": customer} if customer else {}),
        "currency": ask.currency.lower(),
        "about": ask.about,
        "paid_url": ask.paid_url,
        "back_url": ask.back_url,
        "closes": int(max(ask.until, at + LEAST_OPEN).timestamp()),
        **({"later": 1} if ask.is_charged_later else {}),
    }


def _open(gateway: Gateway, attempt: Attempt) -> Fields:
    asked = attempt.parameters
    metadata = {"subject": attempt.subject, "purpose": asked["purpose"], "attempt": str(attempt.id)}
    keeping = {"setup_future_usage": "off_session"} if asked.get("customer") else {}
    return gateway.ask(
        lambda v1: v1.checkout.sessions.create(
            {
                "mode": "payment",
                # Only what says yes or no at once: a slot cannot be kept while a bank debit clears for days.
                "allowed_payment_method_types": ["card"],
                "client_reference_id": attempt.subject,
                "line_items": _line_items(asked),
                "metadata": metadata,
                "payment_intent_data": {
                    "metadata": metadata,
                    "transfer_group": attempt.subject,
                    **keeping,
                    **({"capture_method": "manual"} if asked.get("later") else {}),
                },
                **({"customer": asked["customer"]} if keeping else {}),
                "success_url": asked["paid_url"],
                "cancel_url": asked["back_url"],
                "expires_at": asked["closes"],
            },
            {"idempotency_key": attempt.key},
        )
    )


def _line_items(asked: Fields) -> list[Fields]:
    """The price, and the tip on a line of its own: one page, one charge."""
    lines = [(asked["about"], asked["amount"])]
    if asked.get("tip"):
        lines.append((asked["tip_about"], asked["tip"]))
    return [
        {
            "quantity": 1,
            "price_data": {"currency": asked["currency"], "unit_amount": cents, "product_data": {"name": name}},
        }
        for name, cents in lines
    ]


def _opened(session: Session, attempt: Attempt, made: Fields, _at: dt.datetime) -> None:
    session.add(
        CardCheckout(
            attempt_id=attempt.id,
            subject=attempt.subject,
            purpose=attempt.parameters["purpose"],
            session_id=made["id"],
            amount_cents=attempt.parameters["amount"] + attempt.parameters.get("tip", 0),
            closes_at=moment_of(made["expires_at"]),
        )
    )
    session.flush()


DEED = Deed(call=_open, record=_opened)


def set_out_closing(session: Session, page: CardCheckout, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write down that a page is to be closed; None when that was asked before, or it has ended."""
    lock(session, page.subject)
    if session.get(CardCheckoutEnd, page.attempt_id) is not None:
        return None
    if any(asked.parameters["page"] == page.attempt_id for asked, _ in of_subject(session, page.subject, CLOSE)):
        return None
    parameters = {"page": page.attempt_id, "session": page.session_id}
    return make(session, deed=CLOSE, subject=page.subject, parameters=parameters, is_live=is_live, at=at)


def _close(gateway: Gateway, attempt: Attempt) -> Fields:
    page = attempt.parameters["session"]
    return gateway.ask(lambda v1: v1.checkout.sessions.expire(page, {}, {"idempotency_key": attempt.key}))


def _closed(session: Session, attempt: Attempt, _made: Fields, at: dt.datetime) -> None:
    # One that Stripe will not close was paid on just now, or has closed: that is found when it is looked at.
    end(session, attempt.parameters["page"], "expired", at=at)


CLOSING_DEED = Deed(call=_close, record=_closed)


def end(session: Session, attempt_id: int, outcome: str, *, at: dt.datetime) -> None:
    """Note how a page ended, once."""
    lock(session, f"attempt:{attempt_id}")
    if session.get(CardCheckoutEnd, attempt_id) is None:
        session.add(CardCheckoutEnd(attempt_id=attempt_id, outcome=outcome, ended_at=at))
        session.flush()


def record_charge(session: Session, fields: Fields, *, at: dt.datetime) -> bool:
    """Book a charge with its balance transaction; False while Stripe has none yet. Others' charges are let be.

    `fields` has its balance transaction and its payment intent expanded.
    """
    intent, moved_fields = fields.get("payment_intent"), fields.get("balance_transaction")
    if fields["status"] != "succeeded" or not fields["captured"]:
        return True
    said = {**fields.get("metadata", {}), **(intent.get("metadata", {}) if isinstance(intent, dict) else {})}
    attempt = session.get(Attempt, int(said["attempt"])) if str(said.get("attempt", "")).isdigit() else None
    if attempt is None or attempt.deed not in CHARGING or attempt.subject != said.get("subject"):
        return True
    if not moved_fields:
        return False
    subject = attempt.subject
    lock(session, subject)
    if known_charge(session, fields["id"]) is not None:
        return True
    row = keep(session, moved_fields, at=at)
    moved = moved_by(session, row)
    charge = CardCharge(
        charge_id=fields["id"],
        intent_id=id_of(intent),
        subject=subject,
        amount_cents=moved.gross_cents,
        transaction_id=row.id,
    )
    settlement = session.get(Settlement, subject)
    if attempt.parameters["purpose"] == TIP and settlement is not None:
        tip = _record_tip(session, settlement, moved, at=at)
        charge.tip_id, entry_id = tip.id, tip.entry_id
    else:
        payment = record_card_payment(
            session,
            paid_entry(subject.removeprefix("booking:"), moved, number=payments_of(session, subject) + 1),
            subject=subject,
            amount_cents=moved.gross_cents,
            processor_id=fields["id"],
            day=moved.day,
            at=at,
            tip_cents=tip_in(
                session, charge.intent_id, moved.gross_cents, asked_cents=attempt.parameters.get("tip", 0)
            ),
        )
        charge.payment_id, entry_id = payment.id, payment.entry_id
    session.add(charge)
    if entry_id is None:
        raise AssertionError("a charge is always posted")
    booked(session, row, entry_id, at=at)
    end_authorisation(session, charge.intent_id, "captured", moved.gross_cents, at=at)
    return True


def _record_tip(session: Session, settlement: Settlement, moved: Moved, *, at: dt.datetime) -> Tip:
    """A tip that was paid after the work, by itself."""
    reference = settlement.subject.removeprefix("booking:")
    to = tip_split(moved.gross_cents, parts_of(session, settlement.subject, settlement.worker_party_id))
    lock(session, *(party(who) for who, _ in to))
    tip = record_card_tip(
        session,
        lambda number: tip_entry(reference, moved, number=number, to=to),
        settlement=settlement,
        amount_cents=moved.gross_cents,
        day=moved.day,
        at=at,
    )
    for who, cents in to:
        _tell_of_tip(session, who, reference, cents, moved.currency, at=at)
    return tip


def _tell_of_tip(
    session: Session, party_id: int, reference: str, cents: int, currency: str, *, at: dt.datetime
) -> None:
    """A worker hears of it in the commit that books it, of a team each of their own part."""
    person = session.execute(select(Person).where(Person.party_id == party_id)).scalar_one_or_none()
    if person is None or not cents:
        return
    with force_locale(person.locale):
        amount = format_currency(Decimal(cents).scaleb(-2), currency, locale=person.locale)
        tell(
            session,
            person,
            kind="booking-tip",
            subject=_("A tip of %(sum)s by card", sum=amount),
            body=_("There is no fee on tips: all of it is yours."),
            link=f"/bookings/{reference}",
            at=at,
        )
