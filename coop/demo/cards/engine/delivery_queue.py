"""What is to be told to whom: one row for each event and webhook endpoint that asked for its kind."""

from __future__ import annotations

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.store import Store


def enqueue(store: Store, event: Json) -> None:
    """Have an event told to every enabled endpoint that wants it."""
    for endpoint in store.oldest("webhook_endpoint"):
        if endpoint["status"] == "enabled" and wants(endpoint["enabled_events"], event["type"]):
            store.connection.execute("INSERT INTO deliveries (event, endpoint, state) VALUES (?, ?, 'waiting')",
                                     (event["id"], endpoint["id"]))


def wants(kinds: list[str], kind: str) -> bool:
    """Whether a kind of event is one of these; `*` is all, `charge.*` all of a family."""
    return any(each in ("*", kind) or (each.endswith(".*") and kind.startswith(each[:-1])) for each in kinds)


def settled(store: Store, event_id: str) -> bool:
    """Whether every endpoint has answered this event well."""
    row = store.connection.execute(
        "SELECT count(*) FROM deliveries WHERE event = ? AND state <> 'delivered'", (event_id,)
    ).fetchone()
    return bool(row[0] == 0)
