"""The demo for the browser: seeded once, copied for whoever changes it, served by gunicorn with two processes."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from coop.demo.content.people import address_of
from coop.demo.keys import Keys, kept_in
from coop.demo.logins import logins
from tests.browser.later import FILE as HOURS_LATER

_DATABASE = "coop.sqlite3"
_READY_SECONDS = 90


@dataclass(frozen=True)
class Demo:
    """A running demo. `people` are the logins by role: (e-mail, password)."""

    url: str
    folder: Path
    people: dict[str, tuple[str, str]]

    def put_forward(self, *, hours: int) -> None:
        """Let the site's clock run so many hours ahead of the world's; 0 sets it right again."""
        (self.folder / HOURS_LATER).write_text(str(hours))

    def login(self, name: str) -> tuple[str, str]:
        """E-mail and password of anybody in the demo, by display name."""
        return address_of(name), self.people["member"][1]

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What the database says, to choose whom and what to walk with."""
        with closing(sqlite3.connect(f"file:{self.folder / _DATABASE}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


def seed(folder: Path) -> None:
    """A demo in the folder, where everybody without a login has the member's password."""
    subprocess.run(
        [sys.executable, "-m", "coop.cli", "demo", "--no-serve", "--folder", str(folder)], check=True,
        capture_output=True,
    )
    (member,) = (each.email for each in logins(kept_in(folder / "keys.json")) if each.role == "member")
    with closing(sqlite3.connect(folder / _DATABASE)) as connection, connection:
        connection.execute(
            "UPDATE people SET password = (SELECT password FROM people WHERE email = ?) WHERE password IS NULL",
            [member],
        )


def copy(seeded: Path, folder: Path) -> Path:
    """A demo of one's own, to change."""
    shutil.copytree(seeded, folder)
    return folder


class Served:
    """The site of a demo's folder, from `start` to `stop`."""

    def __init__(self, folder: Path) -> None:
        self._keys = kept_in(folder / "keys.json")
        self.demo = Demo(
            url=f"http://127.0.0.1:{_free_port()}",
            folder=folder,
            people={each.role: (each.email, each.password) for each in logins(self._keys)},
        )
        self._log = folder / "site.log"

    def start(self, **more: str) -> Demo:
        """Serve, with `more` in the environment; returns once the home page answers."""
        self.environment = {**_environment(self.demo, self._keys), **more}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "tests.browser.later:create_app()", "--workers", "2",
                 "--bind", self.demo.url.removeprefix("http://"), "--no-control-socket", "--log-level", "warning"],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(self.demo.url, timeout=30):
                    return self.demo
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the demo did not answer: {self._log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End the site."""
        self._process.terminate()
        self._process.wait(timeout=30)


def _environment(demo: Demo, keys: Keys) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("COOP_")}
    return {
        **own,
        "COOP_MODE": "demo",
        "COOP_DATA_DIR": str(demo.folder),
        "COOP_DATABASE_URL": f"sqlite:///{demo.folder / _DATABASE}",
        "COOP_SECRET_KEY": keys.secret_key,
        "COOP_PASSWORD_SALT": keys.password_salt,
        "COOP_TOTP_SECRET": keys.totp_secret,
        "COOP_SITE_URL": demo.url,
        # Everybody in these walks comes from one address.
        "COOP_RATE_LIMITS": "false",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
