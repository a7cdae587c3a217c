"""The examples of docs/methods.md: `python -m tests.governance.tallies.page` writes what they print today.

A block with a file's name is that file; a console block of `coop tally` on such a file is run, and holds its output.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from click.testing import CliRunner

from coop.governance.tallies.commands import tally

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methods.md"
_FILES = re.compile(r"^```\w+ (\S+\.\w+)\n(.*?)^```$", re.S | re.M)
_RUNS = re.compile(r"^```console\n\$ coop tally ([^\n]+)\n.*?^```$", re.S | re.M)


def page(text: str) -> str:
    """The same page with every example run anew."""
    files = dict(_FILES.findall(text))
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, content in files.items():
                Path(name).write_text(content, encoding="utf-8")
            return _RUNS.sub(lambda found: _run(found, files), text)
        finally:
            os.chdir(before)


def _run(found: re.Match[str], files: dict[str, str]) -> str:
    words = found[1].split()
    if words[0] not in files:
        return found[0]
    result = CliRunner().invoke(tally, words)
    if result.exit_code:
        raise AssertionError(f"coop tally {found[1]}: {result.stderr}")
    return f"```console\n$ coop tally {found[1]}\n{result.stdout.rstrip()}\n```"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
