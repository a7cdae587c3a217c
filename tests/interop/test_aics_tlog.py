"""`aics-tlog`, a verifier from PyPI that wants Python 3.12: where one is at hand, it reads the log over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from coop.ledger.log import signing
from coop.ledger.log.notes import Signer, TreeHead, signed
from tests.interop.conftest import run
from tests.interop.served import grow, live

VERSION = "0.2.1"
NEWER = ("python3.12", "python3.13", "python3.14")


def newer_pythons():
    """Interpreters of 3.12 or later that really run: a command of that name may be a shim for one that is not there."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    given = [*map(shutil.which, NEWER), *(path / "bin/python" for path in sorted(root.glob("3.1[2-9]*")))]
    for python in filter(None, given):
        try:
            asked = subprocess.run([python, "-c", "import sys, ssl; print(sys.version_info >= (3, 12))"],
                                   capture_output=True, text=True, check=False, timeout=60)
        except OSError:
            continue
        if asked.stdout.strip() == "True":
            yield python


@pytest.fixture(scope="session")
def aics_tlog(tmp_path_factory):
    """`aics_tlog(*arguments)` -> (exit code, what it says). Not to be had is no failure, in CI neither."""
    python = next(newer_pythons(), None)
    if python is None:
        pytest.skip("no Python 3.12 or later is at hand, which aics-tlog needs")
    folder = tmp_path_factory.mktemp("aics")
    made = subprocess.run([python, "-m", "venv", folder], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"{python} makes no environment: {made.stderr[-200:]}")
    got = subprocess.run([folder / "bin/pip", "install", "-q", f"aics-tlog=={VERSION}"],
                         capture_output=True, text=True, check=False)
    if got.returncode:
        pytest.skip(f"aics-tlog {VERSION} cannot be installed here: {got.stderr[-200:]}")

    def call(*arguments):
        done = run(folder / "bin/aics-tlog", *arguments)
        return done.returncode, json.loads(done.stdout)

    return call


def test_it_verifies_checkpoint_inclusion_and_consistency(aics_tlog, app, session, key_file, now, tmp_path):
    old = tmp_path / "old.note"
    old.write_text(grow(session, key_file, 300, at=now).note)
    grow(session, key_file, 1000, at=now)
    key = signing.current_key(session).verifier
    with live(app) as address:
        code, said = aics_tlog("verify-checkpoint", "--log-key", key, "--tiles", address)
        assert (code, said["size"]) == (0, 1000), said
        for index in (0, 255, 256, 999):
            code, said = aics_tlog("verify-inclusion", "--log-key", key, "--tiles", address, "--index", str(index))
            assert code == 0, said
        growth = ("verify-consistency", "--log-key", key, "--tiles", address, "--old-checkpoint", old)
        code, said = aics_tlog(*growth)
        assert code == 0, said

        signer = Signer.read(key_file.read_text())
        old.write_text(signed(TreeHead(signer.name, 300, b"\x07" * 32).text(), [signer]))
        assert aics_tlog(*growth)[0] == 1
        other = Signer.new(signer.name).verifier
        assert aics_tlog("verify-checkpoint", "--log-key", other, "--tiles", address)[0] == 1
