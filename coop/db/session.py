"""Who is going to write, and one database transaction around it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

# SQLite must be told at BEGIN whether a write will follow; assume it will unless a page says otherwise.
_writing: ContextVar[bool] = ContextVar("coop_writing", default=True)

_RETRY_STATES = frozenset({"40001", "40P01"})
_Result = TypeVar("_Result")


def will_write() -> bool:
    """Whether the database transaction about to begin is one that writes."""
    return _writing.get()


@contextmanager
def writing(intent: bool) -> Iterator[None]:
    """Within this block, transactions begin as writers (True) or as readers (False)."""
    token = _writing.set(intent)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction(engine: Engine, *, write: bool = True) -> Iterator[Session]:
    """One session, committed when the block ends and rolled back when it raises."""
    with writing(write), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def is_passing(error: OperationalError) -> bool:
    """Whether the database asks to try again: deadlock, serialization failure, or a busy SQLite file."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _RETRY_STATES or "database is locked" in str(error.orig)


def retrying(engine: Engine, work: Callable[[Session], _Result], *, attempts: int = 5) -> _Result:
    """Run `work(session)` in its own transaction, again with jitter while the database asks for it."""
    for attempt in range(1, attempts + 1):
        try:
            with transaction(engine) as session:
                return work(session)
        except OperationalError as error:
            if attempt == attempts or not is_passing(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311  jitter, not a secret
    raise AssertionError("unreachable: the last attempt returns or raises")
