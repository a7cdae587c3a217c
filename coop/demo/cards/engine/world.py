"""What a handler sees: the records, the time, the terms, and a way to say that something happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coop.demo.cards.engine import delivery_queue
from coop.demo.cards.engine.clock import Clock
from coop.demo.cards.engine.errors import ApiError, Json, no_such
from coop.demo.cards.engine.modes import Modes
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.settings import API_VERSION, Settings
from coop.demo.cards.engine.store import Store

_SPOKEN = {"payment_intent": "payment_intent", "setup_intent": "setupintent", "payment_method": "PaymentMethod",
           "checkout.session": "checkout.session", "transfer_reversal": "transfer reversal"}


@dataclass
class World:
    """One processor. Use it inside `store.transaction()`."""

    store: Store
    settings: Settings
    url: str = "http://127.0.0.1"
    request_id: str | None = None
    idempotency_key: str | None = None
    clock: Clock = field(init=False)
    modes: Modes = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.store)
        self.modes = Modes(self.store)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return self.clock.now()

    def new(self, kind: str, prefix: str, fields: Json, *, length: int = 24) -> Json:
        """Make and keep an object of a kind."""
        body = {
            "id": self.store.new_id(prefix, length),
            "object": kind,
            "created": self.now,
            "livemode": False,
            **fields,
        }
        return self.store.add(body)

    def need(self, kind: str, identifier: str, *, param: str | None = None) -> Json:
        """An object that must exist. Raises ApiError: 404, or 400 if it was named in the parameter `param`."""
        found = self.store.get(identifier, kind)
        if found is None:
            raise no_such(_SPOKEN.get(kind, kind), identifier, param=param)
        return found

    def change(self, body: Json, **fields: Any) -> Json:
        """Set fields of an object and keep it."""
        body.update(fields)
        return self.store.save(body)

    def emit(self, kind: str, body: Json, *, before: Json | None = None) -> Json:
        """An event with the object as it stands now; it goes to every webhook that asked for its kind."""
        data: Json = {"object": present(self.store, body, self.now)}
        if before:
            data["previous_attributes"] = before
        event = self.new("event", "evt", {
            "api_version": API_VERSION, "data": data, "type": kind,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
        })
        delivery_queue.enqueue(self.store, event)
        return event

    def later(self, moment: int, what: str, identifier: str) -> None:
        """Have the duty `what` done for an object when its time comes."""
        self.store.connection.execute("INSERT INTO due (at, what, id) VALUES (?, ?, ?)", (moment, what, identifier))

    def label(self, body: Json, given: dict[str, Any]) -> None:
        """Merge metadata as the interface does: a key with an empty value goes, an empty whole clears all."""
        if "metadata" in given:
            wanted = given["metadata"]
            kept = {} if wanted is None else {**body.get("metadata", {}), **wanted}
            body["metadata"] = {key: value for key, value in kept.items() if value != ""}

    def currency(self, given: str) -> str:
        """A currency in lower case. Raises ApiError if it is no ISO code."""
        code = given.lower()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise ApiError(f"Invalid currency: {given}.", param="currency")
        return code
