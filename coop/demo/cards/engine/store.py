"""Records of the processor in one SQLite file, or in memory. One connection, one lock: a request is one transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coop.demo.cards.engine.errors import Json

# The fields that lists filter by; each gets a row in `links`, so that a list need not read every record.
LINKED = (
    "customer", "payment_intent", "charge", "transfer_group", "source_transaction", "destination", "source", "transfer",
    "type", "status", "account", "_payout",
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE TABLE IF NOT EXISTS links (
  name TEXT NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES objects (seq),
  PRIMARY KEY (name, value, seq)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_by_object ON links (seq);
CREATE TABLE IF NOT EXISTS movements (
  id TEXT PRIMARY KEY REFERENCES objects (id), currency TEXT NOT NULL, net INTEGER NOT NULL,
  available_on INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS movements_by_day ON movements (currency, available_on, net);
CREATE TABLE IF NOT EXISTS due (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due_by_time ON due (at, seq);
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, asked TEXT NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY, event TEXT NOT NULL REFERENCES objects (id), endpoint TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')), attempts INTEGER NOT NULL DEFAULT 0,
  next_at REAL NOT NULL DEFAULT 0, said TEXT NOT NULL DEFAULT '', UNIQUE (event, endpoint));
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, seq);
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Store:
    """Objects by id, in the order they came; use it only inside `transaction()`."""

    def __init__(self, path: Path | str = ":memory:", *, seed: str | None = None) -> None:
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        if str(path) != ":memory:":
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.executescript(_SCHEMA)
        with self.transaction():
            if self.meta("seed") is None:
                self.set_meta("seed", seed or secrets.token_hex(16))

    def close(self) -> None:
        """Close the file; a request still under way ends first."""
        with self.lock:
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or does not; inside another, it is part of that one."""
        with self.lock:
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def new_id(self, prefix: str, length: int = 24) -> str:
        """An id never given before: the same in each run where the store was seeded."""
        number = int(self.meta("ids") or "0") + 1
        self.set_meta("ids", str(number))
        digest = hashlib.shake_256(f"{self.meta('seed')}:{number}".encode()).hexdigest(length)[:length]
        return f"{prefix}_{digest}"

    def add(self, body: Json) -> Json:
        """Keep a new object, which knows its own id and kind."""
        cursor = self.connection.execute(
            "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)", (body["id"], body["object"], json.dumps(body))
        )
        self._link(int(cursor.lastrowid or 0), body)
        return body

    def save(self, body: Json) -> Json:
        """Keep an object's new state."""
        row = self.connection.execute(
            "UPDATE objects SET body = ? WHERE id = ? RETURNING seq", (json.dumps(body), body["id"])
        ).fetchone()
        self.connection.execute("DELETE FROM links WHERE seq = ?", (row[0],))
        self._link(row[0], body)
        return body

    def _link(self, seq: int, body: Json) -> None:
        rows = [(name, body[name], seq) for name in LINKED if isinstance(body.get(name), str)]
        self.connection.executemany("INSERT INTO links (name, value, seq) VALUES (?, ?, ?)", rows)

    def get(self, identifier: str, kind: str | None = None) -> Json | None:
        """An object by id; None if there is none, or it is of another kind."""
        row = self.connection.execute(
            "SELECT body FROM objects WHERE id = ? AND kind = coalesce(?, kind)", (identifier, kind)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def place(self, identifier: str) -> int | None:
        """Where in the order of all objects this one stands."""
        row = self.connection.execute("SELECT seq FROM objects WHERE id = ?", (identifier,)).fetchone()
        return None if row is None else int(row[0])

    def newest(self, kind: str, *, before: int | None = None, link: tuple[str, str] | None = None) -> Iterator[Json]:
        """Objects of a kind, newest first, as they are asked for; `link` is a (field, value) they must have."""
        start = before if before is not None else 1 << 62
        if link is None:
            rows = self.connection.execute(
                "SELECT body FROM objects WHERE kind = ? AND seq < ? ORDER BY seq DESC", (kind, start)
            )
        else:
            rows = self.connection.execute(
                "SELECT body FROM links JOIN objects USING (seq) WHERE name = ? AND value = ? AND kind = ? AND seq < ? "
                "ORDER BY seq DESC", (*link, kind, start)
            )
        return (json.loads(row[0]) for row in rows)

    def oldest(self, kind: str, *, after: int = 0, link: tuple[str, str] | None = None) -> Iterator[Json]:
        """Objects of a kind, oldest first."""
        if link is None:
            rows = self.connection.execute(
                "SELECT body FROM objects WHERE kind = ? AND seq > ? ORDER BY seq", (kind, after)
            )
        else:
            rows = self.connection.execute(
                "SELECT body FROM links JOIN objects USING (seq) WHERE name = ? AND value = ? AND kind = ? AND seq > ? "
                "ORDER BY seq", (*link, kind, after)
            )
        return (json.loads(row[0]) for row in rows)

    def counts(self) -> dict[str, int]:
        """How many objects there are of each kind."""
        return dict(
            self.connection.execute("SELECT kind, count(*) FROM objects GROUP BY kind ORDER BY kind").fetchall()
        )

    def meta(self, name: str) -> str | None:
        """A fact about the whole store."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Keep a fact about the whole store."""
        self.connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
