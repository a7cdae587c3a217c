"""What the books ask of Stripe by themselves: refunds and shares that are due, events missed, money now available."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db.session import retrying, transaction
from coop.money.cards.authorised.actions import charge_all
from coop.money.cards.interface import Refused, Unreachable
from coop.money.locks import lock
from coop.money.stripe import settling
from coop.money.stripe.accounts.queries import every_account
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.balance.actions import as_kept, make_available
from coop.money.stripe.balance.queries import unbooked
from coop.money.stripe.captures import actions as captures
from coop.money.stripe.captures import queries as captures_due
from coop.money.stripe.checkouts.actions import set_out_closing
from coop.money.stripe.checkouts.models import CardCheckout
from coop.money.stripe.checkouts.queries import of_no_use, unended
from coop.money.stripe.client import Gateway
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.events import actions as events
from coop.money.stripe.events.queries import known_ids
from coop.money.stripe.refunds import actions as refunds
from coop.money.stripe.transfers import actions as transfers
from coop.money.stripe.transfers import queries as to_transfer

Due = TypeVar("Due")
Waiting = TypeVar("Waiting", contravariant=True)


class SetOut(Protocol[Waiting]):
    """Writes down that one thing is to be asked of Stripe; None when it was before, or there is nothing to ask."""

    def __call__(self, session: Session, due: Waiting, /, *, is_live: bool, at: dt.datetime) -> Attempt | None: ...

OVERLAP = dt.timedelta(days=2)
"""Balance transactions may show up a little after their time; each is kept once."""

_PAGE = 200
"""How many are kept in one commit."""

MISSED = dt.timedelta(days=29)
"""Stripe keeps events for 30 days."""


def send_refunds(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Send back to cards what was decided to go back."""
    return _each(engine, gateway, refunds.due, refunds.set_out, at=at)


def carry_out_captures(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Charge what cards keep aside, or let it go, as was decided."""
    return _each(engine, gateway, captures_due.due, captures.set_out, at=at)


def look_at_authorisations(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Have charged what would lapse within a day; ask after what must have ended, and return how many that were."""

    def grown_old(session: Session) -> int:
        subjects = captures_due.ageing(session, at)
        for subject in subjects:
            lock(session, subject)
            charge_all(session, subject, at=at)
        return len(subjects)

    retrying(engine, grown_old)
    with transaction(engine, write=False) as session:
        intents = captures_due.to_look_at(session, at)
    for intent in intents:
        try:
            settling.look_at_intent(engine, gateway, intent, at)
        except (*settling.NOT_NOW, Refused):
            continue
    return len(intents)


def send_shares(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Send workers' shares on to their own accounts."""
    return _each(engine, gateway, to_transfer.waiting, transfers.set_out, at=at)


def take_back_shares(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Take transfers back for refunds whose claim on the worker is booked."""
    return _each(engine, gateway, to_transfer.to_reverse, transfers.take_back, at=at)


def close_pages(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Close pages on which nobody should pay any more, so that nobody pays twice or for nothing."""

    def look_again(page: CardCheckout) -> None:  # somebody was quicker, and has paid on it
        settling.look_at_checkout(engine, gateway, page.session_id, at)

    return _each(engine, gateway, partial(of_no_use, at=at), set_out_closing, refused=look_again, at=at)


def look_at_pages(engine: Engine, gateway: Gateway, *, at: dt.datetime, subject: str | None = None) -> int:
    """Ask after pages for paying: of one subject, or all that must have closed by now."""
    with transaction(engine, write=False) as session:
        pages = unended(session, subject, closed_by=None if subject else at)
    for page in pages:
        try:
            settling.look_at_checkout(engine, gateway, page.session_id, at)
        except Refused:
            continue
    return len(pages)


def look_at_accounts(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Ask after every worker's account."""
    with transaction(engine, write=False) as session:
        accounts = every_account(session)
    for account in accounts:
        try:
            settling.look_at_account(engine, gateway, account.processor_id, at)
        except (Refused, Unreachable):
            continue
    return len(accounts)


def catch_up_events(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Take in what Stripe could not deliver; returns how many were new."""
    since = int((at - MISSED).timestamp())
    missed = list(
        gateway.every(lambda v1: v1.events.list({"delivery_success": False, "created": {"gte": since}, "limit": 100}))
    )
    with transaction(engine, write=False) as session:
        known = known_ids(session, [event["id"] for event in missed])
    new = 0
    for event in reversed(missed):
        if event["id"] not in known:
            taken = retrying(engine, partial(events.take_in, fields=event, is_live=gateway.is_live, at=at))
            new += taken is not None
    return new


def take_in_transactions(
    engine: Engine, gateway: Gateway, *, at: dt.datetime, since: dt.datetime | None = None
) -> int:
    """Keep every balance transaction since a moment (from the first one on, without it), and book those that are not;
    returns how many are left.

    The moment is that of the last comparison which took in all before it, never that of the newest transaction known:
    what webhooks told of leaves gaps behind it.
    """
    created = {"created": {"gte": int((since - OVERLAP).timestamp())}} if since else {}
    listed = gateway.every(lambda v1: v1.balance_transactions.list({"limit": 100, **created}), most=1_000_000)
    found = [as_kept(fields) for fields in listed]
    # Stripe lists the newest first. Kept from the oldest on, a run that is cut short goes on where it stopped.
    oldest_first = reversed(found)
    while page := list(islice(oldest_first, _PAGE)):
        settling.keep_transactions(engine, page, at)
    settling.book_alone(engine, at)
    with transaction(engine, write=False) as session:
        open_ones = unbooked(session)
    left = 0
    for row in open_ones:
        try:
            left += not settling.book_transaction(engine, gateway, row, at)
        except (*settling.NOT_NOW, Refused):
            left += 1
    return left


def move_available(engine: Engine, *, at: dt.datetime) -> int:
    """Move in the books what became available at Stripe."""
    return retrying(engine, lambda session: make_available(session, at=at))


def _each(
    engine: Engine,
    gateway: Gateway,
    due: Callable[[Session], Sequence[Due]],
    set_out: SetOut[Due],
    *,
    refused: Callable[[Due], None] = lambda _one: None,
    at: dt.datetime,
) -> int:
    """Write an attempt down for each that is due, commit, and carry it out; one that Stripe does not answer is repeated
    later. `refused` is told of those that Stripe will not do."""
    with transaction(engine, write=False) as session:
        waiting = due(session)
    done = 0
    for one in waiting:

        def written(session: Session, one: Due = one) -> int | None:
            attempt = set_out(session, one, is_live=gateway.is_live, at=at)
            return attempt.id if attempt else None

        attempt_id = retrying(engine, written)
        if attempt_id is None:
            continue
        try:
            carry_out(engine, gateway, attempt_id, at=at)
        except Unreachable:
            continue
        except Refused:
            refused(one)
        done += 1
    return done
