"""Opening an account at Stripe for a worker, and keeping what Stripe says of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.cards.models import AccountState, ConnectedAccount
from coop.money.locks import lock
from coop.money.stripe.accounts.queries import account_of, state_of
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.client import Fields, Gateway

ACCOUNT = "account"


def subject_of(person_id: int) -> str:
    """What attempts about a person's account are recorded for."""
    return f"person:{person_id}"


def set_out(session: Session, person_id: int, *, country: str, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write down that an account is to be opened; None when there is one."""
    subject = subject_of(person_id)
    lock(session, subject)
    if account_of(session, person_id) is not None:
        return None
    for attempt, answer in of_subject(session, subject, ACCOUNT):
        if answer is None:
            return attempt
    return make(
        session,
        deed=ACCOUNT,
        subject=subject,
        parameters={"person": person_id, "country": country},
        is_live=is_live,
        at=at,
    )


def _open(gateway: Gateway, attempt: Attempt) -> Fields:
    country = attempt.parameters["country"]
    return gateway.ask(
        lambda v1: v1.accounts.create(
            {
                # What Stripe calls an Express account: Stripe asks and keeps what the law wants to know of the worker,
                # and the co-op, which charges the cards, answers for refunds and disputes.
                "controller": {
                    "fees": {"payer": "application"},
                    "losses": {"payments": "application"},
                    "requirement_collection": "stripe",
                    "stripe_dashboard": {"type": "express"},
                },
                "capabilities": {"transfers": {"requested": True}},
                "metadata": {"attempt": str(attempt.id)},
                **({"country": country} if country else {}),
            },
            {"idempotency_key": attempt.key},
        )
    )


def _opened(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    person_id = attempt.parameters["person"]
    if account_of(session, person_id) is None:
        session.add(ConnectedAccount(person_id=person_id, processor_id=made["id"], made_at=at))
        session.flush()
    record_account(session, made, at=at)


DEED = Deed(call=_open, record=_opened)


def record_account(session: Session, fields: Fields, *, at: dt.datetime) -> bool:
    """Keep what Stripe says of an account, when it is new; False when the account is none of ours."""
    lock(session, f"account:{fields['id']}")
    query = select(ConnectedAccount).where(ConnectedAccount.processor_id == fields["id"])
    account = session.execute(query).scalar_one_or_none()
    if account is None:
        return False
    asked = fields.get("requirements") or {}
    transfers = (fields.get("capabilities") or {}).get("transfers")
    now = AccountState(
        account_id=account.id,
        is_filled_in=bool(fields.get("details_submitted")),
        can_receive=transfers == "active",
        can_pay_out=bool(fields.get("payouts_enabled")),
        disabled=str(asked.get("disabled_reason") or "")[:80],
        due=sorted({*asked.get("currently_due", ()), *asked.get("past_due", ())}),
        seen_at=at,
    )
    last = state_of(session, account)
    if last is None or _said(last) != _said(now):
        session.add(now)
        session.flush()
    return True


def onboarding_link(gateway: Gateway, account_id: str, *, return_url: str, refresh_url: str) -> str:
    """Where the worker tells Stripe about themselves; good for a few minutes, once."""
    link = gateway.ask(
        lambda v1: v1.account_links.create(
            {
                "account": account_id,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
                "collection_options": {"fields": "eventually_due"},
            }
        )
    )
    return str(link["url"])


def _said(state: AccountState) -> tuple[object, ...]:
    return state.is_filled_in, state.can_receive, state.can_pay_out, state.disabled, list(state.due)
