"""Comparing the two balances, and telling the stewards what differs."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db.session import retrying, transaction
from coop.money.health.actions import stewards_not_told
from coop.money.stripe import work
from coop.money.stripe.balance.queries import books
from coop.money.stripe.client import Gateway
from coop.money.stripe.reconciliation.models import CardCheck
from coop.money.stripe.reconciliation.queries import found_now, last_check
from coop.notices.actions import tell
from coop.policies.queries import charter

KIND = "cards-differ"


def check_balance(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Take in every balance transaction, then compare; returns how many things differ."""
    with transaction(engine, write=False) as session:
        before = last_check(session)
    work.take_in_transactions(engine, gateway, at=at, since=before.checked_at if before else None)
    work.move_available(engine, at=at)
    balance = gateway.ask(lambda v1: v1.balance.retrieve())

    def kept(session: Session) -> int:
        currency = charter(session).currency.lower()
        pending, available = (
            sum(int(part["amount"]) for part in balance[name] if part["currency"] == currency)
            for name in ("pending", "available")
        )
        found = found_now(session, (pending, available))
        here = books(session)
        session.add(
            CardCheck(
                checked_at=at,
                pending_there_cents=pending,
                available_there_cents=available,
                pending_here_cents=here[0],
                available_here_cents=here[1],
                findings=[[one.kind, one.about, str(one.cents)] for one in found],
            )
        )
        for steward in stewards_not_told(session, KIND, since=at - dt.timedelta(hours=20), at=at) if found else ():
            tell(
                session,
                steward,
                kind=KIND,
                subject=_("Stripe's balance and the books differ"),
                body=_("The page says what differs, and what helps."),
                link="/desk/cards",
                at=at,
            )
        return len(found)

    return retrying(engine, kept)
