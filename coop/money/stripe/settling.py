"""Looking at an object of Stripe's again, and booking what it says. Safe to repeat, in any order.

Every function asks first, with no database transaction open, then records in one of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db.session import retrying, transaction
from coop.ledger.entries import Entry
from coop.money.cards.interface import Refused, Unreachable
from coop.money.cover import NotCovered
from coop.money.payments.actions import NotHeld
from coop.money.split.refunds import RefundTooLarge
from coop.money.stripe.accounts.actions import record_account
from coop.money.stripe.balance.actions import ForeignCurrency, book_many, is_booked, keep_new
from coop.money.stripe.balance.models import ProcessorTransaction
from coop.money.stripe.balance.queries import unbooked_of
from coop.money.stripe.captures.actions import record_authorisation, record_end
from coop.money.stripe.checkouts.actions import end, record_charge
from coop.money.stripe.checkouts.queries import charge as known_charge
from coop.money.stripe.checkouts.queries import unended
from coop.money.stripe.client import Fields, Gateway, id_of
from coop.money.stripe.disputes.actions import record_dispute
from coop.money.stripe.entries import Moved, fee_entry, paid_over_entry
from coop.money.stripe.events import actions as events
from coop.money.stripe.events.queries import unsettled
from coop.money.stripe.keeping.actions import record_card
from coop.money.stripe.refunds.actions import record_refund
from coop.policies.queries import charter

Look = Callable[[Engine, Gateway, str, dt.datetime], bool]

NOT_NOW = (Unreachable, NotCovered, NotHeld, RefundTooLarge, ForeignCurrency)
"""Why something cannot be booked yet; it is tried again, and stands among the differences meanwhile."""


ALONE: tuple[tuple[tuple[str, ...], Callable[[int, Moved], Entry]], ...] = (
    (("payout", "payout_reversal", "topup", "topup_reversal"), paid_over_entry),
    (("fee", "network_cost", "tax", "other_adjustment"), fee_entry),
)
"""Categories of balance transactions that nothing else follows from, and their entries."""

_AT_ONCE = 500


def look_at_checkout(engine: Engine, gateway: Gateway, session_id: str, at: dt.datetime) -> bool:
    """What became of a page for paying."""
    expand = {"expand": ["payment_intent.latest_charge", "setup_intent"]}
    page = gateway.ask(lambda v1: v1.checkout.sessions.retrieve(session_id, expand))
    kept = _card_kept_on(page)
    if kept:
        look_at_method(engine, gateway, kept, at)
    if page["mode"] == "setup":
        return True
    with transaction(engine, write=False) as session:
        attempt_id = next((one.attempt_id for one in unended(session) if one.session_id == session_id), None)
    intent = page.get("payment_intent") or {}
    if page["status"] == "complete" and intent.get("status") == "requires_capture":
        retrying(engine, lambda session: record_authorisation(session, intent, at=at))
        outcome = "paid"
    elif page["status"] == "complete" and page["payment_status"] == "paid":
        charge_id = id_of(intent.get("latest_charge"))
        if not charge_id or not look_at_charge(engine, gateway, charge_id, at):
            return False
        outcome = "paid"
    elif page["status"] == "expired":
        outcome = "expired"
    else:
        return True
    if attempt_id is not None:
        ended = attempt_id
        retrying(engine, lambda session: end(session, ended, outcome, at=at))
    return True


def _card_kept_on(page: Fields) -> str:
    """The card that was kept on a page, to be paid with or not; empty for none."""
    if page["status"] != "complete":
        return ""
    if page["mode"] == "setup":
        return id_of((page.get("setup_intent") or {}).get("payment_method"))
    intent = page.get("payment_intent") or {}
    return id_of(intent.get("payment_method")) if intent.get("setup_future_usage") == "off_session" else ""


def look_at_method(engine: Engine, gateway: Gateway, method_id: str, at: dt.datetime) -> bool:
    """A card that a client keeps, or kept."""
    fields = gateway.ask(lambda v1: v1.payment_methods.retrieve(method_id))
    retrying(engine, lambda session: record_card(session, fields, at=at))
    return True


def look_at_charge(engine: Engine, gateway: Gateway, charge_id: str, at: dt.datetime) -> bool:
    """Whether a charge is in the books, booking it if it can be."""
    with transaction(engine, write=False) as session:
        if known_charge(session, charge_id) is not None:
            return True
    fields = gateway.ask(
        lambda v1: v1.charges.retrieve(charge_id, {"expand": ["balance_transaction", "payment_intent"]})
    )
    return retrying(engine, lambda session: record_charge(session, fields, at=at))


def look_at_intent(engine: Engine, gateway: Gateway, intent_id: str, at: dt.datetime) -> bool:
    """What became of a payment intent: its charge, or what a card's bank keeps aside, or lets go."""
    expand = {"expand": ["latest_charge.balance_transaction"]}
    intent = gateway.ask(lambda v1: v1.payment_intents.retrieve(intent_id, expand))
    if intent["status"] == "requires_capture":
        retrying(engine, lambda session: record_authorisation(session, intent, at=at))
        return True
    return retrying(engine, lambda session: record_end(session, intent, at=at))


