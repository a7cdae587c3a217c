"""Sessions one is signed in with: seen in a list, ended from it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references


class SignInSession(Base):
    """A browser somebody signed in with. Only a hash of the cookie's token is kept: a leak opens nothing."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80))
    """Browser and system in words, coarse on purpose: "Firefox on Linux"."""
    created_at: Mapped[moment]
    last_seen_at: Mapped[moment]
    """To the hour."""
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RateCount(Base):
    """How often something was tried in a window of time, shared by all processes of the site."""

    __tablename__ = "rate_counts"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
