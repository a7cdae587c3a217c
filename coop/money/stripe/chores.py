"""What the worker does about cards on a clock; nothing where the co-op takes none."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from sqlalchemy import Engine

from coop.config import Settings
from coop.money.cards.interface import Unreachable
from coop.money.stripe import settling, work
from coop.money.stripe.client import Gateway, gateway
from coop.money.stripe.deeds import resume
from coop.money.stripe.reconciliation.actions import check_balance

_log = logging.getLogger("coop.cards")

Work = Callable[[Engine, Gateway, dt.datetime], int]


def _with_cards(name: str, deed: Work) -> Callable[[Engine, Settings, dt.datetime], int]:
    def run(engine: Engine, settings: Settings, at: dt.datetime) -> int:
        if not settings.takes_cards:
            return 0
        try:
            return deed(engine, gateway(settings), at)
        except Unreachable as error:
            # An hour without the processor is no fault of ours: everything waits, and is done afterwards.
            _log.warning("%s: the card processor does not answer (%s)", name, error)
            return 0

    return run


def settle(engine: Engine, account: Gateway, at: dt.datetime) -> int:
    """Everything that waits for an answer of Stripe's, and what follows from it."""
    return (
        settling.settle_events(engine, account, at=at)
        + work.carry_out_captures(engine, account, at=at)
        + work.send_refunds(engine, account, at=at)
        + work.send_shares(engine, account, at=at)
        + work.take_back_shares(engine, account, at=at)
        + work.close_pages(engine, account, at=at)
    )


DUTIES = [
    ("cards: settle", 10, _with_cards("settle", settle)),
    ("cards: repeat what was not answered", 60, _with_cards("repeat", lambda e, g, at: resume(e, g, at=at))),
    ("cards: pages that closed", 120, _with_cards("pages", lambda e, g, at: work.look_at_pages(e, g, at=at))),
    ("cards: authorisations", 600, _with_cards("authorisations",
                                               lambda e, g, at: work.look_at_authorisations(e, g, at=at))),
    ("cards: money that became available", 600,
     _with_cards("available", lambda e, _g, at: work.move_available(e, at=at))),
    ("cards: missed events", 900, _with_cards("events", lambda e, g, at: work.catch_up_events(e, g, at=at))),
    ("cards: workers' accounts", 86_400, _with_cards("accounts", lambda e, g, at: work.look_at_accounts(e, g, at=at))),
    ("cards: reconcile", 86_400, _with_cards("reconcile", lambda e, g, at: check_balance(e, g, at=at))),
]  # fmt: skip
