"""Writing down what a card's bank keeps aside, and having it charged or let go as was decided."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.cards.authorised import actions as authorised
from coop.money.cards.authorised.models import CardAuthorisation, CardCapture
from coop.money.cards.authorised.queries import of_processor
from coop.money.locks import lock
from coop.money.payments.actions import finish_cancellation
from coop.money.payments.models import ExpectedTransfer
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.checkouts.actions import CHECKOUT, record_charge
from coop.money.stripe.client import Fields, Gateway, moment_of
from coop.money.teams.queries import parts_of
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import local_day

CAPTURE = "capture"
KEPT_ASIDE = dt.timedelta(days=6)
"""How long a bank keeps money aside where the processor does not say."""
_EXPAND = {"expand": ["latest_charge.balance_transaction"]}


def record_authorisation(session: Session, intent: Fields, *, at: dt.datetime) -> bool:
    """Write down that a card's bank keeps money aside, once; others' payments are let be. Returns whether it is ours.

    `intent` has its latest charge expanded.
    """
    said = intent.get("metadata") or {}
    attempt = session.get(Attempt, int(said["attempt"])) if str(said.get("attempt", "")).isdigit() else None
    if attempt is None or attempt.deed != CHECKOUT or attempt.subject != said.get("subject"):
        return False
    lock(session, attempt.subject)
    if of_processor(session, intent["id"]) is not None:
        return True
    card = ((intent.get("latest_charge") or {}).get("payment_method_details") or {}).get("card") or {}
    until = card.get("capture_before")
    session.add(
        CardAuthorisation(
            subject=attempt.subject,
            processor_id=intent["id"],
            amount_cents=intent["amount_capturable"],
            tip_cents=attempt.parameters.get("tip", 0),
            authorised_at=at,
            lapses_at=moment_of(until) if until else at + KEPT_ASIDE,
        )
    )
    session.flush()
    return True


def set_out(session: Session, capture: CardCapture, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write the attempt down that carries a decision out; None when it was made before."""
    authorisation = session.get_one(CardAuthorisation, capture.authorisation_id)
    lock(session, authorisation.subject)
    made = of_subject(session, authorisation.subject, CAPTURE)
    if any(attempt.parameters["authorisation"] == authorisation.id for attempt, _answer in made):
        return None
    return make(
        session,
        deed=CAPTURE,
        subject=authorisation.subject,
        parameters={
            "authorisation": authorisation.id,
            "intent": authorisation.processor_id,
            "amount": capture.amount_cents,
        },
        is_live=is_live,
        at=at,
    )


def _capture(gateway: Gateway, attempt: Attempt) -> Fields:
    asked, key = attempt.parameters, {"idempotency_key": attempt.key}
    if not asked["amount"]:
        return gateway.ask(lambda v1: v1.payment_intents.cancel(asked["intent"], _EXPAND, key))
    wanted = {"amount_to_capture": asked["amount"], **_EXPAND}
    return gateway.ask(lambda v1: v1.payment_intents.capture(asked["intent"], wanted, key))


def _find(gateway: Gateway, attempt: Attempt) -> Fields | None:
    intent = gateway.ask(lambda v1: v1.payment_intents.retrieve(attempt.parameters["intent"], _EXPAND))
    return intent if intent["status"] in ("succeeded", "canceled") else None


def _captured(session: Session, _attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    record_end(session, made, at=at)


DEED = Deed(call=_capture, record=_captured, find=_find)


def record_end(session: Session, intent: Fields, *, at: dt.datetime) -> bool:
    """Book how an authorisation ended; False while the processor has no balance transaction of it yet.

    `intent` has its latest charge and that one's balance transaction expanded.
    """
    known = of_processor(session, intent["id"])
    if intent["status"] == "succeeded":
        charge = intent.get("latest_charge")
        about = {name: intent[name] for name in ("id", "metadata")}
        return not charge or record_charge(session, {**charge, "payment_intent": about}, at=at)
    if intent["status"] != "canceled" or known is None:
        return True
    lock(session, known.subject)
    decided = session.get(CardCapture, known.id)
    outcome = "released" if decided is not None and not decided.amount_cents else "lapsed"
    subject = authorised.end(session, intent["id"], outcome, 0, at=at)
    if subject is None or outcome == "released":
        return True
    finish_cancellation(session, subject, day=local_day(session, at), at=at)
    _tell_that_it_lapsed(session, subject, at=at)
    return True


def _tell_that_it_lapsed(session: Session, subject: str, *, at: dt.datetime) -> None:
    """Both sides hear that the card was not charged, in the commit that says so."""
    expected = session.get(ExpectedTransfer, subject)
    if expected is None:
        return
    client = session.get(Person, expected.client_id) if expected.client_id else None
    parties = [who for who, _ in parts_of(session, subject, expected.worker_party_id)]
    workers = session.execute(select(Person).where(Person.party_id.in_(parties)).order_by(Person.id)).scalars()
    reference = subject.removeprefix("booking:")
    for person, is_client in ((client, True), *((worker, False) for worker in workers)):
        if person is None:
            continue
        with force_locale(person.locale):
            tell(
                session,
                person,
                kind="booking-not-charged",
                subject=_("The card could not be charged for a booking"),
                body=_(
                    "Your card's bank kept the money aside, and let it go before it was charged. The booking's page "
                    "says what is still to be paid, and how."
                )
                if is_client
                else _(
                    "The client's bank kept the money aside, and let it go before it was charged. We have asked the "
                    "client to pay; your share follows when they have."
                ),
                link=f"/bookings/{reference}",
                at=at,
            )
