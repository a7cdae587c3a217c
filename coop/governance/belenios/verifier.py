"""Belenios' own program, which checks the cryptography of an archive: every proof, the tally and the decryption.

It runs as a process of its own in an empty folder, with a time limit and without a shell. Where it is not installed
nothing is checked, and so nothing is brought in.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from coop.governance import belenios_tool
from coop.governance.belenios.archive import BadArchive, Flaw

MOST_SECONDS = 25
"""Less than a server waits for an answer. 300 ballots take about 5."""
_PASSED = "I: all checks passed"


def check(data: bytes, election: str) -> str:
    """Let Belenios' program check an archive whose parts were read already; its version. Raises BadArchive.

    `election` is Belenios' name of it: letters and digits alone, as `rules.elections_in` finds them.
    """
    with tempfile.TemporaryDirectory(prefix="coop-belenios-") as folder:
        version = _run(folder, "--version").stdout.strip()
        (Path(folder) / f"{election}.bel").write_bytes(data)
        done = _run(folder, "election", "verify", "--dir", folder)
    # It answers 0, with a warning, for an election without a result; and may warn of more in releases to come.
    said = done.stderr.splitlines()
    if done.returncode != 0 or _PASSED not in said or any(line.startswith(("W:", "E:")) for line in said):
        told = [line for line in said if not line.startswith("I: using directory")]
        raise BadArchive(Flaw.REFUSED, " ".join(told)[-300:] or f"it answered {done.returncode}")
    return version[:60]


def _run(folder: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = belenios_tool.path()
    if program is None:
        raise BadArchive(Flaw.NO_PROGRAM)
    try:
        return subprocess.run(  # noqa: S603  a fixed program, arguments of our own, no shell
            [program, *arguments], cwd=folder, env={"PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=MOST_SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise BadArchive(Flaw.TOO_LONG, f"{MOST_SECONDS} s") from error
    except OSError as error:
        raise BadArchive(Flaw.NO_PROGRAM, str(error)) from error
