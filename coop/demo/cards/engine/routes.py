"""The endpoints of the interface: each with what it accepts and the name of the client library's type for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.params import EXPAND, PAGE, Kind
from coop.demo.cards.engine.world import World

Params = dict[str, Any]
Act = Callable[..., Json]


@dataclass(frozen=True)
class Endpoint:
    """One method on one path. `library` names the type of its parameters in `stripe.params`."""

    method: str
    path: str
    accepts: Mapping[str, Kind]
    library: str
    act: Act


ENDPOINTS: list[Endpoint] = []


def endpoint(method: str, path: str, library: str, accepts: Mapping[str, Kind] | None = None) -> Callable[[Act], Act]:
    """Register `act(world, given, **parts of the path)`, which answers an object or a list."""

    def register(act: Act) -> Act:
        expandable = {} if method == "DELETE" else EXPAND
        ENDPOINTS.append(Endpoint(method, path, {**(accepts or {}), **expandable}, library, act))
        return act

    return register


def listing(path: str, library: str, accepts: Mapping[str, Kind] | None = None) -> Callable[[Act], Act]:
    """Register a list, which is read page by page."""
    return endpoint("GET", path, library, {**(accepts or {}), **PAGE})


__all__ = ["ENDPOINTS", "Endpoint", "Params", "World", "endpoint", "listing"]
