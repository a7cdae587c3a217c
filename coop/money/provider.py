"""Which provider of card payments this co-op has: none, or Stripe."""

from __future__ import annotations

from sqlalchemy import Engine, inspect

from coop.config import Settings
from coop.db.session import transaction
from coop.money.cards.interface import Offline, Provider
from coop.money.stripe.attempts.actions import expect_mode
from coop.money.stripe.provider import StripeCards


def provider_of(settings: Settings) -> Provider:
    """The provider that the settings name."""
    return StripeCards(settings) if settings.takes_cards else Offline()


def check_mode(engine: Engine, settings: Settings) -> None:
    """At start: refuse a live key over test cards in the books, and the other way round. Raises OtherMode."""
    if not settings.takes_cards:
        return
    try:
        if inspect(engine).has_table("card_mode"):
            with transaction(engine, write=False) as session:
                expect_mode(session, is_live=not settings.cards_are_test)
    finally:
        engine.dispose()  # nothing stays open before the site is served: processes are forked from here
