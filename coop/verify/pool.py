"""Work given to as many processes as there are processors; small work is done right here."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .progress import Progress

SMALL = 4 << 20


class Task(NamedTuple):
    """A function of the module level with what it is called with, and its weight in bytes."""

    function: Callable[..., Any]
    given: tuple[Any, ...]
    weight: int


def jobs() -> int:
    """How many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def carry_out(tasks: Sequence[Task], progress: Progress, *, shared: Any = None) -> Iterator[Any]:
    """The results in the order of the tasks. A function that takes `shared` first is one that `with_shared` names."""
    whole = sum(task.weight for task in tasks)
    progress.begin("Checking", whole)
    if whole < SMALL or jobs() < 2:
        _begin(shared)
        for task in tasks:
            yield _call(task)
            progress.advance(task.weight)
        return
    with multiprocessing.Pool(jobs(), _begin_alone, (shared,)) as pool:
        for task, found in zip(tasks, pool.imap(_call, tasks), strict=True):
            progress.advance(task.weight)
            yield found


_shared: Any = None


def _begin(shared: Any) -> None:
    global _shared
    _shared = shared


def _begin_alone(shared: Any) -> None:
    # What a range comes to holds no cycles, and looking for some costs a tenth of the time.
    gc.disable()
    _begin(shared)


def _call(task: Task) -> Any:
    return task.function(_shared, *task.given)
