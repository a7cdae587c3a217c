"""The verifier on made-up exports of growing size: how long it takes, and how much memory all its processes hold."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench import big_export as books

SIZES = (10_000, 100_000, 1_000_000)
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Checked:
    """One run: wall clock and processor time in seconds, the most memory of all processes together in MB."""

    entries: int
    packed: bool
    export_mb: float
    seconds: float
    cpu_seconds: float
    memory_mb: float


def measure(folder: Path, sizes: tuple[int, ...] = SIZES) -> list[Checked]:
    """Each size as a folder and as a .zip; exports are thrown away as soon as they were checked."""
    found = []
    for size in sizes:
        at = folder / f"verify-{size}"
        export = books.make(at, size)
        whole = sum(path.stat().st_size for path in export.iterdir())
        found.append(_check(size, export, whole, packed=False))
        with zipfile.ZipFile(at / "export.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for path in sorted(export.iterdir()):
                archive.write(path, path.name)
        shutil.rmtree(export)
        found.append(_check(size, at / "export.zip", whole, packed=True))
        shutil.rmtree(at)
    return found


def _check(size: int, export: Path, whole: int, *, packed: bool) -> Checked:
    before, began, most = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    with subprocess.Popen(
        [sys.executable, "-m", "coop.verify", "--no-state", str(export)], stdout=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            time.sleep(0.1)
        said = process.stdout.read() if process.stdout else ""
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(said)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Checked(size, packed, whole / 1e6, seconds, cpu, most / 1e6)


def _resident(pid: int) -> int:
    """Bytes that a process and its children hold; what they share is counted for each."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * _PAGE + sum(_resident(int(child)) for child in children)


def main() -> None:
    """`python -m tests.bench.verify [ENTRIES ...]`: this part alone."""
    import tempfile

    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    with tempfile.TemporaryDirectory(prefix="coop-bench-") as folder:
        for size in sizes:
            for one in measure(Path(folder), (size,)):
                print(
                    f"{one.entries:>9,} entries, {'zip' if one.packed else 'folder'} ({one.export_mb:,.0f} MB): "
                    f"{one.seconds:.1f} s, {one.cpu_seconds:.1f} s of processors, {one.memory_mb:,.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
