"""Stripe as a provider of card payments."""

from __future__ import annotations

import contextlib
import datetime as dt
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying, transaction
from coop.money.cards.interface import ChargeAsk, PayAsk, Refused, Unreachable
from coop.money.kept_cards.models import CardConsent
from coop.money.locks import lock
from coop.money.stripe import settling, work
from coop.money.stripe.asking import customer_for, page_to_keep
from coop.money.stripe.attempts.actions import make
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.checkouts.actions import CHECKOUT, parameters_of
from coop.money.stripe.checkouts.queries import is_of, open_for
from coop.money.stripe.client import gateway
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.keeping import actions as keeping
from coop.money.stripe.keeping.queries import last_setup_page

STRIPES_PAGES = "https://checkout.stripe.com https://connect.stripe.com"
"""Where clients pay, and where workers tell about themselves."""


class StripeCards:
    """Hosted Checkout: the client leaves for Stripe's page and comes back."""

    takes_cards = True

    def __init__(self, settings: Settings) -> None:
        self._gateway = gateway(settings)
        self.is_test = settings.cards_are_test
        parts = urlsplit(settings.stripe_api_base)
        self.pays_at = f"{parts.scheme}://{parts.netloc}" if settings.stripe_api_base else STRIPES_PAGES

    def pay(self, engine: Engine, ask: PayAsk, *, at: dt.datetime) -> str:
        """Open Stripe's page, or find the one that is open for the same payment."""
        customer = customer_for(engine, self._gateway, ask.keep_for, at=at) if ask.keep_for is not None else ""

        def written(session: Session) -> tuple[str, int]:
            lock(session, ask.subject)
            page = open_for(session, ask, at=at)
            if page is not None:
                return page.session_id, 0
            # A process that ended between asking and recording left an attempt: the same key gives the same page.
            for attempt, answer in of_subject(session, ask.subject, CHECKOUT):
                if answer is None and is_of(attempt, ask):
                    return "", attempt.id
            attempt = make(
                session,
                deed=CHECKOUT,
                subject=ask.subject,
                parameters=parameters_of(ask, at=at, customer=customer),
                is_live=self._gateway.is_live,
                at=at,
            )
            return "", attempt.id

        session_id, attempt_id = retrying(engine, written)
        made = None if session_id else carry_out(engine, self._gateway, attempt_id, at=at)
        if made is None and not session_id:
            return self.pay(engine, ask, at=at)  # another process was quicker; its page is open
        page = made or self._gateway.ask(lambda v1: v1.checkout.sessions.retrieve(session_id))
        if not page.get("url"):
            raise Unreachable("this page has closed or was paid on; its end is being booked")
        return str(page["url"])

    def look(self, engine: Engine, subject: str, *, at: dt.datetime) -> None:
        """Ask after the subject's pages, and settle what waits."""
        work.look_at_pages(engine, self._gateway, at=at, subject=subject)
        settling.settle_events(engine, self._gateway, at=at)

    def page_to_keep(
        self, engine: Engine, person_id: int, *, kept_url: str, back_url: str, at: dt.datetime
    ) -> str:
        """Open Stripe's page in its mode for keeping a card."""
        return page_to_keep(engine, self._gateway, person_id, kept_url=kept_url, back_url=back_url, at=at)

    def look_for_card(self, engine: Engine, person_id: int, *, at: dt.datetime) -> None:
        """Ask after the last page on which this person went to keep a card."""
        with transaction(engine, write=False) as session:
            page = last_setup_page(session, person_id)
        if page:
            settling.look_at_checkout(engine, self._gateway, page, at)

    def set_out_charge(self, session: Session, ask: ChargeAsk, *, at: dt.datetime) -> int | None:
        """Write down the one charge that a consent allows."""
        attempt = keeping.set_out_charge(
            session,
            session.get_one(CardConsent, ask.consent_id),
            amount_cents=ask.amount_cents,
            currency=ask.currency,
            about=ask.about,
            purpose=ask.purpose,
            is_live=self._gateway.is_live,
            at=at,
        )
        return attempt.id if attempt else None

    def carry_out(self, engine: Engine, number: int, *, at: dt.datetime) -> None:
        """Ask Stripe; what it refuses is recorded with the attempt."""
        with contextlib.suppress(Refused):
            carry_out(engine, self._gateway, number, at=at)
