"""How the fake misbehaves on request: faults of the next calls, declines, how webhooks are delivered."""

from __future__ import annotations

import fnmatch
import json
from typing import Any

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.store import Store

FAULTS = ("drop_before", "drop_after", "500", "500_after", "429", "409", "error", "slow")
"""`drop_*`: the connection closes before, or after, the work was done; `500_after`: done, but answered with a 500;
`error`: refused with the `status`, `code` and `message` given; `slow`: answered after `seconds`."""
_STANDARD: Json = {
    "hold": False, "duplicate": False, "drop": False, "delay": 0.0, "next": [], "decline": [], "payouts": "manual",
}


class Modes:
    """Kept in the store, as JSON under one name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> Json:
        """Every mode as it stands."""
        return {**_STANDARD, **json.loads(self._store.meta("modes") or "{}")}

    def __getitem__(self, name: str) -> Any:
        return self.all()[name]

    def set(self, changes: Json) -> Json:
        """Change some. Raises ApiError for one that does not exist or cannot be so."""
        for name, value in changes.items():
            _check(name, value)
        modes = {**self.all(), **changes}
        self._store.set_meta("modes", json.dumps(modes))
        return modes

    def reset(self) -> Json:
        """Behave again."""
        self._store.set_meta("modes", "{}")
        return self.all()

    def take_fault(self, method: str, path: str) -> Json | None:
        """The fault that this call is to meet, which is then used up."""
        waiting = self.all()["next"]
        for fault in waiting:
            if fnmatch.fnmatchcase(path, fault.get("path", "*")) and fault.get("method", method) == method:
                fault["times"] = fault.get("times", 1) - 1
                self.set({"next": [each for each in waiting if each.get("times", 1) > 0]})
                return dict(fault)
        return None

    def take_decline(self) -> str | None:
        """The reason why the next charge is to be declined, which is then used up."""
        waiting = self.all()["decline"]
        if not waiting:
            return None
        self.set({"decline": waiting[1:]})
        return str(waiting[0])


def _check(name: str, value: object) -> None:
    if name not in _STANDARD:
        raise ApiError(f"There is no mode {name!r}; there are {', '.join(_STANDARD)}.", param=name)
    if not isinstance(value, type(_STANDARD[name])) and not (name == "delay" and isinstance(value, int)):
        raise ApiError(f"The mode {name!r} is a {type(_STANDARD[name]).__name__}.", param=name)
    if name == "payouts" and value not in ("manual", "daily"):
        raise ApiError("Payouts are 'manual' or 'daily'.", param=name)
    if name == "next" and isinstance(value, list):
        for fault in value:
            if not isinstance(fault, dict) or fault.get("fault") not in FAULTS:
                raise ApiError(f"A fault is one of {', '.join(FAULTS)}.", param=name)
