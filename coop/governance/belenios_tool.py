"""Where Belenios' own program is on this machine: votes are held there only where it can check their results."""

from __future__ import annotations

import shutil

PROGRAM = "belenios-tool"


def path() -> str | None:
    """The program, None where it is not installed."""
    return shutil.which(PROGRAM)
