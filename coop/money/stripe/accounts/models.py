"""Which account is whose, and what Stripe said of it each time that changed. Append-only."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, pk, references


class ConnectedAccount(Base):
    """A worker's account; what they told Stripe about themselves stays with Stripe."""

    __tablename__ = "card_accounts"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", unique=True)
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    made_at: Mapped[moment]


class AccountState(Base):
    """What Stripe said of an account at a moment; the newest counts."""

    __tablename__ = "card_account_states"

    id: Mapped[pk]
    account_id: Mapped[int] = references("card_accounts.id", index=True)
    is_filled_in: Mapped[bool]
    can_receive: Mapped[bool]
    can_pay_out: Mapped[bool]
    disabled: Mapped[str] = mapped_column(String(80), default="")
    due: Mapped[list[str]] = mapped_column(Json)
    """Stripe's own names of what it still asks for, such as `individual.verification.document`."""
    seen_at: Mapped[moment]
