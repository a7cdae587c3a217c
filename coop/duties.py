"""What the worker does on a clock. Every duty is idempotent and derives what is due from the database."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

import coop
from coop.config import Settings


@dataclass(frozen=True)
class Duty:
    """A chore: `run(engine, settings, at)` does what is due and returns how many things it did.

    It opens its own database transactions, so that one failing item neither stops nor undoes the others.
    """

    name: str
    every_seconds: int
    run: Callable[[Engine, Settings, dt.datetime], int]


def all_duties() -> list[Duty]:
    """The `DUTIES` of every `chores.py` in the house: lists of (name, every_seconds, function)."""
    found = []
    for module in sorted(info.name for info in pkgutil.walk_packages(coop.__path__, prefix="coop.")):
        if module.rsplit(".", 1)[-1] == "chores":
            found += [Duty(*duty) for duty in importlib.import_module(module).DUTIES]
    return found


def run_all(engine: Engine, settings: Settings, at: dt.datetime) -> dict[str, int]:
    """Run every duty once, whatever its clock: for tests, the demo's seeding and `coop worker --once`."""
    return {duty.name: duty.run(engine, settings, at) for duty in all_duties()}
