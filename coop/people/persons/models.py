"""A person who can sign in. Their postings are kept under a party, which knows no name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_security.core import UserMixin
from sqlalchemy import BigInteger, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, UtcDateTime, moment, pk, references


class Person(Base, UserMixin):
    """A login (never called account: that word belongs to the ledger). Roles are records elsewhere."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[pk]
    party_id: Mapped[int] = references("parties.id", unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower-cased by the mail util; unique."""
    display_name: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    """Whether visitors may see the display name outside of this person's own listings."""
    locale: Mapped[str] = mapped_column(String(8), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    created_at: Mapped[moment]

    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """Changing it ends every session of this person."""
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The step of the last code that was accepted, so that none is accepted twice."""
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(Json)
    """Encrypted; one is struck out as it is used."""
