"""Reading workers' accounts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.cards.models import AccountState, ConnectedAccount


def account_of(session: Session, person_id: int) -> ConnectedAccount | None:
    """The person's account."""
    query = select(ConnectedAccount).where(ConnectedAccount.person_id == person_id)
    return session.execute(query).scalar_one_or_none()


def state_of(session: Session, account: ConnectedAccount) -> AccountState | None:
    """What Stripe last said of it."""
    query = select(AccountState).where(AccountState.account_id == account.id).order_by(AccountState.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def every_account(session: Session) -> list[ConnectedAccount]:
    """All accounts, for asking after them once a day."""
    return list(session.execute(select(ConnectedAccount).order_by(ConnectedAccount.id)).scalars())
