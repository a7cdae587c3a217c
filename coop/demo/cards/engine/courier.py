"""Telling webhooks: a thread of its own, with retries, or one by one when deliveries are held."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.modes import Modes
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.engine.signing import body_of, signature
from coop.demo.cards.engine.store import Store

Post = Callable[[str, bytes, dict[str, str]], int]
_TIMEOUT = 20
_BEAT = 0.5


@dataclass(frozen=True)
class Parcel:
    """One event on its way to one endpoint."""

    seq: int
    event: str
    kind: str
    url: str
    secret: str
    body: bytes

    def headers(self, at: int) -> dict[str, str]:
        """Signed at a moment: the machine's time, not the fake's, as the receiver's clock is the machine's."""
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(self.secret, self.body, at),
            "User-Agent": "Stripe/1.0 (make-believe)",
        }


class Courier:
    """Delivers what is waiting. `tick` is called on every beat, for what comes due as time passes."""

    def __init__(self, store: Store, settings: Settings, tick: Callable[[], None]) -> None:
        self._store = store
        self._settings = settings
        self._tick = tick
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._thread = threading.Thread(target=self._run, name="cards-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; a delivery under way is waited for."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """Something may be waiting."""
        self._wake.set()

    def waiting(self, *, now: float | None = None) -> list[Parcel]:
        """What waits, oldest first; with `now` only what may be tried by then."""
        with self._store.transaction():
            rows = self._store.connection.execute(
                "SELECT seq, event, endpoint FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY seq",
                (float("inf") if now is None else now,),
            ).fetchall()
            return self._parcels(rows)

    def named(self, events: Iterable[str]) -> list[Parcel]:
        """The parcels of these events, whatever became of them, in the order named."""
        with self._store.transaction():
            rows = []
            for event in events:
                rows += self._store.connection.execute(
                    "SELECT seq, event, endpoint FROM deliveries WHERE event = ? ORDER BY seq", (event,)
                ).fetchall()
            return self._parcels(rows)

    def _parcels(self, rows: list[tuple[int, str, str]]) -> list[Parcel]:
        found = []
        for seq, event_id, endpoint_id in rows:
            event, endpoint = self._store.get(event_id, "event"), self._store.get(endpoint_id, "webhook_endpoint")
            if event is not None and endpoint is not None:
                body = body_of(present(self._store, event, event["created"]))
                found.append(Parcel(seq, event_id, event["type"], endpoint["url"], endpoint["_secret"], body))
        return found

    def deliver(self, parcel: Parcel, *, post: Post | None = None, age: int = 0) -> Json:
        """Send one now, signed `age` seconds ago, and note how it went."""
        try:
            status = (post or post_over_http)(parcel.url, parcel.body, parcel.headers(int(time.time()) - age))
            said = str(status)
        except (OSError, http.client.HTTPException) as error:
            status, said = 0, type(error).__name__
        well = 200 <= status < 300
        with self._store.transaction():
            self._note(parcel, well, said)
        return {"event": parcel.event, "type": parcel.kind, "url": parcel.url, "status": status, "said": said}

    def _note(self, parcel: Parcel, well: bool, said: str) -> None:
        row = self._store.connection.execute(
            "SELECT attempts, state FROM deliveries WHERE seq = ?", (parcel.seq,)
        ).fetchone()
        if row is None or (row[1] == "delivered" and not well):
            return  # a replay that is refused does not undo that it was delivered
        attempts = row[0] + 1
        pauses = self._settings.retry_seconds
        state = "delivered" if well else ("failed" if attempts > len(pauses) else "waiting")
        again = 0.0 if state != "waiting" else time.time() + pauses[attempts - 1]
        self._store.connection.execute(
            "UPDATE deliveries SET attempts = ?, state = ?, next_at = ?, said = ? WHERE seq = ?",
            (attempts, state, again, said, parcel.seq),
        )

    def give_up(self, parcel: Parcel) -> None:
        """Lose one."""
        with self._store.transaction():
            self._store.connection.execute(
                "UPDATE deliveries SET state = 'failed', said = 'dropped' WHERE seq = ?", (parcel.seq,)
            )

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(_BEAT)
            self._wake.clear()
            if self._stop.is_set():
                return
            self._tick()
            self._round()

    def _round(self) -> None:
        with self._store.transaction():
            modes = Modes(self._store).all()
        if modes["hold"]:
            return
        for parcel in self.waiting(now=time.time()):
            if self._stop.is_set():
                return
            if modes["drop"]:
                self.give_up(parcel)
                continue
            if modes["delay"]:
                self._stop.wait(float(modes["delay"]))
            for _ in range(2 if modes["duplicate"] else 1):
                self.deliver(parcel)


def ordered(parcels: list[Parcel], order: str, *, seed: int | None = None) -> list[Parcel]:
    """`oldest` first, `newest` first, or `random`, the same for one seed. Raises ValueError for another word."""
    if order == "oldest":
        return parcels
    if order == "newest":
        return parcels[::-1]
    if order != "random":
        raise ValueError("the order is oldest, newest, or random")
    mixed = list(parcels)
    random.Random(seed).shuffle(mixed)  # noqa: S311  the order of a test, not a secret
    return mixed


def post_over_http(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send a body; returns the status. Raises OSError or HTTPException when there is no answer."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
