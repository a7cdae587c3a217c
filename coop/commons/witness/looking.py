"""One look at a watched log: read what is known, ask the site, write down what came; no writer waits for a site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from coop.commons.witness import actions, queries
from coop.commons.witness.cosigning import signer
from coop.commons.witness.fetching import Remote, Trouble, checked
from coop.commons.witness.models import WatchedLog
from coop.commons.witness.rules import HASH, Good, Seen, Unreadable, Wrong, first_key, judge
from coop.db import transaction
from coop.ledger.log.notes import Signer
from coop.ledger.log.tiles import path
from coop.verify.notes import Verifier

UNPROVEN_FOR = dt.timedelta(days=1)
_MOST_NOTE, _MOST_KEYS, _AT_ONCE, _TRIES = 1 << 14, 1 << 16, 8, 4


class AlreadyWatched(ValueError):
    """The address is watched already."""


class NotGood(Exception):
    """The first look showed what no log should be watched from."""


@dataclass(frozen=True)
class Looked:
    """How a look went. `wrong` is an alarm that stands or was raised; `trouble` why nothing could be told."""

    log: WatchedLog
    size: int
    wrong: str = ""
    trouble: str = ""


class _Unproven(Exception):
    """A signed tree head that nothing could be told about, for the tiles are not to be had."""

    def __init__(self, why: str, note: str) -> None:
        super().__init__(why)
        self.note = note


def add(
    engine: Engine, address: str, key: Verifier | None, *, allow_insecure: bool, witness: Signer | None,
    at: dt.datetime,
) -> tuple[WatchedLog, str]:
    """Begin to watch a log by the given key, or without one by the key beside it; returns it and the key.

    Raises BadAddress, AlreadyWatched, NotGood, Trouble, Unreadable; nothing is written then.
    """
    address = checked(address, allow_insecure=allow_insecure)
    with transaction(engine, write=False) as session:
        if queries.by_address(session, address) is not None:
            raise AlreadyWatched(f"{address} is watched already")
    remote = Remote(address, allow_insecure=allow_insecure)
    pinned = key or first_key(_keys(remote), _checkpoint(remote))
    try:
        found = _examine(remote, Seen((pinned,)))
    except _Unproven as error:
        raise Trouble(str(error)) from error
    if isinstance(found, Wrong):
        raise NotGood(f"{found.said}. Ask the co-op for its key by another way than this site")
    with transaction(engine) as session:
        log = actions.watch(
            session, address, pinned, found, is_key_given=key is not None, allow_insecure=allow_insecure,
            witness=witness, at=at,
        )  # fmt: skip
    return log, str(found.hand_overs[-1].verifier if found.hand_overs else pinned)


def look_at_all(engine: Engine, key_file: Path, *, at: dt.datetime, of: int | None = None) -> list[Looked]:
    """Look at every log that is watched (or the one `of` that number), some at once: one slow site keeps none waiting.
    """
    with transaction(engine, write=False) as session:
        logs = [log for log in queries.still_watched(session) if of in (None, log.id)]
    if not logs:
        return []
    witness = signer(key_file)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(lambda log: _found(engine, log), logs))
    # Written one after the other, by one thread.
    return [_settle(engine, log, asked, answer, witness, at) for log, (asked, answer) in zip(logs, found, strict=True)]


Found = Good | Wrong | Exception


def _found(engine: Engine, log: WatchedLog) -> tuple[tuple[Seen, int], Found]:
    with transaction(engine, write=False) as session:
        known = queries.seen(session, log.id)
    try:
        return known, _examine(Remote(log.address, allow_insecure=log.allow_insecure), known[0])
    except (Trouble, Unreadable, _Unproven) as error:
        return known, error


def _settle(
    engine: Engine, log: WatchedLog, known: tuple[Seen, int], found: Found, witness: Signer | None, at: dt.datetime
) -> Looked:
    for _ in range(_TRIES):
        with transaction(engine) as session:
            look = queries.look_to_change(session, log.id)
            if queries.seen(session, log.id) == known:
                seen, heads = known
                if isinstance(found, _Unproven) and look.unproven_since and at - look.unproven_since > UNPROVEN_FOR:
                    found = Wrong("unproven", f"for over a day it has not been proven: {found}", found.note)
                if isinstance(found, Good):
                    actions.note_good(
                        session, look, found, keys=len(seen.keys), heads=heads, witness=witness, at=at
                    )
                    return Looked(log, found.head.size)
                size = seen.head.size if seen.head else 0
                if isinstance(found, Wrong):
                    actions.note_wrong(session, look, found, before=seen.note, at=at)
                    return Looked(log, size, wrong=found.said)
                actions.note_trouble(look, str(found), is_unproven=isinstance(found, _Unproven), at=at)
                return Looked(log, size, trouble=str(found))
        # Another look wrote meanwhile: what this one fetched may be older than that, and proves nothing. Look anew.
        known, found = _found(engine, log)
    return Looked(log, known[0].head.size if known[0].head else 0, trouble="others look at it all the time")


def _examine(remote: Remote, seen: Seen) -> Good | Wrong:
    text = _checkpoint(remote)

    def tile(level: int, number: int, width: int) -> bytes:
        return remote.get("tile/" + path(level, number, width), most=width * HASH)

    return judge(seen, text, keys=lambda: _keys(remote), tile=_or_unproven(tile, text))


def _or_unproven(tile: Callable[[int, int, int], bytes], note: str) -> Callable[[int, int, int], bytes]:
    def read(level: int, number: int, width: int) -> bytes:
        try:
            body = tile(level, number, width)
        except Trouble as error:
            raise _Unproven(str(error), note) from error
        if len(body) != width * HASH:
            raise _Unproven(f"tile/{path(level, number, width)} is of {len(body)} bytes, not {width * HASH}", note)
        return body

    return read


def _checkpoint(remote: Remote) -> str:
    return _text(remote.get("checkpoint", most=_MOST_NOTE), "checkpoint")


def _keys(remote: Remote) -> str:
    return _text(remote.get("log/keys", most=_MOST_KEYS), "log/keys")


def _text(body: bytes, what: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"/{what} is no text") from error
