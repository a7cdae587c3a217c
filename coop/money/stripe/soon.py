"""Settling right after the answer to Stripe has left, so that a client who waits need not wait for the worker."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import Engine

from coop.config import Settings
from coop.money.cards.after import follow_up
from coop.money.stripe.chores import settle
from coop.money.stripe.client import gateway

_log = logging.getLogger("coop.cards")


def settle_soon(engine: Engine, settings: Settings, at: dt.datetime) -> None:
    """Settle, and what follows; any failure is logged and left to the duties, which do the same."""
    try:
        account = gateway(settings)
        settle(engine, account, at)
        follow_up(engine, settings, at)
        settle(engine, account, at)  # what was decided to go back, goes
    except Exception:
        _log.exception("settling at once failed; the worker repeats it")
