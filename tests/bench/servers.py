"""Two gunicorns alike, one with the site, one with the same bytes in memory, and a loader for both."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, environment: dict[str, str], *, workers: int = 2) -> Iterator[int]:
    """gunicorn with sync workers, as `coop serve` runs it, on a free loopback port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--no-control-socket",
        "--access-logfile",
        "/dev/null",
        "--log-level",
        "error",
        "--backlog",
        "2048",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if get(port, "/status-of-bench")[0]:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer in 30 s")


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def rate(port: int, path: str, *, seconds: float, clients: int = 4) -> float:
    """Requests a second that `clients` concurrent readers get; `wrk` where it is installed."""
    if shutil.which("wrk"):
        output = subprocess.run(
            ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", f"http://127.0.0.1:{port}{path}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        if "Non-2xx" in output:
            raise RuntimeError(f"{path}: {output}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    with ProcessPoolExecutor(clients) as pool:
        return sum(pool.map(_read, [port] * clients, [path] * clients, [seconds] * clients))


def _read(port: int, path: str, seconds: float) -> float:
    begin, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - begin) < seconds:
        if get(port, path)[0] != 200:
            raise RuntimeError(path)
        count += 1
    return count / spent


def in_turns(
    first: tuple[int, str], second: tuple[int, str], *, rounds: int, seconds: float
) -> tuple[float, float, float]:
    """Median rates of two addresses measured A B A B, and the median of their ratios pair by pair."""
    for port, path in (first, second):
        rate(port, path, seconds=0.5)
    pairs = [(rate(*first, seconds=seconds), rate(*second, seconds=seconds)) for _ in range(rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
