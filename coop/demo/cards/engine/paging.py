"""Pages of a list, newest first: `limit`, `starting_after`, `ending_before`, `created`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from coop.demo.cards.engine.errors import ApiError, Json, no_such
from coop.demo.cards.engine.presenting import listed, present
from coop.demo.cards.engine.store import LINKED
from coop.demo.cards.engine.world import World

_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "is": lambda value, bound: value == bound,
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def page(
    world: World,
    kind: str,
    given: dict[str, Any],
    url: str,
    *,
    by: tuple[str, ...] = (),
    where: dict[str, Any] | None = None,
    keep: Callable[[Json], bool] | None = None,
) -> Json:
    """The page that was asked for. `by`: parameters that are fields to filter by; `where`: more of them, fixed."""
    wanted = {**(where or {}), **{name: given[name] for name in by if given.get(name) is not None}}

    def fits(body: Json) -> bool:
        return (
            all(body.get(name) == value for name, value in wanted.items())
            and within(body["created"], given.get("created"))
            and (keep is None or keep(body))
        )

    found, more = _slice(world, kind, given, wanted, fits)
    return listed([present(world.store, body, world.now) for body in found], url, more=more)


def within(moment: int, span: dict[str, int] | None) -> bool:
    """Whether a time lies in a span."""
    return all(_BOUNDS[name](moment, bound) for name, bound in (span or {}).items())


def _slice(
    world: World, kind: str, given: dict[str, Any], wanted: dict[str, Any], fits: Callable[[Json], bool]
) -> tuple[list[Json], bool]:
    limit = given.get("limit", 10)
    link = next(((name, value) for name, value in wanted.items() if isinstance(value, str) and name in LINKED), None)
    after, before = given.get("starting_after"), given.get("ending_before")
    if after and before:
        raise ApiError("You can only use one of starting_after and ending_before.", param="ending_before")
    rows: Iterator[Json]
    if before:
        rows = world.store.oldest(kind, after=_place(world, kind, before, "ending_before"), link=link)
    else:
        start = _place(world, kind, after, "starting_after") if after else None
        rows = world.store.newest(kind, before=start, link=link)
    found = []
    for body in rows:
        if fits(body):
            found.append(body)
            if len(found) > limit:
                break
    kept = found[:limit]
    return (kept[::-1] if before else kept), len(found) > limit


def _place(world: World, kind: str, identifier: str, param: str) -> int:
    world.need(kind, identifier, param=param)
    place = world.store.place(identifier)
    if place is None:
        raise no_such(kind, identifier, param=param)
    return place
