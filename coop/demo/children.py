"""The demo's processes, site and worker above all: started beside each other, ended together."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
_READY_SECONDS = 60
_STOP_SECONDS = 15


class NotStarted(RuntimeError):
    """A process ended before the site answered; the message names its log."""


def port_is_free(port: int) -> bool:
    """Whether the site could listen there."""
    with socket.socket() as probe:
        # As gunicorn does: connections that linger after an earlier run are no reason to refuse.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class Children:
    """Site and worker, and what runs beside them (modules with arguments), each in a session of its own so that Ctrl-C
    reaches only the demo, which ends them."""

    def __init__(
        self,
        *,
        port: int,
        environment: Mapping[str, str],
        of_worker: Mapping[str, str],
        logs: Path,
        beside: Mapping[str, list[str]] | None = None,
    ) -> None:
        self._url = f"http://{HOST}:{port}/"
        self._logs = logs
        commands = {
            **(beside or {}),
            "site": ["coop.cli", "serve", "--bind", f"{HOST}:{port}", "--workers", "2"],
            "worker": ["coop.cli", "worker"],
        }
        own = {name: value for name, value in os.environ.items() if not name.startswith("COOP_")}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        for name, command in commands.items():
            with (logs / f"{name}.log").open("ab") as log:
                self._processes[name] = subprocess.Popen(  # noqa: S603  ourselves, with our own arguments
                    [sys.executable, "-m", *command],
                    env={**own, **environment, **(of_worker if name == "worker" else {})},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def wait_until_ready(self) -> None:
        """Return once the home page answers; raises NotStarted."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            self._refuse_dead()
            try:
                with urllib.request.urlopen(self._url, timeout=5) as answer:  # noqa: S310  our own loopback address
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as error:
                raise NotStarted(f"{self._url} answers {error.code}; see {self._logs / 'site.log'}") from error
            except OSError:
                time.sleep(0.1)
        raise NotStarted(f"{self._url} did not answer for {_READY_SECONDS} s; see {self._logs / 'site.log'}")

    def wait(self) -> None:
        """Return never while both run; raises NotStarted when one ends by itself."""
        while True:
            self._refuse_dead()
            time.sleep(0.5)

    def stop(self) -> None:
        """End both, politely first."""
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self._processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _refuse_dead(self) -> None:
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise NotStarted(f"the {name} ended ({process.returncode}); see {self._logs / f'{name}.log'}")
