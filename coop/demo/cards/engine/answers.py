"""Idempotency: what was answered to a key is answered again; a key means one request, and one at a time."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.world import World

_LONGEST = 255


@dataclass(frozen=True)
class Answer:
    """A status and a body; `replayed` if it was given before."""

    status: int
    body: Json
    replayed: bool = False


class Answers:
    """The keys now under way; those that ended are in the store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def alone(self, key: str | None) -> Iterator[None]:
        """Hold a key while its request is under way. Raises ApiError (409) if another request holds it."""
        if key is None:
            yield
            return
        if len(key) > _LONGEST:
            raise ApiError("Idempotency keys have at most 255 characters.", kind="idempotency_error")
        with self._lock:
            if key in self._under_way:
                raise ApiError(
                    "There is currently another in-progress request using this idempotency key. Try again later.",
                    status=409, kind="idempotency_error", code="idempotency_key_in_use",
                )
            self._under_way.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)


def asked(method: str, path: str, pairs: list[tuple[str, str]]) -> str:
    """What a request asked for, as one short text to compare."""
    return hashlib.sha256(json.dumps([method, path, sorted(pairs)]).encode()).hexdigest()


def earlier(world: World, key: str, wanted: str) -> Answer | None:
    """What this key was answered. Raises ApiError if it was used for another request."""
    row = world.store.connection.execute("SELECT asked, at, status, body FROM answers WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    was_asked, at, status, body = row
    if at + world.settings.idempotency_hours * 3600 <= world.now:
        world.store.connection.execute("DELETE FROM answers WHERE key = ?", (key,))
        return None
    if was_asked != wanted:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    return Answer(status, json.loads(body), replayed=True)


def keep(world: World, key: str, wanted: str, answer: Answer) -> None:
    """Remember an answer."""
    world.store.connection.execute(
        "INSERT INTO answers (key, asked, at, status, body) VALUES (?, ?, ?, ?, ?)",
        (key, wanted, world.now, answer.status, json.dumps(answer.body)),
    )
