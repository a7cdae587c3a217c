"""Programs that other people wrote, and a log to show them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import absent
from tests.logs import begin

SOURCE = Path(__file__).parent / "verify-log"
GO_PACKAGES = Path("/usr/share/gocode")


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
