"""Rate limits of the sign-in pages, counted in the database so that all processes of the site share them."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from flask import Flask, request
from flask_limiter import Limit, Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import SQLAlchemyError

from coop.config import Settings
from coop.db import transaction
from coop.people.sign_in.models import RateCount
from coop.web import clock
from coop.web.database import db

PER_ADDRESS = "20 per minute; 200 per hour"
PER_PERSON = "10 per 15 minutes"
LIMITED = frozenset({
    "security.login", "security.register", "security.send_confirmation", "security.forgot_password",
    "security.reset_password", "security.two_factor_token_validation", "security.mf_recovery", "security.verify",
    "security.confirm_email",
})


class DatabaseCounts(Storage):
    """Counts in `rate_counts`, each in a transaction of its own: a refused sign-in rolls back, its count stays."""

    STORAGE_SCHEME = ["coop"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    @property
    def _engine(self) -> Engine:
        return db.engine

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now()
        insert = insert_on_sqlite if self._engine.dialect.name == "sqlite" else insert_on_postgresql
        fresh = insert(RateCount).values(key=key, count=amount, expires_at=now + dt.timedelta(seconds=expiry))
        add = fresh.on_conflict_do_update(index_elements=["key"], set_={"count": RateCount.count + amount})
        with transaction(self._engine) as session:
            # A window begins with its first attempt and is counted anew once it has passed.
            session.execute(delete(RateCount).where(RateCount.expires_at <= now))
            return int(session.execute(add.returning(RateCount.count)).scalar_one())

    def get(self, key: str) -> int:
        with transaction(self._engine, write=False) as session:
            query = select(RateCount.count).where(RateCount.key == key, RateCount.expires_at > clock.now())
            return session.execute(query).scalar() or 0

    def get_expiry(self, key: str) -> float:
        with transaction(self._engine, write=False) as session:
            expires_at = session.execute(select(RateCount.expires_at).where(RateCount.key == key)).scalar()
            return (expires_at or clock.now()).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with transaction(self._engine) as session:
            return int(session.connection().execute(delete(RateCount)).rowcount)

    def clear(self, key: str) -> None:
        with transaction(self._engine) as session:
            session.execute(delete(RateCount).where(RateCount.key == key))


def _person() -> str:
    """Whom the attempt concerns, hashed: many addresses trying one person are one attacker."""
    return hashlib.sha256(request.form.get("email", "").strip().lower().encode()).hexdigest()[:32]


def _not_limited() -> bool:
    return request.method != "POST" or request.endpoint not in LIMITED


def init_app(app: Flask, settings: Settings) -> None:
    """Count attempts before anything else of the request begins; answer 429 above the limit."""
    if not settings.rate_limits:
        return
    Limiter(
        get_remote_address,
        app=app,
        storage_uri="coop://",
        default_limits=[
            Limit(PER_ADDRESS, exempt_when=_not_limited, per_method=True),
            Limit(PER_PERSON, key_function=_person, per_method=True,
                  exempt_when=lambda: _not_limited() or not request.form.get("email")),
        ],
    )
