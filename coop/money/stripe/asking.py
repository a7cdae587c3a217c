"""Asking Stripe about kept cards: the customer they belong to, the page to keep one, and its removal."""

from __future__ import annotations

import contextlib
import datetime as dt

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db.session import retrying, transaction
from coop.money.cards.interface import Refused, Unreachable
from coop.money.kept_cards.models import KeptCard
from coop.money.kept_cards.queries import customer_of
from coop.money.stripe.client import Gateway
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.keeping import actions


def customer_for(engine: Engine, gateway: Gateway, person_id: int, *, at: dt.datetime) -> str:
    """What Stripe calls a person, made known to it if it was not. Raises Unreachable and Refused."""

    def written(session: Session) -> int | None:
        attempt = actions.set_out_customer(session, person_id, is_live=gateway.is_live, at=at)
        return attempt.id if attempt else None

    attempt_id = retrying(engine, written)
    if attempt_id is not None:
        carry_out(engine, gateway, attempt_id, at=at)
    with transaction(engine, write=False) as session:
        known = customer_of(session, person_id)
    if known is None:
        raise Unreachable("the processor has not said yet what it calls this person")
    return known.processor_id


def page_to_keep(
    engine: Engine, gateway: Gateway, person_id: int, *, kept_url: str, back_url: str, at: dt.datetime
) -> str:
    """Where a person gives Stripe a card to keep. Raises Unreachable and Refused."""
    customer = customer_for(engine, gateway, person_id, at=at)
    attempt_id = retrying(
        engine,
        lambda session: actions.set_out_page(
            session, person_id, customer=customer, kept_url=kept_url, back_url=back_url, is_live=gateway.is_live, at=at
        ).id,
    )
    made = carry_out(engine, gateway, attempt_id, at=at)
    if made is None or not made.get("url"):
        raise Unreachable("this page was opened by another process")
    return str(made["url"])


def remove(engine: Engine, gateway: Gateway, card_id: int, *, at: dt.datetime) -> None:
    """Forget a card here, then at Stripe; if that does not answer, it is asked again later."""

    def written(session: Session) -> int | None:
        attempt = actions.remove(session, session.get_one(KeptCard, card_id), is_live=gateway.is_live, at=at)
        return attempt.id if attempt else None

    attempt_id = retrying(engine, written)
    if attempt_id is not None:
        with contextlib.suppress(Unreachable, Refused):
            carry_out(engine, gateway, attempt_id, at=at)
