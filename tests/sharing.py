"""What the processes of one test run share: a folder, and whose turn it is to fill it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a file that other processes of the run may want as well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """`folder`, filled by whichever process comes first; the others wait for it."""
    with one_at_a_time(folder.with_name(folder.name + ".lock")):
        ready = folder / "ready"
        if not ready.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            ready.touch()
    return folder
