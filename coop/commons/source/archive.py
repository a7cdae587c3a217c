"""An archive of the running software itself, changes included."""

from __future__ import annotations

import functools
import io
import tarfile
from pathlib import Path

from coop.paths import PACKAGE, ROOT

_BESIDE = ("app.py", "pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md", "docs", "tests", ".ci",
           "templates", "static", "migrations")
_LEFT_OUT = {"__pycache__", "_bundle", ".pytest_cache"}


@functools.cache
def source_archive() -> bytes:
    """A gzipped tar of package, templates, static files and migrations (and of the rest of a checkout).

    Made once a process; owners and times are left out, so that the same source gives the same bytes inside.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as archive:
        archive.add(PACKAGE, "toad-lane/coop", filter=_plain)
        for name in _BESIDE:
            if (ROOT / name).exists():
                archive.add(ROOT / name, f"toad-lane/{name}", filter=_plain)
    return buffer.getvalue()


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if _LEFT_OUT & set(Path(member.name).parts) or not (member.isfile() or member.isdir()):
        return None
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member
