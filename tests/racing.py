"""Processes that race: each with connections of its own, and none started before the others are."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext


def racers() -> ForkServerContext:
    """A context whose processes have read the house already: eight that each did would take longer than the race.

    They are forked off a server that opens no connection, so they share nothing but code.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coop.factory", "tests.factories"])
    return context
