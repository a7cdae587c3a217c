"""Every floor's `erasing.py`, found by itself, in the order of their paths."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from coop.db.erasing import Erases, Expires, Fates, Finds, Keeps, Ties
from coop.paths import PACKAGE


@cache
def rooms() -> tuple[ModuleType, ...]:
    """The modules; `coop.db.erasing` has their words and no tables."""
    names = (info.name for info in pkgutil.walk_packages([str(PACKAGE)], prefix="coop."))
    found = sorted(name for name in names if name.rsplit(".", 1)[-1] == "erasing" and name != "coop.db.erasing")
    return tuple(importlib.import_module(name) for name in found)


def register() -> dict[str, Fates]:
    """Table -> what becomes of its columns."""
    return {table: fates for room in rooms() for table, fates in room.FATES.items()}


def obstacles() -> list[Finds]:
    """What has to be over first."""
    return [each for room in rooms() for each in getattr(room, "OBSTACLES", ())]


def keeps() -> list[Keeps]:
    """What the law wants kept."""
    return [each for room in rooms() for each in getattr(room, "KEPT", ())]


def erasures() -> list[Erases]:
    """What goes."""
    return [each for room in rooms() for each in getattr(room, "ERASURES", ())]


def ties() -> list[Ties]:
    """Why the link between person and party stays a little longer."""
    return [each for room in rooms() for each in getattr(room, "TIES", ())]


def endings() -> list[Erases]:
    """What goes with that link."""
    return [each for room in rooms() for each in getattr(room, "ENDINGS", ())]


def expired() -> dict[str, Expires]:
    """Table -> how a record of it is blanked once the law lets go of it."""
    return {table: each for room in rooms() for table, each in getattr(room, "EXPIRED", {}).items()}