def look_at_refund(engine: Engine, gateway: Gateway, refund_id: str, at: dt.datetime) -> bool:
    """A refund, ours or one made at Stripe."""
    expand = {"expand": ["balance_transaction", "failure_balance_transaction"]}
    fields = gateway.ask(lambda v1: v1.refunds.retrieve(refund_id, expand))
    charge_id = id_of(fields.get("charge"))
    if charge_id and not look_at_charge(engine, gateway, charge_id, at):
        return False
    return _recorded(engine, charge_id, lambda session: record_refund(session, fields, at=at))


def look_at_refunds_of(engine: Engine, gateway: Gateway, charge_id: str, at: dt.datetime) -> bool:
    """All the refunds of a charge."""
    made = list(gateway.every(lambda v1: v1.refunds.list({"charge": charge_id, "limit": 100})))
    looked = [look_at_refund(engine, gateway, one["id"], at) for one in made]  # at every one, also after a "not yet"
    return all(looked)


def look_at_dispute(engine: Engine, gateway: Gateway, dispute_id: str, at: dt.datetime) -> bool:
    """A dispute."""
    fields = gateway.ask(lambda v1: v1.disputes.retrieve(dispute_id))
    charge_id = id_of(fields.get("charge"))
    if charge_id and not look_at_charge(engine, gateway, charge_id, at):
        return False
    return _recorded(engine, charge_id, lambda session: record_dispute(session, fields, at=at))


def look_at_account(engine: Engine, gateway: Gateway, account_id: str, at: dt.datetime) -> bool:
    """A worker's account."""
    fields = gateway.ask(lambda v1: v1.accounts.retrieve(account_id))
    retrying(engine, lambda session: record_account(session, fields, at=at))
    return True


def _recorded(engine: Engine, charge_id: str, record: Callable[[Session], bool]) -> bool:
    """Whether it is done with: recorded, or of a charge that is none of ours."""
    if retrying(engine, record):
        return True
    with transaction(engine, write=False) as session:
        return known_charge(session, charge_id) is None


_LOOKS: tuple[tuple[str, Look], ...] = (
    ("checkout.session.", look_at_checkout),
    ("payment_intent.amount_capturable_updated", look_at_intent),
    ("payment_intent.canceled", look_at_intent),
    ("payment_intent.succeeded", look_at_intent),
    ("charge.succeeded", look_at_charge),
    ("charge.updated", look_at_charge),
    ("charge.captured", look_at_charge),
    ("charge.refunded", look_at_refunds_of),
    ("charge.refund.", look_at_refund),
    ("refund.", look_at_refund),
    ("charge.dispute.", look_at_dispute),
    ("account.updated", look_at_account),
    ("payment_method.", look_at_method),
)


def settle_events(engine: Engine, gateway: Gateway, *, at: dt.datetime) -> int:
    """Settle what waits in the inbox; returns how many are done. One that cannot be yet, waits."""
    with transaction(engine, write=False) as session:
        waiting = unsettled(session)
    done = 0
    for event in waiting:
        look = next((found for prefix, found in _LOOKS if event.kind.startswith(prefix)), None)
        try:
            # What is of no concern here, or of nobody here, is done with: the daily reconciliation sees money anyway.
            finished = look is None or look(engine, gateway, event.object_id, at)
        except NOT_NOW:
            continue
        except Refused:
            finished = True  # there is no such object any more
        if finished:
            retrying(engine, partial(events.settled, event_id=event.id, at=at))
            done += 1
    return done


def book_transaction(engine: Engine, gateway: Gateway, row: ProcessorTransaction, at: dt.datetime) -> bool:
    """Book a balance transaction by looking at what it is of; False when that is unknown here."""
    source, category = row.source, row.category
    by_source: dict[str, Look] = {
        "charge": look_at_charge,
        "refund": look_at_refund,
        "refund_failure": look_at_refund,
        "dispute": look_at_dispute,
        "dispute_reversal": look_at_dispute,
    }
    if category in by_source and source:
        by_source[category](engine, gateway, source, at)
    for categories, entry_of in ALONE:
        if category in categories:
            retrying(engine, partial(book_many, rows=[row], entry_of=entry_of, at=at))
    with transaction(engine, write=False) as session:
        return is_booked(session, row)


def book_alone(engine: Engine, at: dt.datetime) -> int:
    """Book all that nothing else follows from, many in a commit; returns how many."""
    with transaction(engine, write=False) as session:
        currency = charter(session).currency
    done = 0
    for categories, entry_of in ALONE:
        after = 0
        while True:
            with transaction(engine, write=False) as session:
                rows = unbooked_of(session, categories, currency, after=after, most=_AT_ONCE)
            if not rows:
                break
            retrying(engine, partial(book_many, rows=rows, entry_of=entry_of, at=at))
            after, done = rows[-1].id, done + len(rows)
    return done


def keep_transactions(engine: Engine, page: Sequence[Fields], at: dt.datetime) -> None:
    """Keep those of a page of balance transactions that are new, in one database transaction."""
    retrying(engine, lambda session: keep_new(session, page, at=at))
