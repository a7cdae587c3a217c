"""Programs that other people wrote, and a log to show them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import absent
from tests.logs import begin

SOURCE = Path(__file__).parent / "verify-log"
GO_PACKAGES = Path("/usr/share/gocode")
VERSION = "0.2.1"
NEWER = ("python3.12", "python3.13", "python3.14")


@pytest.fixture(scope="session")
def go_verifier(tmp_path_factory):
    """`go_verifier(*arguments)` runs tests/interop/verify-log, built on Debian's packages without any network."""
    if shutil.which("go") is None or not (GO_PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        absent("Go or its x/mod is not installed (apt install golang-go golang-golang-x-mod-dev)")
    program = tmp_path_factory.mktemp("go") / "verify-log"
    offline = {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOFLAGS": "", "GOPROXY": "off"}
    subprocess.run(["go", "build", "-o", program, "."], cwd=SOURCE, env={**os.environ, **offline}, check=True)
    return lambda *arguments: run(program, *arguments)


def run(*command) -> subprocess.CompletedProcess:
    """Run a program of others; loopback is never reached through a proxy."""
    environment = {**os.environ, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    return subprocess.run(
        [str(part) for part in command], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def key_file(session, app, now, tmp_path):
    """The key of a log that has begun."""
    return begin(session, tmp_path, at=now)


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
